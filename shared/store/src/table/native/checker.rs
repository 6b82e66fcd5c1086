//! The check of a large table while it is served: a complete read takes seconds, for which no start should wait.
//!
//! It reads all items in the order of their keys, some at a time, so that the write-ahead log can begin anew between
//! them. Each item's checksum covers its key; keys that are right and in order can be found; and where a step ends,
//! its last key is looked up, so that a damaged key cannot lead the next step past some items.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::{OpenError, corrupt, end, io};
use super::{files, rows};
use crate::keys::Key;

/// Items of a step.
const STEP: usize = 1_000;
/// The shortest pause between steps. A step is followed by a pause as long as itself, which leaves the processor and
/// the disk to others.
const PAUSE: Duration = Duration::from_millis(1);

const ITEMS: &str =
    "SELECT pk, sk, item, index_pk, index_sk FROM items WHERE (pk, sk) > (?1, ?2) ORDER BY pk, sk LIMIT ?3";
const FIRST_FROM: &str = "SELECT pk, sk FROM items WHERE (pk, sk) >= (?1, ?2) ORDER BY pk, sk LIMIT 1";
const PLACES: &str = "SELECT count(*) FROM items INDEXED BY by_activity \
                      WHERE index_pk = ?1 AND index_sk = ?2 AND index_pk IS NOT NULL";

/// The thread that checks a table. Dropping it ends the check.
pub struct Checker {
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checker {
    /// Starts to check a table that was too large to be checked before it is served. Damage ends the process with
    /// a sentence, as it would have refused the start.
    pub fn start_if_large(path: &Path) -> Result<Option<Self>, OpenError> {
        if !files::is_large(path.metadata().map_err(io(path))?.len()) {
            return Ok(None);
        }
        let (over, is_over) = channel();
        let path: Arc<Path> = path.into();
        let thread = std::thread::Builder::new().name("table-checker".to_owned());
        let thread = thread.spawn(move || check(&path, &is_over)).map_err(io("the checking thread"))?;
        Ok(Some(Self { over: Some(over), thread: Some(thread) }))
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        drop(self.over.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Why a table was not found to be whole.
enum Problem {
    Damage(String),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // A key that is no text any more is no error of SQLite's.
            None | Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damage(error.to_string())
            }
            Some(_) => Self::Sqlite(error),
        }
    }
}

fn check(path: &Path, is_over: &Receiver<()>) {
    match find_damage(path, is_over) {
        Ok(()) => {}
        Err(Problem::Damage(problem)) => end(corrupt(path, problem)),
        Err(Problem::Sqlite(error)) => {
            tracing::error!(service = "table", %error, "the table could not be checked for damage");
        }
    }
}

/// Reads all items, until the check is over.
fn find_damage(path: &Path, is_over: &Receiver<()>) -> Result<(), Problem> {
    let mut table = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut last = Key { pk: String::new(), sk: String::new() };
    loop {
        let begin = Instant::now();
        let reading = table.transaction()?;
        let next = check_step(&reading, &last)?;
        reading.commit()?;
        let pause = begin.elapsed().max(PAUSE);
        match next {
            Some(key) if is_over.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) => last = key,
            _ => return Ok(()),
        }
    }
}

/// Checks the items behind a key, as many as make a step; returns the last one's key, if there may be more.
fn check_step(table: &Connection, after: &Key) -> Result<Option<Key>, Problem> {
    let mut items = table.prepare_cached(ITEMS)?;
    let mut found = items.query((&after.pk, &after.sk, STEP))?;
    let (mut last, mut count) = (after.clone(), 0);
    while let Some(row) = found.next()? {
        let key = Key { pk: row.get(0)?, sk: row.get(1)? };
        rows::open(row, 2, &key.pk, &key.sk).map_err(|error| Problem::Damage(error.to_string()))?;
        if (&last.pk, &last.sk) >= (&key.pk, &key.sk) {
            return Err(Problem::Damage(format!(
                "the items {} {} and {} {} are not in order",
                last.pk, last.sk, key.pk, key.sk
            )));
        }
        let place: Option<(String, String)> = row.get::<_, Option<_>>(3)?.zip(row.get(4)?);
        if let Some(place) = place
            && table.prepare_cached(PLACES)?.query_row(place, |row| row.get::<_, i64>(0))? == 0
        {
            return Err(Problem::Damage(format!("the item {} {} is missing in an index", key.pk, key.sk)));
        }
        (last, count) = (key, count + 1);
    }
    if count < STEP {
        return Ok(None);
    }
    let first = |row: &rusqlite::Row<'_>| Ok(Key { pk: row.get(0)?, sk: row.get(1)? });
    let first = table.prepare_cached(FIRST_FROM)?.query_row((&last.pk, &last.sk), first)?;
    if first != last {
        return Err(Problem::Damage(format!("the item {} {} cannot be found", last.pk, last.sk)));
    }
    Ok(Some(last))
}
