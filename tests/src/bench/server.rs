//! A server process under load: its start, its processor time, its memory.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::world::{SECRET, built};

/// Clock ticks a second of `/proc/<pid>/stat`, the same on every Linux of today.
const TICKS: f64 = 100.0;
/// The longest wait for a start or an end.
const PATIENCE: Duration = Duration::from_secs(60);

/// The lines that a server prints.
type Output = Lines<BufReader<ChildStdout>>;

/// A program that can be put under load: `<path> serve --port 0 --data-dir <folder>`.
#[derive(Debug, Clone)]
pub struct Program {
    /// The path of its binary.
    pub path: PathBuf,
}

impl Program {
    /// The program with this name that was built beside the load generator.
    pub fn built(name: &str) -> Self {
        Self { path: built(name) }
    }
}

/// A running server, whose data lie on the disk of the build folder.
pub(super) struct Server {
    /// Its address, `127.0.0.1:port`.
    pub(super) address: String,
    process: Child,
    program: Program,
    directory: TempDir,
    /// Held, because a closed pipe would disturb the server.
    output: Output,
}

impl Server {
    /// Starts the program with an empty data directory.
    pub(super) async fn start(program: &Program) -> Self {
        let beside = std::env::current_exe().expect("a path").with_file_name("bench-data");
        std::fs::create_dir_all(&beside).expect("a folder for data");
        let directory = tempfile::tempdir_in(beside).expect("a data directory");
        let (process, output, address) = launch(program, directory.path()).await;
        Self { address, process, program: program.clone(), directory, output }
    }

    /// Starts the program again on the same data, after [`Server::terminate`] or [`Server::kill`].
    pub(super) async fn restart(&mut self) {
        (self.process, self.output, self.address) = launch(&self.program, self.directory.path()).await;
    }

    /// Asks the server to end, and waits until it has ended.
    pub(super) async fn terminate(&mut self) {
        let id = self.process.id().expect("the server runs").to_string();
        Command::new("kill").args(["-TERM", &id]).status().await.expect("a signal is sent");
        tokio::time::timeout(PATIENCE, self.process.wait()).await.expect("an end in time").expect("an end");
    }

    /// Ends the server as a power failure would.
    pub(super) async fn kill(&mut self) {
        self.process.kill().await.expect("the server is killed");
    }

    /// Microseconds of processor time, user and system, that the process has used.
    pub(super) fn cpu_us(&self) -> f64 {
        let stat = std::fs::read_to_string(self.proc("stat")).expect("the server runs");
        let fields: Vec<&str> =
            stat.rsplit_once(')').expect("a name in brackets").1.split_whitespace().collect();
        let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
        (ticks(11) + ticks(12)) * 1e6 / TICKS
    }

    /// Kilobytes of memory that the process holds for itself. The table's file, which it reads through a mapping, is
    /// the system's cache and is not counted.
    pub(super) fn own_kb(&self) -> f64 {
        let status = std::fs::read_to_string(self.proc("status")).expect("the server runs");
        let line = status.lines().find(|line| line.starts_with("RssAnon")).expect("a line");
        line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
    }

    /// Megabytes on disk.
    pub(super) fn disk_mb(&self) -> f64 {
        let files = std::fs::read_dir(self.directory.path()).expect("a directory");
        let bytes = files.filter_map(|file| file.ok()?.metadata().ok()).map(|file| file.len()).sum::<u64>();
        bytes as f64 / 1e6
    }

    /// Files and connections that the process has open.
    pub(super) fn open_files(&self) -> usize {
        std::fs::read_dir(self.proc("fd")).expect("the server runs").count()
    }

    /// Waits until the server has checked a large table for damage, which it does in a thread of its own.
    pub(super) async fn wait_for_check(&self) {
        let is_checking = || {
            let threads = std::fs::read_dir(self.proc("task")).expect("the server runs");
            let name = |thread: std::io::Result<std::fs::DirEntry>| {
                std::fs::read_to_string(thread.ok()?.path().join("comm")).ok()
            };
            threads.filter_map(name).any(|name| name.trim() == "table-checker")
        };
        while is_checking() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The folder of its data.
    pub(super) fn data(&self) -> &Path {
        self.directory.path()
    }

    fn proc(&self, file: &str) -> String {
        format!("/proc/{}/{file}", self.process.id().expect("the server runs"))
    }
}

/// Starts the process and waits until it listens; also returns its output and its address.
async fn launch(program: &Program, directory: &Path) -> (Child, Output, String) {
    let mut command = Command::new(&program.path);
    command.args(["serve", "--port", "0", "--data-dir"]).arg(directory);
    command.env_clear().env("JWT_SECRET", SECRET).env("MESSAGES_PER_10S", "0");
    command.stdout(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().expect("the server starts");
    let mut output = BufReader::new(process.stdout.take().expect("its output")).lines();
    let address = tokio::time::timeout(PATIENCE, address(&mut output)).await.expect("it listens in time");
    (process, output, address)
}

/// Reads the address that the server prints once it listens.
async fn address(output: &mut Output) -> String {
    loop {
        let line = output.next_line().await.expect("its output").expect("it listens before it ends");
        if let Some(address) = line.strip_prefix("listening on http://") {
            return address.to_owned();
        }
    }
}
