//! The thread that writes: it commits waiting writes in groups.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::carry::Group;
use super::error::die;
use super::kept::Kept;
use super::volatile::Volatile;
use crate::error::{Result, StoreError};
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
    pub fn start(connection: Connection, kept: Arc<Kept>, volatile: Arc<Volatile>) -> std::io::Result<Self> {
        let (jobs, queue) = channel();
        let writing = Writing { connection, kept, volatile };
        let thread = std::thread::Builder::new().name("table-writer".to_owned()).spawn(move || {
            let _abort = AbortOnPanic;
            while let Ok(first) = queue.recv() {
                writing.write_group(first, &queue);
            }
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
}

impl Writing {
    /// Carries out the waiting writes, puts them on disk, and only then answers them.
    fn write_group(&self, first: Job, queue: &Receiver<Job>) {
        let mut group = Group::new(&self.connection, &self.kept, &self.volatile);
        let (mut answers, mut carried): (Vec<Answer>, _) = (Vec::new(), Ok(()));
        for job in std::iter::once(first).chain(queue.try_iter()).take(GROUP_MAX) {
            carried = carry_out(&mut group, job, &mut answers);
            if carried.is_err() {
                break;
            }
        }
        let ended = carried.and_then(|()| group.commit());
        if let Err(error) = &ended {
            self.roll_back(error);
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

/// Carries out one job; an error leaves the group to be rolled back.
fn carry_out(group: &mut Group<'_>, job: Job, answers: &mut Vec<Answer>) -> Result<()> {
    match job {
        Job::Writes { writes, done } => {
            let carried = group.carry_out(writes);
            let failure = carried.as_ref().err().cloned();
            answers.push(Box::new(move |ended: Result<()>| {
                // A caller that has stopped waiting does not undo its write.
                let _ = done.send(ended.and_then(|()| carried?));
            }));
            failure.map_or(Ok(()), Err)
        }
        Job::Sweep { now_s, done } => {
            let swept = group.sweep(now_s);
            let failure = swept.as_ref().err().cloned();
            answers.push(Box::new(move |ended: Result<()>| {
                let _ = done.send(ended.and(swept));
            }));
            failure.map_or(Ok(()), Err)
        }
    }
}
