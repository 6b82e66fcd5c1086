//! The check of a large table while it is served: a complete read takes seconds, for which no start should wait.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::{OpenError, corrupt, end, io};
use super::files::{self, Kind};

/// Steps of SQLite after which the check looks whether it is to end, about a millisecond.
const STEPS: i32 = 10_000;
/// The check works half of the time, so that it leaves the processor and the disk to others.
const REST_MOST: Duration = Duration::from_millis(20);

/// The thread that checks a table.
pub struct Checker {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Checker {
    /// Starts to check a table that was too large to be checked before it is served. Damage ends the process with
    /// a sentence, as it would have refused the start.
    pub fn start_if_large(path: &Path) -> Result<Option<Self>, OpenError> {
        if !files::is_large(path.metadata().map_err(io(path))?.len()) {
            return Ok(None);
        }
        let is_over = Arc::<AtomicBool>::default();
        let (path, ends) = (path.to_owned(), is_over.clone());
        let thread = std::thread::Builder::new().name("table-checker".to_owned());
        let thread = thread.spawn(move || check(&path, ends)).map_err(io("the checking thread"))?;
        Ok(Some(Self { is_over, thread: Some(thread) }))
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn check(path: &PathBuf, is_over: Arc<AtomicBool>) {
    let begin = Instant::now();
    let checked = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|table| {
        let mut rested = Instant::now();
        let pause = move || {
            std::thread::sleep(rested.elapsed().min(REST_MOST));
            rested = Instant::now();
            is_over.load(Ordering::Relaxed)
        };
        table.progress_handler(STEPS, Some(pause));
        files::find_damage(&table, Kind::Table)
    });
    let seconds = begin.elapsed().as_secs();
    match checked {
        Ok(None) => tracing::info!(service = "table", seconds, "the table is whole"),
        Ok(Some(problem)) => end(corrupt(path, problem)),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => {}
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => end(corrupt(path, error)),
            _ => tracing::error!(service = "table", %error, "the table could not be checked"),
        },
    }
}
