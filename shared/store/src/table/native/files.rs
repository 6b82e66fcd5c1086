//! The files of a data directory: lock, table, write-ahead log.
//!
//! The table's file is only ever opened by SQLite. Its locks are the process's, and closing any
//! other handle of the same file would drop them.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, ffi};

use super::error::{OpenError, corrupt, io};
use super::rows;

/// The table's file in the data directory.
pub const TABLE: &str = "table.db";
/// Locked by the process that serves the directory.
const LOCK: &str = "lock";
/// Largest file that is checked completely before it is served, which takes about half a second. A larger one is
/// checked while it is served (see [`super::checker`]).
const CHECKED_BYTES: u64 = 64 * 1024 * 1024;
/// SQLite's mark of the program that a file belongs to: "Room".
const APPLICATION: i64 = 0x526f_6f6d;
/// The version of the tables in the file.
const VERSION: i64 = 1;
/// Statements that a connection keeps compiled.
const STATEMENTS: usize = 32;

const CREATE: &str = "
    CREATE TABLE items (
        pk TEXT NOT NULL, sk TEXT NOT NULL, expires_s INTEGER, index_pk TEXT, index_sk TEXT, item BLOB NOT NULL,
        PRIMARY KEY (pk, sk)
    ) WITHOUT ROWID;
    CREATE INDEX expiring ON items (expires_s) WHERE expires_s IS NOT NULL;
    CREATE INDEX by_activity ON items (index_pk, index_sk) WHERE index_pk IS NOT NULL;";

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

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// There is no file, or nothing is in it.
    Empty,
    /// A table of this release.
    Table,
    /// A table of a release that kept DynamoDB's own JSON.
    Former,
}

/// Tells what a file is, without changing it, but for a change that was cut off: that is undone first.
/// Refuses one of another program or of a newer release.
pub fn kind(path: &Path) -> Result<Kind, OpenError> {
    inspect(path, false)
}

/// Tells what a file is, as [`kind`] does, and refuses one that is damaged.
pub fn check(path: &Path) -> Result<Kind, OpenError> {
    inspect(path, true)
}

fn inspect(path: &Path, for_damage: bool) -> Result<Kind, OpenError> {
    let Ok(metadata) = path.metadata() else { return Ok(Kind::Empty) };
    let whole = for_damage && !is_large(metadata.len());
    let found = inspect_file(path, whole).or_else(|error| {
        if !is_cut_off(&error) {
            return Err(error);
        }
        undo(path)?;
        inspect_file(path, whole)
    });
    found.map_err(|error| corrupt(path, error))?.map_err(|problem| corrupt(path, problem))
}

/// Whether a file of so many bytes is too large to be checked completely before it is served.
pub fn is_large(bytes: u64) -> bool {
    bytes > CHECKED_BYTES
}

/// Whether SQLite's rollback journal lies beside the file. The first start writes one before there is a
/// write-ahead log.
fn is_cut_off(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_READONLY_ROLLBACK)
}

/// Undoes a change that was cut off: SQLite does it at the first read that may write.
fn undo(path: &Path) -> rusqlite::Result<()> {
    Connection::open(path)?.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn inspect_file(path: &Path, whole: bool) -> rusqlite::Result<Result<Kind, String>> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let number = |sql| file.query_row(sql, [], |row| row.get::<_, i64>(0));
    if number("SELECT count(*) FROM sqlite_schema")? == 0 {
        return Ok(Ok(Kind::Empty));
    }
    let kind = match (number("PRAGMA application_id")?, number("PRAGMA user_version")?) {
        (APPLICATION, VERSION) => Kind::Table,
        (APPLICATION, _) => return Ok(Err("a newer release has written it".to_owned())),
        _ if number("SELECT count(*) FROM sqlite_schema WHERE name IN ('_config', '_tables')")? == 2 => {
            Kind::Former
        }
        _ => return Ok(Err("it belongs to another program".to_owned())),
    };
    let damage = if whole { find_damage(&file, kind)? } else { None };
    Ok(damage.map_or(Ok(kind), Err))
}

/// Looks at the structure of the file, at each entry of its indexes, and at each item's checksum: a key that
/// has changed would otherwise hide its item.
fn find_damage(file: &Connection, kind: Kind) -> rusqlite::Result<Option<String>> {
    let verdict = file.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0))?;
    if verdict != "ok" {
        return Ok(Some(verdict));
    }
    if kind == Kind::Table { rows::find_damaged(file) } else { Ok(None) }
}

/// Makes the tables in an empty file.
pub fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE; {CREATE} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
    ))
}

/// Opens the connection that writes, and makes the tables where there are none. Each commit syncs the
/// write-ahead log before anybody can read it. What a killed process left in the log, perhaps in the
/// system's memory only, is synced and moved into the table before anybody reads it. The limit cuts a
/// log that a long backup made grow.
pub fn open_to_write(path: &Path) -> Result<Connection, OpenError> {
    let kind = check(path)?;
    open_checked(path, kind).map_err(|error| corrupt(path, error))
}

fn open_checked(path: &Path, kind: Kind) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -16384;",
    )?;
    if kind == Kind::Empty {
        create(&connection)?;
    }
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    tune(&connection)?;
    Ok(connection)
}

/// Opens a connection that reads.
pub fn open_to_read(path: &Path) -> Result<Connection, OpenError> {
    let open = || {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.execute_batch("PRAGMA cache_size = -16384; PRAGMA mmap_size = 1073741824;")?;
        tune(&connection)?;
        Ok(connection)
    };
    open().map_err(|error: rusqlite::Error| corrupt(path, error))
}

/// A statement of the cache would otherwise be compiled anew for each range that it reads.
fn tune(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Syncs the names in a directory, and the directory's own name, to disk.
pub fn sync_names(directory: &Path) -> Result<(), OpenError> {
    sync_directory(directory)?;
    let absolute = directory.canonicalize().map_err(io(directory))?;
    absolute.parent().map_or(Ok(()), sync_directory)
}

/// Syncs the names in a directory to disk.
pub fn sync_directory(directory: &Path) -> Result<(), OpenError> {
    File::open(directory).and_then(|handle| handle.sync_all()).map_err(io(directory))
}
