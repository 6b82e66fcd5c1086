//! The embedded table: DynamoDB's protocol, answered in this process and kept on disk.
//!
//! [`EmbeddedTable::client`] is an ordinary `aws-sdk-dynamodb` client whose HTTP connector ends
//! here instead of at a socket, so that one machine runs the same requests, conditions and error
//! codes as AWS. Underneath is the engine `dynoxide` on SQLite.
//!
//! - Writes go through one thread, which executes all waiting writes, syncs the write-ahead log once,
//!   and then answers them: an acknowledged write is on disk and survives a power cut, and concurrent
//!   writers share a sync (`writer`).
//! - Reads have connections of their own. A read of a partition whose newest write is not yet
//!   synced waits for that sync, so that a power cut cannot undo what was read (`reader`).
//! - The answer to a read is kept until its partition is written (`cache`).
//!
//! `docs/embedded-table.md` says why this is durable, and what it costs.

mod backup;
mod cache;
mod connector;
mod engine;
mod error;
mod files;
mod reader;
mod request;
mod sweep;
mod writer;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

pub use backup::backup;
pub use error::OpenError;

use cache::Cache;
use reader::Readers;
use writer::{SyncLog, Writer};

/// A table. Clones share it; dropping the last one closes it and moves the log into the file.
#[derive(Clone)]
pub struct EmbeddedTable {
    shared: Arc<Shared>,
}

/// The fields are dropped in this order: the writer first, the lock on the directory last.
struct Shared {
    writer: Writer,
    readers: Readers,
    cache: Cache,
    _lock: Option<File>,
}

impl EmbeddedTable {
    /// Opens the table of a data directory, which is created if needed. Refuses a directory that
    /// another process serves and a file that is damaged or is no table.
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let lock = files::lock(directory)?;
        let path = directory.join(files::TABLE);
        files::check(&path)?;
        let storage = files::open_writer(&path)?;
        let readers = Readers::open(&path)?;
        let log = files::open_log(directory)?;
        Self::start(storage, readers, Box::new(move || log.sync_data()), Some(lock))
    }

    /// Opens an empty table that is kept in memory only: for tests.
    pub fn in_memory() -> Result<Self, OpenError> {
        let path = Path::new(":memory:");
        let storage = dynoxide::storage::Storage::memory().map_err(|error| files::corrupt(path, error))?;
        Self::start(storage, Readers::none(), Box::new(|| Ok(())), None)
    }

    fn start(
        storage: dynoxide::storage::Storage,
        readers: Readers,
        sync: SyncLog,
        lock: Option<File>,
    ) -> Result<Self, OpenError> {
        let cache = Cache::default();
        let writer = Writer::start(storage, sync, cache.versions(), readers.unsynced());
        let writer = writer.map_err(|source| OpenError::Io { path: "the writing thread".into(), source })?;
        Ok(Self { shared: Arc::new(Shared { writer, readers, cache, _lock: lock }) })
    }

    /// Deletes expired items and returns their number. Reads the whole table and blocks: call it rarely,
    /// on a thread outside the async runtime.
    pub fn sweep_expired(&self) -> Result<usize, String> {
        sweep::sweep(&self.shared.readers, &self.shared.writer)
    }
}

impl std::fmt::Debug for EmbeddedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmbeddedTable")
    }
}
