//! Rooms and memberships that were read, kept until they are written, and lists of members, kept until one of
//! the members is.
//!
//! Each item belongs to one of 4,096 slots, and so does each partition whose lists are kept; each slot has a
//! version. A write raises the version of its slots before it begins and again when it is on disk. An item, or the
//! answer to a query, is kept with the version that its slot had before the read, and is used only while the slot
//! has that version. What was read before or during a write is therefore never used after it. An item that is kept
//! when it is written is replaced by what was written: while only one thread writes, that is what is on disk.

use std::hash::{BuildHasher, Hash, RandomState};

use super::recent::Recent;
use super::sync::atomic::{AtomicU64, Ordering};
use crate::keys::{Key, Partition};
use crate::table::item::Item;
use crate::table::query::Query;

/// Number of slots for items, and for answers.
const SLOTS: usize = 4_096;
/// Most items that are kept, about 400 bytes each.
const KEPT_MAX: usize = 50_000;
/// Most items in kept answers, about 200 bytes each.
const ANSWERED_MAX: usize = 200_000;
/// One in this many reads of kept items yields to other tasks, about every half millisecond.
const HITS_IN_A_ROW: u64 = 8;

/// The slot of an item or a partition, and its version before a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    at: usize,
    version: u64,
}

/// The answer to a query: items with their sort keys.
pub type Answer = Vec<(String, Item)>;

/// What is kept.
pub struct Kept {
    versions: Vec<AtomicU64>,
    hasher: RandomState,
    items: Recent<Key, (Slot, Option<Item>)>,
    answers: Recent<Query, (Slot, Answer)>,
    hits: AtomicU64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            versions: (0..2 * SLOTS).map(|_| AtomicU64::new(0)).collect(),
            hasher: RandomState::new(),
            items: Recent::new(KEPT_MAX),
            answers: Recent::new(ANSWERED_MAX),
            hits: AtomicU64::new(0),
        }
    }
}

fn is_kept(pk: &str) -> bool {
    [Partition::Rooms, Partition::Users].iter().any(|kind| pk.starts_with(kind.prefix()))
}

/// Whether the answers to queries of a partition are kept: each message asks for a room's members, who
/// seldom change.
fn is_answer_kept(pk: &str) -> bool {
    pk.starts_with(Partition::People.prefix())
}

impl Kept {
    fn slot_of(&self, hashed: impl Hash, first: usize) -> Slot {
        let at = first + usize::try_from(self.hasher.hash_one(hashed) % SLOTS as u64).unwrap_or(0);
        Slot { at, version: self.version(at) }
    }

    fn slot(&self, key: &Key) -> Slot {
        self.slot_of(key, 0)
    }

    fn slot_of_answers(&self, pk: &str) -> Slot {
        self.slot_of(pk, SLOTS)
    }

    fn version(&self, at: usize) -> u64 {
        self.versions.get(at).map_or(0, |version| version.load(Ordering::SeqCst))
    }

    /// Finds a kept item, or that there is none; otherwise gives the slot for [`Self::keep`].
    pub fn find(&self, key: &Key) -> Result<Option<Item>, Slot> {
        let slot = self.slot(key);
        if !is_kept(&key.pk) {
            return Err(slot);
        }
        match self.items.find(key) {
            Some((kept, item)) if kept == slot => Ok(item),
            _ => Err(slot),
        }
    }

    /// Keeps what was read after its slot was `slot`.
    pub fn keep(&self, slot: Slot, key: &Key, item: Option<&Item>) {
        if !is_kept(&key.pk) || self.version(slot.at) != slot.version {
            return;
        }
        self.items.insert(key.clone(), (slot, item.cloned()), 1);
    }

    /// Finds the kept answer to a query; otherwise gives the slot for [`Self::keep_answer`].
    pub fn find_answer(&self, query: &Query) -> Result<Answer, Slot> {
        let slot = self.slot_of_answers(&query.partition);
        if !is_answer_kept(&query.partition) {
            return Err(slot);
        }
        match self.answers.find(query) {
            Some((kept, answer)) if kept == slot => Ok(answer),
            _ => Err(slot),
        }
    }

    /// Keeps the answer to a query that was read after its slot was `slot`.
    pub fn keep_answer(&self, slot: Slot, query: &Query, answer: &Answer) {
        if !is_answer_kept(&query.partition) || self.version(slot.at) != slot.version {
            return;
        }
        // An empty answer takes room as well.
        self.answers.insert(query.clone(), (slot, answer.clone()), answer.len() + 1);
    }

    /// Ends what was kept of an item and of the lists that it is in. Only the writing thread calls this.
    pub fn move_on(&self, key: &Key) {
        let slot = match () {
            () if is_kept(&key.pk) => self.slot(key),
            () if is_answer_kept(&key.pk) => self.slot_of_answers(&key.pk),
            () => return,
        };
        if let Some(version) = self.versions.get(slot.at) {
            version.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Does the same for items that are on disk now, and goes on to keep those that were kept. Only the writing
    /// thread calls this.
    pub fn replace(&self, written: Vec<(Key, Option<Item>)>) {
        written.iter().for_each(|(key, _)| self.move_on(key));
        for (key, item) in written {
            let slot = self.slot(&key);
            self.items.replace(&key, (slot, item));
        }
    }

    /// Yields now and then: a task that finds only kept items would otherwise never let others run.
    pub async fn yield_sometimes(&self) {
        if self.hits.fetch_add(1, Ordering::Relaxed).is_multiple_of(HITS_IN_A_ROW) {
            tokio::task::yield_now().await;
        }
    }
}
