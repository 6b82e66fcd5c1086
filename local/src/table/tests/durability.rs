use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use aws_sdk_dynamodb::types::{PutRequest, WriteRequest};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::table::files;
use crate::table::reader::Readers;

/// A table whose syncs the test sees begin, and lets end.
struct Held {
    client: Client,
    begun: UnboundedReceiver<()>,
    let_end: mpsc::Sender<()>,
    _data: tempfile::TempDir,
}

impl Held {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        drop(ready(&EmbeddedTable::open(data.path()).unwrap()).await);
        let path = data.path().join(files::TABLE);
        let (say_begun, begun) = unbounded_channel();
        let (let_end, end) = mpsc::channel();
        let sync = Box::new(move || {
            say_begun.send(()).ok();
            end.recv().ok();
            Ok(())
        });
        let (storage, readers) = (files::open_writer(&path).unwrap(), Readers::open(&path).unwrap());
        let client = EmbeddedTable::start(storage, readers, sync, None).unwrap().client();
        Self { client, begun, let_end, _data: data }
    }
}

/// Lets everything that can go on go on: the runtime has one thread.
async fn let_all_run() {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nothing_is_acknowledged_or_shown_before_it_is_on_disk() {
    let mut held = Held::new().await;
    let client = held.client.clone();
    let put = tokio::spawn(async move { put(&client, "A", "a", 1).send().await.unwrap() });
    held.begun.recv().await.unwrap();
    let client = held.client.clone();
    let read = tokio::spawn(async move { items(&client, "A", ":pk").await });
    let client = held.client.clone();
    let read_any = tokio::spawn(async move { items(&client, "A", ":any").await });
    let_all_run().await;
    assert_eq!(get(&held.client, "B", "b").await, None, "other partitions are read meanwhile");
    assert!(!put.is_finished() && !read.is_finished() && !read_any.is_finished());
    held.let_end.send(()).unwrap();
    put.await.unwrap();
    assert_eq!(read.await.unwrap().len(), 1);
    assert_eq!(read_any.await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_batch_is_not_shown_before_it_is_on_disk() {
    let mut held = Held::new().await;
    let request = PutRequest::builder().item("pk", s("A")).item("sk", s("a")).build().unwrap();
    let request = WriteRequest::builder().put_request(request).build();
    let batch = held.client.batch_write_item().request_items(TABLE, vec![request]);
    let batch = tokio::spawn(async move { batch.send().await.unwrap() });
    held.begun.recv().await.unwrap();
    let client = held.client.clone();
    let read = tokio::spawn(async move { items(&client, "A", ":pk").await });
    let_all_run().await;
    assert!(!batch.is_finished() && !read.is_finished());
    held.let_end.send(()).unwrap();
    batch.await.unwrap();
    assert_eq!(read.await.unwrap().len(), 1);
}

#[tokio::test]
async fn writes_that_wait_share_a_sync() {
    let mut held = Held::new().await;
    let client = held.client.clone();
    let first = tokio::spawn(async move { put(&client, "A", "first", 1).send().await.unwrap() });
    held.begun.recv().await.unwrap();
    let later = |number: u64| {
        let client = held.client.clone();
        tokio::spawn(async move { put(&client, "A", &format!("{number}"), number).send().await.unwrap() })
    };
    let later: Vec<_> = (0..50).map(later).collect();
    let_all_run().await;
    held.let_end.send(()).unwrap();
    first.await.unwrap();
    held.begun.recv().await.unwrap();
    assert!(later.iter().all(|write| !write.is_finished()));
    held.let_end.send(()).unwrap();
    for write in later {
        write.await.unwrap();
    }
    assert!(held.begun.try_recv().is_err(), "two syncs were enough");
}

/// Names the directory that a child process works in, and what it does.
const CHILD: &str = "ROOMCAST_TEST_CHILD";

/// Runs this test program again, for one "test" that acts as another process.
fn child(name: &str, directory: &Path) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--nocapture", "--include-ignored"]).env(CHILD, directory);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
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
    let client = ready(&EmbeddedTable::open(Path::new(&directory)).unwrap()).await;
    let writer = |writer: u64| {
        let client = client.clone();
        tokio::spawn(async move {
            for number in 0.. {
                put(&client, &writer.to_string(), &number.to_string(), number).send().await.unwrap();
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
    let mut writing = child("table::tests::durability::child_that_writes", data.path());
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
    let client = EmbeddedTable::open(data.path()).unwrap().client();
    for (pk, sk) in acknowledged {
        assert_eq!(number(&client, &pk, &sk).await, sk.parse().ok(), "{pk} {sk}");
    }
}

/// In the child: a table whose disk fails.
#[tokio::test]
#[ignore = "a process of its own, for the test below"]
async fn child_whose_disk_fails() {
    let Some(directory) = std::env::var_os(CHILD) else { return };
    let path = Path::new(&directory).join(files::TABLE);
    let (storage, readers) = (files::open_writer(&path).unwrap(), Readers::open(&path).unwrap());
    let fail = Box::new(|| Err(std::io::Error::other("the disk is gone")));
    let client = EmbeddedTable::start(storage, readers, fail, None).unwrap().client();
    put(&client, "A", "a", 1).send().await.unwrap();
    say("stored");
}

#[test]
fn a_sync_that_fails_ends_the_process_before_anything_is_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let failing = child("table::tests::durability::child_whose_disk_fails", data.path());
    let ended = failing.wait_with_output().unwrap();
    let (out, problem) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.signal(), Some(6), "{problem}");
    assert!(problem.contains("the write-ahead log could not be synced: the disk is gone"), "{problem}");
    assert!(!out.contains("stored"), "{out}");
}
