//! The embedded table: DynamoDB's protocol, answered in this process and kept on disk.
//!
//! [`EmbeddedTable::client`] is an ordinary `aws-sdk-dynamodb` client whose HTTP connector ends
//! here instead of at a socket, so that one machine runs the same requests, conditions and error
//! codes as AWS. Underneath is the engine `dynoxide` on SQLite.
//!
//! - Writes go through one thread, which executes all that wait, syncs the write-ahead log once, and
//!   then answers them: acknowledged means on disk, also after a power cut, and concurrent writers
//!   share a sync (`writer`).
//! - Reads have connections of their own. A read of a partition whose newest write is not yet
//!   synced waits for that sync: nothing is shown that a power cut could take back (`reader`).
//! - The answer to a read is kept until its partition is written (`cache`).
//!
//! `docs/embedded-table.md` says why this is durable, and what it costs.

mod backup;
mod cache;
mod connector;
mod engine;
mod files;
mod reader;
mod request;
mod sweep;
mod writer;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

pub use backup::backup;

use cache::Cache;
use reader::Readers;
use writer::{SyncLog, Writer};

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

/// A table. Clones share it; the last one that goes closes it, which brings the log into the file.
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
    /// Opens the table of a data directory, which is made if needed. Refuses a directory that
    /// another process serves, and a file that is damaged or no table.
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let lock = files::lock(directory)?;
        let path = directory.join(files::TABLE);
        files::check(&path)?;
        let storage = files::open_writer(&path)?;
        let readers = Readers::open(&path)?;
        let log = files::open_log(directory)?;
        Self::start(storage, readers, Box::new(move || log.sync_data()), Some(lock))
    }

    /// An empty table that ends with the process: for tests.
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

    /// A client of the table: no signatures, no retries, no timers.
    pub fn client(&self) -> Client {
        connector::client(self.http_client())
    }

    /// What stands in for the network under [`Self::client`]: for tests that put something between.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// Deletes expired items and says how many. Reads everything: call it rarely, on a thread of
    /// its own, outside the async runtime's.
    pub fn sweep_expired(&self) -> Result<usize, String> {
        sweep::sweep(&self.shared.readers, &self.shared.writer)
    }
}

impl std::fmt::Debug for EmbeddedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmbeddedTable")
    }
}
