//! Seeds of randomised tests.

use std::ops::Range;

/// Returns the seeds of a test run: the one of `ROOMCAST_SEED`, to make a failure again, or as many
/// as `ROOMCAST_RUNS` says, or `runs` of them.
#[allow(clippy::disallowed_methods)] // the tests' own variables
pub fn seeds(runs: u64) -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    match number("ROOMCAST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("ROOMCAST_RUNS").unwrap_or(runs),
    }
}
