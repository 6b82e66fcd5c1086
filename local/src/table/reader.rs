//! Reads: on connections of their own, beside the writer.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use dynoxide::storage::Storage;

use super::OpenError;
use super::engine::{Answer, execute};
use super::writer::Unsynced;

/// Connections for reading.
const CONNECTIONS: usize = 4;

/// The reading side of a table.
pub struct Readers {
    storages: Vec<Mutex<Storage>>,
    next: AtomicUsize,
    unsynced: Arc<Unsynced>,
}

impl Readers {
    /// Opens the connections.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let storages = (0..CONNECTIONS).map(|_| super::open_reader(path).map(Mutex::new));
        Ok(Self {
            storages: storages.collect::<Result<_, _>>()?,
            next: AtomicUsize::new(0),
            unsynced: Arc::default(),
        })
    }

    /// What is written and not yet on disk, for the writer.
    pub fn unsynced(&self) -> Arc<Unsynced> {
        self.unsynced.clone()
    }

    /// Carries a read out, on a connection that is free if one is.
    pub fn read(&self, operation: &str, body: &[u8]) -> Answer {
        for storage in &self.storages {
            match storage.try_lock() {
                Ok(storage) => return execute(&storage, operation, body),
                Err(TryLockError::Poisoned(storage)) => {
                    return execute(&storage.into_inner(), operation, body);
                }
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let at = self.next.fetch_add(1, Ordering::Relaxed) % self.storages.len();
        let storage = self.storages[at].lock().unwrap_or_else(PoisonError::into_inner);
        execute(&storage, operation, body)
    }

    /// Waits until what was written to these partitions before is on disk.
    pub async fn settle(&self, partitions: &[String]) {
        self.unsynced.settle(partitions).await;
    }
}
