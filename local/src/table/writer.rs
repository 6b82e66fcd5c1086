//! The thread that writes: group commit.

use std::collections::HashMap;
use std::fs::File;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use bytes::Bytes;
use dynoxide::storage::Storage;
use tokio::sync::{oneshot, watch};

use super::cache::Versions;
use super::engine::{Answer, execute};
use super::request::{Touches, touches};

/// Writes that share a sync at most: bounds how long the first of them waits.
const GROUP_MAX: usize = 128;

/// A write to carry out.
pub struct WriteJob {
    /// The operation.
    pub operation: String,
    /// Its body.
    pub body: Bytes,
    /// Where its answer goes, once it is on disk.
    pub done: oneshot::Sender<Answer>,
}

/// The partitions whose newest writes are not yet on disk.
#[derive(Debug)]
pub struct Unsynced {
    partitions: Mutex<HashMap<String, u64>>,
    synced: watch::Sender<u64>,
}

impl Default for Unsynced {
    fn default() -> Self {
        Self { partitions: Mutex::default(), synced: watch::channel(0).0 }
    }
}

impl Unsynced {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.partitions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until everything that was written to these partitions before is on disk. An empty
    /// list stands for all partitions.
    pub async fn settle(&self, partitions: &[String]) {
        let group = {
            let unsynced = self.lock();
            if partitions.is_empty() {
                unsynced.values().max().copied()
            } else {
                partitions.iter().filter_map(|pk| unsynced.get(pk)).max().copied()
            }
        };
        if let Some(group) = group {
            let mut synced = self.synced.subscribe();
            // The sender lives as long as the table.
            let _ = synced.wait_for(|done| *done >= group).await;
        }
    }
}

/// The way to the writing thread.
pub struct Writer {
    jobs: Mutex<Option<Sender<WriteJob>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on a storage of its own; `log` is the write-ahead log's file.
    pub fn start(storage: Storage, log: File, versions: Arc<Versions>, unsynced: Arc<Unsynced>) -> Self {
        let (jobs, waiting) = channel();
        let thread = std::thread::Builder::new().name("table-writer".to_owned()).spawn(move || {
            let _abort = AbortOnPanic;
            write_all(&storage, &log, &versions, &unsynced, &waiting);
            checkpoint(&storage);
        });
        Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(thread.ok()) }
    }

    /// Hands a write over.
    pub fn write(&self, job: WriteJob) {
        if let Some(jobs) = &*self.jobs.lock().unwrap_or_else(PoisonError::into_inner) {
            // A thread that is gone drops the job, and its answer never comes.
            let _ = jobs.send(job);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

/// A defect in the engine must not be acknowledged, nor leave writers waiting for ever.
struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            die("the table's engine failed");
        }
    }
}

fn die(problem: &str) -> ! {
    eprintln!("roomcast: {problem}; stopping so that nothing is acknowledged that is not on disk");
    std::process::abort()
}

fn write_all(
    storage: &Storage,
    log: &File,
    versions: &Versions,
    unsynced: &Unsynced,
    waiting: &Receiver<WriteJob>,
) {
    let mut group = 0;
    while let Ok(first) = waiting.recv() {
        group += 1;
        let mut answers = vec![write_one(storage, versions, unsynced, group, first)];
        while answers.len() < GROUP_MAX
            && let Ok(next) = waiting.try_recv()
        {
            answers.push(write_one(storage, versions, unsynced, group, next));
        }
        if let Err(error) = log.sync_data() {
            die(&format!("the write-ahead log could not be synced: {error}"));
        }
        unsynced.lock().retain(|_, written| *written > group);
        unsynced.synced.send_replace(group);
        for (done, answer) in answers {
            let _ = done.send(answer);
        }
    }
}

fn write_one(
    storage: &Storage,
    versions: &Versions,
    unsynced: &Unsynced,
    group: u64,
    job: WriteJob,
) -> (oneshot::Sender<Answer>, Answer) {
    let partitions = match touches(&job.operation, &job.body) {
        Touches::Writes(partitions) => Some(partitions),
        _ => None,
    };
    let move_on = || match &partitions {
        Some(partitions) => partitions.iter().for_each(|pk| versions.move_on(pk)),
        None => versions.move_all_on(),
    };
    unsynced.lock().extend(partitions.iter().flatten().map(|pk| (pk.clone(), group)));
    move_on();
    let answer = execute(storage, &job.operation, &job.body);
    move_on();
    (job.done, answer)
}

/// Brings the log into the table, so that the next start has nothing to do.
fn checkpoint(storage: &Storage) {
    let _ = storage.conn().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
}
