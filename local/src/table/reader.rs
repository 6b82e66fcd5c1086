//! Reads: on connections of their own, beside the writer.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use dynoxide::storage::Storage;
use serde::Deserialize;

use super::engine::{Answer, execute};
use super::sweep::Expiring;
use super::writer::Unsynced;
use super::{OpenError, files};

/// Connections for reading.
const CONNECTIONS: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyPart {
    attribute_name: String,
}

/// The reading side of a table.
pub struct Readers {
    storages: Vec<Mutex<Storage>>,
    next: AtomicUsize,
    unsynced: Arc<Unsynced>,
}

impl Readers {
    /// Opens the connections.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let storages = (0..CONNECTIONS).map(|_| files::open(path).map(Mutex::new));
        Ok(Self { storages: storages.collect::<Result<_, _>>()?, ..Self::none() })
    }

    /// None, for a table in memory: its one connection is the writer's.
    pub fn none() -> Self {
        Self { storages: Vec::new(), next: AtomicUsize::new(0), unsynced: Arc::default() }
    }

    /// Whether there are none: then the writer reads.
    pub fn is_none(&self) -> bool {
        self.storages.is_empty()
    }

    /// What is written and not yet on disk, for the writer.
    pub fn unsynced(&self) -> Arc<Unsynced> {
        self.unsynced.clone()
    }

    /// Carries a read out, on a connection that is free if one is.
    pub fn read(&self, operation: &str, body: &[u8]) -> Answer {
        execute(&self.storage(), operation, body)
    }

    /// The tables whose items expire.
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
        self.storages[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until what was written to these partitions before is on disk.
    pub async fn settle(&self, partitions: &[String]) {
        self.unsynced.settle(partitions).await;
    }
}
