//! The server as a process: settings, start, stop and its other commands.

mod backup;
mod disk_full;
mod reports;
mod settings;
mod start;
mod stop;
mod token;

use std::process::Stdio;
use std::time::Duration;

use roomcast_tests::world::binary;
use tokio::process::Command;

/// Runs `roomcast` with these arguments until it ends; returns whether it succeeded and what it wrote
/// to stderr.
async fn run(arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(binary());
    command.args(arguments).env_clear().stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(10), command.output()).await;
    let output = output.expect("it ends").expect("it starts");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}
