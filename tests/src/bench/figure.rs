//! A figure: what a load cost, and how it is printed.

use std::fmt;
use std::time::Duration;

use super::meter::Measured;

/// What a load cost the server.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The name that a run selects it by.
    pub name: &'static str,
    /// The load, for a reader.
    pub load: String,
    /// The figure that is compared.
    pub cost: f64,
    /// What the cost is counted in.
    pub unit: Unit,
    /// Operations a second, and what they are called.
    pub rate: Option<(f64, &'static str)>,
    /// The latencies that half and 99 of 100 operations keep within.
    pub latency: Option<(Duration, Duration)>,
}

/// What a cost is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Microseconds of the server's processor time for an operation.
    CpuUs,
    /// Kilobytes of the server's memory for a connection.
    Kilobytes,
    /// Megabytes of the server's memory.
    Megabytes,
    /// Milliseconds that a user waits.
    Milliseconds,
    /// Files and connections that the server has open.
    OpenFiles,
}

impl Unit {
    /// The short name in a table.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::CpuUs => "us",
            Self::Kilobytes => "kB",
            Self::Megabytes => "MB",
            Self::Milliseconds => "ms",
            Self::OpenFiles => "files",
        }
    }
}

impl Figure {
    /// The figure of a load that was measured in operations, which have this name in the plural.
    pub(super) fn of(name: &'static str, load: String, operations: &'static str, measured: Measured) -> Self {
        Self {
            name,
            load,
            cost: measured.cpu_us,
            unit: Unit::CpuUs,
            rate: Some((measured.per_s, operations)),
            latency: measured.latency,
        }
    }
}

/// Rounds to three digits, as many as a shared machine repeats.
pub(super) fn rounded(value: f64) -> String {
    match value {
        _ if value < 10.0 => format!("{value:.2}"),
        _ if value < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<14} {}: ", self.name, self.load)?;
        if let Some((per_s, operations)) = self.rate {
            write!(f, "{per_s:.0} {operations}/s, ")?;
        }
        if let Some((p50, p99)) = self.latency {
            let ms = |latency: Duration| rounded(latency.as_secs_f64() * 1e3);
            write!(f, "p50 {} ms, p99 {} ms, ", ms(p50), ms(p99))?;
        }
        let cost = rounded(self.cost);
        match self.unit {
            Unit::CpuUs => write!(f, "{cost} us server CPU each"),
            Unit::Kilobytes => write!(f, "{cost} kB each"),
            Unit::Megabytes => write!(f, "{cost} MB"),
            Unit::Milliseconds => write!(f, "{cost} ms"),
            Unit::OpenFiles => write!(f, "{cost} open files"),
        }
    }
}
