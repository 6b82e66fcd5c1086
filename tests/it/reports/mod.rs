//! Reports of messages.

mod handle;
mod list;
mod report;

use serde_json::Value;

/// Returns the reasons of reports.
fn reasons(reports: &[Value]) -> Vec<&str> {
    reports.iter().map(|report| report["reason"].as_str().expect("a reason")).collect()
}
