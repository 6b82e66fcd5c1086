//! The time that a test waits.

use std::time::Duration;

/// The longest time that a test waits for anything before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
