//! A server process that a test starts, kills and starts again.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::patience::PATIENCE;

/// A running `roomcast serve` with a data directory of its own.
pub(crate) struct Server {
    process: Child,
    settings: Vec<(String, String)>,
    directory: TempDir,
}

/// Returns the path of a binary of this build: from the folder of the test's executable, or the one above.
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let mut candidates = test.ancestors().skip(1).take(2).map(|folder| folder.join(name));
    let found = candidates.find(|binary| binary.exists());
    found.unwrap_or_else(|| panic!("{name} is missing: run `cargo build --workspace --bins` first"))
}

/// Returns the path of the server's binary.
pub fn binary() -> PathBuf {
    built("roomcast")
}

impl Server {
    /// Starts a server with these environment variables and an empty data directory; also returns its
    /// address. A later entry wins, and an empty value unsets its variable.
    pub(crate) async fn start(settings: Vec<(String, String)>) -> (Self, String) {
        let directory = tempfile::tempdir().expect("a directory");
        let (process, address) = launch(directory.path(), &settings).await;
        (Self { process, settings, directory }, address)
    }

    /// Starts the server again with the same settings and data; returns its new address.
    pub(crate) async fn restart(&mut self) -> String {
        let (process, address) = launch(self.directory.path(), &self.settings).await;
        self.process = process;
        address
    }

    /// Returns the process id.
    fn process_id(&self) -> u32 {
        self.process.id().expect("the server runs")
    }

    /// Returns the data directory.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Ends the process with SIGKILL.
    pub(crate) async fn kill(&mut self) {
        self.process.kill().await.expect("the server is killed");
    }

    /// Sends SIGTERM and waits for the end of the process; returns its exit code.
    pub(crate) async fn terminate(&mut self) -> Option<i32> {
        let id = self.process_id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().await.expect("a signal is sent");
        let ended = tokio::time::timeout(PATIENCE, self.process.wait()).await;
        ended.expect("the server ends in time").expect("the server ends").code()
    }
}

/// Starts the process and waits until it prints the address that it listens on.
async fn launch(directory: &Path, settings: &[(String, String)]) -> (Child, String) {
    let mut command = Command::new(binary());
    command.args(["serve", "--port", "0", "--demo", "--data-dir"]).arg(directory).env_clear();
    for (name, value) in settings {
        if value.is_empty() {
            command.env_remove(name)
        } else {
            command.env(name, value)
        };
    }
    command.stdout(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().expect("the server starts");
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let address = async {
        loop {
            let line = lines.next_line().await.expect("its output");
            let line = line.expect("the server listens before it ends");
            if let Some(address) = line.strip_prefix("listening on http://") {
                return address.to_owned();
            }
        }
    };
    let address = tokio::time::timeout(PATIENCE, address).await.expect("the server listens in time");
    (process, address)
}
