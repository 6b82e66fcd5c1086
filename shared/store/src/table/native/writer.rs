//! The thread that writes: it commits waiting writes in groups.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::carry::Group;
use super::error::die;
use super::kept::Kept;
use super::later::Later;
use super::volatile::Volatile;
use crate::error::{Result, StoreError};
use crate::keys::Key;
use crate::table::write::Write;

pub use super::carry::Carried;

/// Most writes that share a sync: bounds how long the first of them waits.
const GROUP_MAX: usize = 128;

/// What the thread is asked to do.
pub enum Job {
    /// Carry out writes, all or none. The answer comes once they are on disk.
    Writes {
        /// The writes.
        writes: Vec<Write>,
        /// Takes the outcome.
        done: oneshot::Sender<Result<Carried>>,
    },
    /// Delete some expired items.
    Sweep {
        /// The current second.
        now_s: i64,
        /// Takes their number; 0 when none is left.
        done: oneshot::Sender<Result<usize>>,
    },
    /// Look at the caches that are to be written later.
    Wake,
}

impl Job {
    /// Gives the keys that the job writes, as far as they are known.
    fn keys(&self) -> impl Iterator<Item = &Key> {
        let writes = match self {
            Self::Writes { writes, .. } => writes.as_slice(),
            Self::Sweep { .. } | Self::Wake => &[],
        };
        writes.iter().map(|write| &write.key)
    }
}

/// An answer that waits for its group to be on disk.
type Answer = Box<dyn FnOnce(Result<()>)>;

/// The handle of the writing thread.
pub struct Writer {
    jobs: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Writer {
    /// Starts the thread, with a connection of its own.
    pub fn start(
        connection: Connection,
        kept: Arc<Kept>,
        volatile: Arc<Volatile>,
        later: Arc<Later>,
    ) -> std::io::Result<Self> {
        let (jobs, queue) = channel();
        let writing = Writing { connection, kept, volatile, later };
        let thread = std::thread::Builder::new().name("table-writer".to_owned()).spawn(move || {
            let _abort = AbortOnPanic;
            while let Some(jobs) = writing.next_jobs(&queue) {
                writing.write_group(jobs);
            }
            writing.write_group(Vec::new());
            writing.checkpoint();
        })?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    /// Hands a job to the thread.
    pub fn send(&self, job: Job) {
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

/// Ends the process if the thread panics: nothing is acknowledged, and no writer waits for ever.
struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            die("the table's writer failed");
        }
    }
}

/// The state of the writing thread.
struct Writing {
    connection: Connection,
    kept: Arc<Kept>,
    volatile: Arc<Volatile>,
    later: Arc<Later>,
}

impl Writing {
    /// Waits for jobs, or until the caches that are written later are due: then there are none. Ends
    /// when the table is closed.
    fn next_jobs(&self, queue: &Receiver<Job>) -> Option<Vec<Job>> {
        let first = match self.later.due_in() {
            None => queue.recv().ok()?,
            Some(due_in) => match queue.recv_timeout(due_in) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => return Some(Vec::new()),
                Err(RecvTimeoutError::Disconnected) => return None,
            },
        };
        Some(std::iter::once(first).chain(queue.try_iter()).take(GROUP_MAX).collect())
    }

    /// Carries out the waiting writes, puts them on disk, and only then answers them. Caches that are
    /// due, or that one of the writes meets, come first.
    fn write_group(&self, jobs: Vec<Job>) {
        let mut group = Group::new(&self.connection, &self.kept, &self.volatile);
        let is_due = jobs.is_empty() || self.later.due_in() == Some(Duration::ZERO);
        let caches = if is_due || self.later.waits_for(jobs.iter().flat_map(Job::keys)) {
            self.later.all()
        } else {
            Vec::new()
        };
        let mut carried = caches.iter().try_for_each(|batch| {
            match group.carry_out_caches(batch)? {
                Ok(left) => self.later.goes(batch, left),
                // Only a cache is lost. Kept, it would fail every later group.
                Err(error) => tracing::error!(service = "table", %error, "a cache was not written"),
            }
            Ok(())
        });
        let mut answers: Vec<Answer> = Vec::new();
        for job in jobs {
            carried = carry_out(&mut group, job, &mut answers, carried);
        }
        let ended = carried.and_then(|()| group.commit());
        match &ended {
            Ok(()) => self.later.done(&caches),
            Err(error) => {
                self.roll_back(error);
                self.later.postpone();
            }
        }
        answers.into_iter().for_each(|answer| answer(ended.clone()));
    }

    /// Undoes a group that failed.
    fn roll_back(&self, error: &StoreError) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        if !self.connection.is_autocommit() {
            die(&format!("a write did not end: {error}"));
        }
    }

    /// Moves the log into the table, so that the next start has nothing to recover.
    fn checkpoint(&self) {
        // After a failure the next start reads the rest from the log.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

/// Carries out one job of a group that has not failed before; an error leaves the group to be rolled
/// back.
fn carry_out(group: &mut Group<'_>, job: Job, answers: &mut Vec<Answer>, before: Result<()>) -> Result<()> {
    match job {
        Job::Wake => before,
        Job::Writes { writes, done } => {
            let carried = before.and_then(|()| group.carry_out(writes));
            let failure = carried.as_ref().err().cloned();
            answers.push(Box::new(move |ended: Result<()>| {
                // A caller that has stopped waiting does not undo its write.
                let _ = done.send(ended.and_then(|()| carried?));
            }));
            failure.map_or(Ok(()), Err)
        }
        Job::Sweep { now_s, done } => {
            let swept = before.and_then(|()| group.sweep(now_s));
            let failure = swept.as_ref().err().cloned();
            answers.push(Box::new(move |ended: Result<()>| {
                let _ = done.send(ended.and(swept));
            }));
            failure.map_or(Ok(()), Err)
        }
    }
}
