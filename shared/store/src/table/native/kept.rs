//! Rooms and memberships that were read, kept until their partition is written.
//!
//! Each partition belongs to one of 4,096 slots, and each slot has a version. A write raises the
//! versions of its slots before it begins and again when it is on disk. An item is kept with the
//! version that its slot had before the read, and is used only while the slot has that version. An
//! item that was read before or during a write is therefore never used after it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use crate::keys::{Key, Partition};
use crate::table::item::Item;

/// Number of slots.
const SLOTS: usize = 4_096;
/// Most items that are kept; then all are dropped.
const KEPT_MAX: usize = 50_000;
/// One in this many reads of kept items yields to other tasks, about every half millisecond.
const HITS_IN_A_ROW: u64 = 8;

/// A partition's slot, and its version before a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    at: usize,
    version: u64,
}

/// The kept items.
pub struct Kept {
    versions: Vec<AtomicU64>,
    hasher: RandomState,
    items: RwLock<HashMap<Key, (Slot, Option<Item>)>>,
    hits: AtomicU64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            versions: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            hasher: RandomState::new(),
            items: RwLock::default(),
            hits: AtomicU64::new(0),
        }
    }
}

fn is_kept(pk: &str) -> bool {
    [Partition::Rooms, Partition::Users].iter().any(|kind| pk.starts_with(kind.prefix()))
}

impl Kept {
    fn slot(&self, pk: &str) -> Slot {
        let at = usize::try_from(self.hasher.hash_one(pk) % SLOTS as u64).unwrap_or(0);
        Slot { at, version: self.version(at) }
    }

    fn version(&self, at: usize) -> u64 {
        self.versions.get(at).map_or(0, |version| version.load(Ordering::SeqCst))
    }

    /// Finds a kept item, or that there is none; otherwise gives the slot for [`Self::keep`].
    pub fn find(&self, key: &Key) -> Result<Option<Item>, Slot> {
        let slot = self.slot(&key.pk);
        if !is_kept(&key.pk) {
            return Err(slot);
        }
        let items = self.items.read().unwrap_or_else(PoisonError::into_inner);
        match items.get(key) {
            Some((kept, item)) if *kept == slot => Ok(item.clone()),
            _ => Err(slot),
        }
    }

    /// Keeps what was read after its slot was `slot`.
    pub fn keep(&self, slot: Slot, key: &Key, item: Option<&Item>) {
        if !is_kept(&key.pk) || self.version(slot.at) != slot.version {
            return;
        }
        let mut items = self.items.write().unwrap_or_else(PoisonError::into_inner);
        if items.len() >= KEPT_MAX {
            items.clear();
        }
        items.insert(key.clone(), (slot, item.cloned()));
    }

    /// Ends what was kept of a partition.
    pub fn move_on(&self, pk: &str) {
        if let Some(version) = self.versions.get(self.slot(pk).at) {
            version.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Yields now and then: a task that finds only kept items would otherwise never let others run.
    pub async fn yield_sometimes(&self) {
        if self.hits.fetch_add(1, Ordering::Relaxed).is_multiple_of(HITS_IN_A_ROW) {
            tokio::task::yield_now().await;
        }
    }
}
