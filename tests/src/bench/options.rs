//! What a run measures, and for how long.

/// The parameters of a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Seconds that each load is measured, after a warm-up.
    pub seconds: f64,
    /// Connections that are opened by `connect` and stay idle for `memory`.
    pub connections: usize,
    /// Messages on disk when the server of `start` starts.
    pub messages: u64,
    /// Messages that are stored while the server of `kills` is killed again and again.
    pub killed: u64,
    /// Messages in the table of `large-page` and its like.
    pub large: u64,
    /// Minutes of the load of `soak-memory` and `soak-files`.
    pub soak_min: f64,
    /// Names of the figures that are wanted; empty for all.
    pub names: Vec<String>,
}

impl Options {
    /// Whether the figure with this name is wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seconds: 4.0,
            connections: 5_000,
            messages: 100_000,
            killed: 1_000_000,
            large: 10_000_000,
            soak_min: 30.0,
            names: Vec::new(),
        }
    }
}
