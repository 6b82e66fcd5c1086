//! Reads, on connections of their own beside the writer.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use dynoxide::storage::Storage;
use roomcast_functions::lock;
use serde::Deserialize;

use super::engine::{Answer, execute};
use super::error::OpenError;
use super::files;
use super::writer::Unsynced;

/// Connections for reading.
const CONNECTIONS: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyPart {
    attribute_name: String,
}

/// A table whose items expire.
pub struct Expiring {
    /// The table's name.
    pub table: String,
    /// The attribute with the second after which an item has expired.
    pub attribute: String,
    /// The names of the key's attributes.
    pub key: Vec<String>,
}

/// The connections that read a table.
pub struct Readers {
    storages: Vec<Mutex<Storage>>,
    next: AtomicUsize,
    unsynced: Arc<Unsynced>,
}

impl Readers {
    /// Opens the connections to a table's file.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let storages = (0..CONNECTIONS).map(|_| files::open(path).map(Mutex::new));
        Ok(Self { storages: storages.collect::<Result<_, _>>()?, ..Self::none() })
    }

    /// Makes an empty set, for a table in memory: its only connection is the writer's.
    pub fn none() -> Self {
        Self { storages: Vec::new(), next: AtomicUsize::new(0), unsynced: Arc::default() }
    }

    /// Whether there is no connection: then the writer also reads.
    pub fn is_none(&self) -> bool {
        self.storages.is_empty()
    }

    /// Returns the list of unsynced writes, for the writer.
    pub fn unsynced(&self) -> Arc<Unsynced> {
        self.unsynced.clone()
    }

    /// Carries out a read, on a free connection if there is one.
    pub fn read(&self, operation: &str, body: &[u8]) -> Answer {
        execute(&self.storage(), operation, body)
    }

    /// Lists the tables whose items expire.
    pub fn expiring(&self) -> Result<Vec<Expiring>, String> {
        if self.is_none() {
            return Ok(Vec::new());
        }
        let tables = self.storage().list_ttl_enabled_tables().map_err(|error| error.to_string())?;
        let expiring = tables.into_iter().filter_map(|table| {
            let schema: Vec<KeyPart> = serde_json::from_str(&table.key_schema).ok()?;
            let key = schema.into_iter().map(|part| part.attribute_name).collect();
            Some(Expiring { table: table.table_name, attribute: table.ttl_attribute?, key })
        });
        Ok(expiring.collect())
    }

    fn storage(&self) -> MutexGuard<'_, Storage> {
        for storage in &self.storages {
            match storage.try_lock() {
                Ok(storage) => return storage,
                Err(TryLockError::Poisoned(storage)) => return storage.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let at = self.next.fetch_add(1, Ordering::Relaxed) % self.storages.len();
        lock(&self.storages[at])
    }

    /// Waits until all earlier writes to these partitions are on disk.
    pub async fn settle(&self, partitions: &[String]) {
        self.unsynced.settle(partitions).await;
    }
}
