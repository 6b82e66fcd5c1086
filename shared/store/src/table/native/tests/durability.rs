//! What a killed process leaves.

use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use super::*;

/// Names the directory that a child process works in.
pub const CHILD: &str = "ROOMCAST_TEST_CHILD";

/// Makes the command that runs this test program again, for one "test" that acts as another process.
pub fn program(name: &str, directory: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--nocapture", "--include-ignored"]).env(CHILD, directory);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word}").unwrap();
    out.flush().unwrap();
}

/// In the child: eight writers that say what was acknowledged, until the process is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a process of its own, for the test below"]
async fn child_that_writes() {
    let Some(directory) = std::env::var_os(CHILD) else { return };
    let table = open(Path::new(&directory));
    let writer = |writer: u64| {
        let table = table.clone();
        tokio::spawn(async move {
            for number in 0.. {
                put(&table, &writer.to_string(), number, number).await;
                say(&format!("stored {writer} {number}"));
            }
        })
    };
    for writer in (0..8).map(writer).collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn what_a_killed_process_acknowledged_is_there() {
    let data = tempfile::tempdir().unwrap();
    let mut writing = program("table::native::tests::durability::child_that_writes", data.path());
    let mut writing = writing.spawn().unwrap();
    let said = BufReader::new(writing.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in said {
        let line = line.unwrap();
        let Some(("stored", which)) = line.split_once(' ') else { continue };
        let (pk, sk) = which.split_once(' ').unwrap();
        acknowledged.push((pk.to_owned(), sk.to_owned()));
        if acknowledged.len() == 500 {
            writing.kill().unwrap();
        }
    }
    assert_eq!(writing.wait().unwrap().signal(), Some(9));
    assert!(acknowledged.len() >= 500, "{}", acknowledged.len());
    let table = open(data.path());
    for (pk, sk) in acknowledged {
        assert_eq!(number(&table, &pk, &sk).await, sk.parse().ok(), "{pk} {sk}");
    }
}
