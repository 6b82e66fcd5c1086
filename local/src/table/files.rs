//! The files of a data directory: lock, table, write-ahead log.
//!
//! The table's file is only ever opened by SQLite. Its locks are the process's, and closing any
//! other handle of the same file would drop them.

use std::fmt::Display;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use dynoxide::storage::Storage;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::error::OpenError;

/// The table's file in the data directory.
pub const TABLE: &str = "table.db";
/// SQLite's write-ahead log of it.
const LOG: &str = "table.db-wal";
/// Locked by the process that serves the directory.
const LOCK: &str = "lock";
/// Largest file that is checked completely when it is opened, which takes about 0.1 s.
const CHECKED_BYTES: u64 = 64 * 1024 * 1024;

/// Makes the directory if needed and locks it, until the file is closed or the process ends.
pub fn lock(directory: &Path) -> Result<File, OpenError> {
    std::fs::create_dir_all(directory).map_err(io(directory))?;
    let path = directory.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(directory.to_owned())),
        Err(TryLockError::Error(source)) => Err(OpenError::Io { path, source }),
    }
}

/// Refuses a file that is damaged or no table, without changing it. A missing or empty one is fine.
pub fn check(path: &Path) -> Result<(), OpenError> {
    let Ok(metadata) = path.metadata() else { return Ok(()) };
    let problem = check_file(path, metadata.len() <= CHECKED_BYTES);
    problem.map_err(|error| corrupt(path, error))?.map_or(Ok(()), |problem| Err(corrupt(path, problem)))
}

fn check_file(path: &Path, whole: bool) -> rusqlite::Result<Option<String>> {
    let file = open_to_read(path)?;
    let count = |sql| file.query_row(sql, [], |row| row.get::<_, i64>(0));
    if count("SELECT count(*) FROM sqlite_schema")? == 0 {
        return Ok(None);
    }
    if count("SELECT count(*) FROM sqlite_schema WHERE name IN ('_config', '_tables')")? != 2 {
        return Ok(Some("it belongs to another program".to_owned()));
    }
    if !whole {
        return Ok(None);
    }
    let verdict = file.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)).optional()?;
    Ok(verdict.filter(|verdict| verdict != "ok"))
}

/// Opens a table's file without the right to write it.
pub fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Opens the connection that writes. The write-ahead log is synced by us, once for all writes that
/// wait, instead of by SQLite after each: `synchronous=NORMAL` leaves SQLite the syncs around a
/// checkpoint. The limit cuts a log that a long backup made grow.
pub fn open_writer(path: &Path) -> Result<Storage, OpenError> {
    let storage = open(path)?;
    let set = "PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=67108864;";
    storage.conn().execute_batch(set).map_err(|error| corrupt(path, error))?;
    Ok(storage)
}

/// Opens one more connection to the file.
pub fn open(path: &Path) -> Result<Storage, OpenError> {
    let name = path.to_str().ok_or_else(|| corrupt(path, "its path is not UTF-8"))?;
    Storage::new(name).map_err(|error| corrupt(path, error))
}

/// Opens the write-ahead log for syncing, with everything that is in it, and the names of the
/// files, on disk. Call it while SQLite has the table open: then the log is not replaced any more.
/// Syncs the writes that a killed process did not sync, before anybody reads them.
pub fn open_log(directory: &Path) -> Result<File, OpenError> {
    let path = directory.join(LOG);
    let log = File::open(&path).map_err(io(&path))?;
    log.sync_all().map_err(io(&path))?;
    sync_directory(directory)?;
    let absolute = directory.canonicalize().map_err(io(directory))?;
    absolute.parent().map_or(Ok(()), sync_directory)?;
    Ok(log)
}

/// Syncs the names in a directory to disk.
pub fn sync_directory(directory: &Path) -> Result<(), OpenError> {
    File::open(directory).and_then(|handle| handle.sync_all()).map_err(io(directory))
}

/// Makes the error of a damaged or foreign file.
pub fn corrupt(path: &Path, problem: impl Display) -> OpenError {
    OpenError::Corrupt { path: path.to_owned(), problem: problem.to_string() }
}

/// Makes the error of a path that cannot be used.
pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> OpenError {
    let path = path.into();
    move |source| OpenError::Io { path, source }
}
