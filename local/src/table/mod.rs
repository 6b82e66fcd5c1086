//! The embedded table: DynamoDB's protocol, answered in this process and kept on disk.
//!
//! [`EmbeddedTable::client`] is an ordinary `aws-sdk-dynamodb` client whose HTTP connector ends
//! here instead of at a socket, so that one machine runs the same requests, conditions and error
//! codes as AWS. Underneath is the engine `dynoxide` on SQLite.
//!
//! - Writes go through one thread, which executes all that wait, syncs the write-ahead log once, and
//!   then answers them: acknowledged means on disk, also after a power cut, and concurrent writers
//!   share a sync ([`writer`]).
//! - Reads have connections of their own. A read of a partition whose newest write is not yet
//!   synced waits for that sync: nothing is shown that a power cut could take back ([`reader`]).
//! - The answer to a read is kept until its partition is written ([`cache`]).

mod cache;
mod connector;
mod engine;
mod reader;
mod request;
mod writer;

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use dynoxide::storage::Storage;

use cache::Cache;
use reader::Readers;
use writer::Writer;

/// The table's file in the data directory.
const FILE: &str = "table.db";
/// Locked by the process that serves the directory.
const LOCK: &str = "lock";
/// Files up to this size are checked whole when they are opened.
const CHECKED_BYTES: u64 = 64 * 1024 * 1024;

/// Why a table cannot be opened or copied.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process serves the directory.
    #[error("another roomcast process is using the data directory {0}")]
    InUse(PathBuf),
    /// The file is not a table, or is damaged.
    #[error("{path} is not a readable table ({problem}); restore it from a backup")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The directory or a file cannot be used.
    #[error("cannot use {path}: {source}")]
    Io {
        /// The directory or file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A copy is never written over something.
    #[error("{0} exists already; choose another file")]
    Exists(PathBuf),
    /// There is nothing to copy.
    #[error("there is no table in {0}")]
    Missing(PathBuf),
}

/// A table on disk.
#[derive(Clone)]
pub struct EmbeddedTable {
    shared: Arc<Shared>,
}

struct Shared {
    writer: Writer,
    readers: Readers,
    cache: Cache,
    path: PathBuf,
    _lock: File,
}

impl EmbeddedTable {
    /// Opens the table of a data directory, which is made if needed.
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| OpenError::Io { path, source }
        };
        std::fs::create_dir_all(directory).map_err(io(directory))?;
        let lock = lock(directory)?;
        let path = directory.join(FILE);
        check(&path)?;
        let storage = open_storage(&path)?;
        let readers = Readers::open(&path)?;
        let log = File::open(path.with_extension("db-wal")).map_err(io(&path))?;
        let cache = Cache::default();
        let writer = Writer::start(storage, log, cache.versions(), readers.unsynced());
        Ok(Self { shared: Arc::new(Shared { writer, readers, cache, path, _lock: lock }) })
    }

    /// A client of the table.
    pub fn client(&self) -> Client {
        connector::client(self.clone())
    }

    /// Deletes expired items. Reads everything: call it rarely, on a thread of its own.
    pub fn sweep_expired(&self) -> Result<usize, String> {
        let database =
            dynoxide::Database::new(&self.shared.path.to_string_lossy()).map_err(|e| e.to_string())?;
        let swept = database.sweep_ttl().map_err(|e| e.to_string());
        self.shared.cache.clear();
        swept
    }
}

fn lock(directory: &Path) -> Result<File, OpenError> {
    let path = directory.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|source| OpenError::Io { path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(directory.to_owned())),
        Err(TryLockError::Error(source)) => Err(OpenError::Io { path, source }),
    }
}

fn corrupt(path: &Path, problem: impl std::fmt::Display) -> OpenError {
    OpenError::Corrupt { path: path.to_owned(), problem: problem.to_string() }
}

/// Refuses a file that is no SQLite database.
fn check(path: &Path) -> Result<(), OpenError> {
    let Ok(mut file) = File::open(path) else { return Ok(()) };
    let mut magic = Vec::new();
    let read = file.by_ref().take(16).read_to_end(&mut magic);
    read.map_err(|source| OpenError::Io { path: path.to_owned(), source })?;
    if magic.is_empty() || magic == b"SQLite format 3\0" {
        Ok(())
    } else {
        Err(corrupt(path, "wrong header"))
    }
}

/// Opens the file as the engine's storage. The write-ahead log is synced by us, once for all
/// writes that wait, instead of by SQLite after each: `synchronous=NORMAL` leaves that to the
/// checkpoint, which syncs the log before it touches the table.
fn open_storage(path: &Path) -> Result<Storage, OpenError> {
    let storage = Storage::new(&path.to_string_lossy()).map_err(|error| corrupt(path, error))?;
    let set = storage.conn().execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
    set.map_err(|error| corrupt(path, error))?;
    let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size <= CHECKED_BYTES {
        let check = storage.conn().query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        match check.as_deref() {
            Ok("ok") => {}
            Ok(problem) => return Err(corrupt(path, problem)),
            Err(error) => return Err(corrupt(path, error)),
        }
    }
    Ok(storage)
}

/// Opens one more connection to the file, for reading.
fn open_reader(path: &Path) -> Result<Storage, OpenError> {
    Storage::new(&path.to_string_lossy()).map_err(|error| corrupt(path, error))
}

/// Copies the table of a data directory into `file`, consistently, also while a server is running
/// on it. The copy is on disk when this returns.
pub fn backup(directory: &Path, file: &Path) -> Result<(), OpenError> {
    let path = directory.join(FILE);
    if !path.exists() {
        return Err(OpenError::Missing(directory.to_owned()));
    }
    if file.exists() {
        return Err(OpenError::Exists(file.to_owned()));
    }
    check(&path)?;
    let database = dynoxide::Database::new(&path.to_string_lossy()).map_err(|error| corrupt(&path, error))?;
    database.vacuum_into(&file.to_string_lossy()).map_err(|error| corrupt(&path, error))?;
    let synced = File::open(file).and_then(|copy| copy.sync_all());
    synced.map_err(|source| OpenError::Io { path: file.to_owned(), source })
}
