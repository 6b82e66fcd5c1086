//! The thread that writes: it commits waiting writes in groups.

use std::collections::HashMap;
use std::io::Write;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

use bytes::Bytes;
use dynoxide::storage::Storage;
use roomcast_functions::lock;
use tokio::sync::{oneshot, watch};

use super::cache::Versions;
use super::engine::{Answer, execute};
use super::request::{Touches, touches};

/// Most writes that share a sync: bounds how long the first of them waits.
const GROUP_MAX: usize = 128;

/// Syncs the write-ahead log to disk.
pub type SyncLog = Box<dyn FnMut() -> std::io::Result<()> + Send>;

/// A write to carry out.
pub struct WriteJob {
    operation: String,
    body: Bytes,
    /// The partitions that it writes; nothing stands for all.
    partitions: Option<Vec<String>>,
    done: oneshot::Sender<Answer>,
}

impl WriteJob {
    /// Makes the write `operation` with `body`; the answer goes to `done` once the write is on disk.
    pub fn new(operation: String, body: Bytes, done: oneshot::Sender<Answer>) -> Self {
        let partitions = match touches(&operation, &body) {
            Touches::Writes(partitions) => Some(partitions),
            _ => None,
        };
        Self { operation, body, partitions, done }
    }
}

/// The partitions whose newest writes are not yet on disk.
#[derive(Debug)]
pub struct Unsynced {
    written: Mutex<Written>,
    synced: watch::Sender<u64>,
}

/// The group of the newest write that is not yet on disk.
#[derive(Debug, Default)]
struct Written {
    partitions: HashMap<String, u64>,
    /// The number of the last write that may touch any partition.
    whole: Option<u64>,
}

impl Default for Unsynced {
    fn default() -> Self {
        Self { written: Mutex::default(), synced: watch::channel(0).0 }
    }
}

impl Unsynced {
    fn lock(&self) -> MutexGuard<'_, Written> {
        lock(&self.written)
    }

    /// Notes that a group is about to write these partitions; nothing stands for all.
    fn begin(&self, partitions: Option<&[String]>, group: u64) {
        let mut written = self.lock();
        match partitions {
            Some(partitions) => written.partitions.extend(partitions.iter().map(|pk| (pk.clone(), group))),
            None => written.whole = Some(group),
        }
    }

    /// Notes that a group, and those before it, are on disk.
    fn end(&self, group: u64) {
        let mut written = self.lock();
        written.partitions.retain(|_, written| *written > group);
        written.whole = written.whole.filter(|written| *written > group);
        drop(written);
        self.synced.send_replace(group);
    }

    /// Waits until everything that was written to these partitions before is on disk. An empty
    /// list stands for all partitions.
    pub async fn settle(&self, partitions: &[String]) {
        let group = {
            let written = self.lock();
            let newest = if partitions.is_empty() {
                written.partitions.values().max()
            } else {
                partitions.iter().filter_map(|pk| written.partitions.get(pk)).max()
            };
            newest.copied().max(written.whole)
        };
        if let Some(group) = group {
            let mut synced = self.synced.subscribe();
            // The sender lives as long as the table.
            let _ = synced.wait_for(|done| *done >= group).await;
        }
    }
}

/// The handle of the writing thread.
pub struct Writer {
    jobs: Mutex<Option<Sender<WriteJob>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread, with a storage of its own.
    pub fn start(
        storage: Storage,
        sync: SyncLog,
        versions: Arc<Versions>,
        unsynced: Arc<Unsynced>,
    ) -> std::io::Result<Self> {
        let (jobs, queue) = channel();
        let mut writing = Writing { storage, sync, versions, unsynced, group: 0 };
        let thread = std::thread::Builder::new().name("table-writer".to_owned()).spawn(move || {
            let _abort = AbortOnPanic;
            while let Ok(first) = queue.recv() {
                writing.write_group(first, &queue);
            }
            writing.checkpoint();
        })?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    /// Hands a write to the thread.
    pub fn write(&self, job: WriteJob) {
        if let Some(jobs) = &*lock(&self.jobs) {
            // After the thread has ended the job is dropped, which ends the wait for its answer.
            let _ = jobs.send(job);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(lock(&self.jobs).take());
        if let Some(thread) = lock(&self.thread).take() {
            let _ = thread.join();
        }
    }
}

/// Ends the process if the engine panics: nothing is acknowledged, and no writer waits for ever.
struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            die("the table's engine failed");
        }
    }
}

fn die(problem: &str) -> ! {
    // Nothing is left to do where standard error cannot be written.
    let _ = writeln!(
        std::io::stderr(),
        "roomcast: {problem}; stopping so that nothing is acknowledged that is not on disk"
    );
    std::process::abort()
}

/// The state of the writing thread.
struct Writing {
    storage: Storage,
    sync: SyncLog,
    versions: Arc<Versions>,
    unsynced: Arc<Unsynced>,
    group: u64,
}

impl Writing {
    /// Executes the waiting writes, syncs them to disk, and only then answers them.
    fn write_group(&mut self, first: WriteJob, queue: &Receiver<WriteJob>) {
        self.group += 1;
        let jobs = std::iter::once(first).chain(queue.try_iter()).take(GROUP_MAX);
        let answers: Vec<_> = jobs.map(|job| self.write(job)).collect();
        if let Err(error) = (self.sync)() {
            die(&format!("the write-ahead log could not be synced: {error}"));
        }
        self.unsynced.end(self.group);
        for (done, answer) in answers {
            // A caller that has stopped waiting does not undo its write.
            let _ = done.send(answer);
        }
    }

    fn write(&self, job: WriteJob) -> (oneshot::Sender<Answer>, Answer) {
        let partitions = job.partitions.as_deref();
        self.unsynced.begin(partitions, self.group);
        self.versions.move_on(partitions);
        let answer = execute(&self.storage, &job.operation, &job.body);
        self.versions.move_on(partitions);
        if !self.storage.conn().is_autocommit() {
            die("a write did not end");
        }
        (job.done, answer)
    }

    /// Moves the log into the table, so that the next start has nothing to recover.
    fn checkpoint(&self) {
        // After a failure the next start reads the rest from the log.
        let _ = self.storage.conn().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}
