//! Rooms and memberships that were read or written, and lists of members until one of the members is written.
//!
//! Each item belongs to one of 4,096 slots, and each partition whose lists are kept to one of 4,096 others. A slot
//! has a version, which is odd while one of its items is being written. An item, or the answer to a query, is kept
//! with the version that its slot had before the read, and is used only while the slot has that version. So nothing
//! that was read before or during a write is used after it, and nothing at all while a write may be visible to
//! some. An item that is kept when it is written is replaced by what was written: only one thread writes, so that is
//! what is on disk.

use std::collections::{HashMap, HashSet};
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
/// What an answer weighs beside its items: its query has texts, too.
const ANSWER_WEIGHT: usize = 5;
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

    fn is_current(&self, slot: Slot) -> bool {
        slot.version.is_multiple_of(2) && self.version(slot.at) == slot.version
    }

    /// Finds a kept item, or that there is none; otherwise gives the slot for [`Self::keep`].
    pub fn find(&self, key: &Key) -> Result<Option<Item>, Slot> {
        let slot = self.slot(key);
        if !is_kept(&key.pk) || !self.is_current(slot) {
            return Err(slot);
        }
        match self.items.find(key) {
            Some((kept, item)) if kept == slot => Ok(item),
            _ => Err(slot),
        }
    }

    /// Keeps what was read after its slot was `slot`.
    pub fn keep(&self, slot: Slot, key: &Key, item: Option<&Item>) {
        if is_kept(&key.pk) && self.is_current(slot) {
            self.items.insert(key.clone(), (slot, item.cloned()), 1);
        }
    }

    /// Finds the kept answer to a query; otherwise gives the slot for [`Self::keep_answer`].
    pub fn find_answer(&self, query: &Query) -> Result<Answer, Slot> {
        let slot = self.slot_of_answers(&query.partition);
        if !is_answer_kept(&query.partition) || !self.is_current(slot) {
            return Err(slot);
        }
        match self.answers.find(query) {
            Some((kept, answer)) if kept == slot => Ok(answer),
            _ => Err(slot),
        }
    }

    /// Keeps the answer to a query that was read after its slot was `slot`.
    pub fn keep_answer(&self, slot: Slot, query: &Query, answer: &Answer) {
        if is_answer_kept(&query.partition) && self.is_current(slot) {
            self.answers.insert(query.clone(), (slot, answer.clone()), answer.len() + ANSWER_WEIGHT);
        }
    }

    /// Yields now and then: a task that finds only kept items would otherwise never let others run.
    pub async fn yield_sometimes(&self) {
        if self.hits.fetch_add(1, Ordering::Relaxed).is_multiple_of(HITS_IN_A_ROW) {
            tokio::task::yield_now().await;
        }
    }
}

/// Writes that are about to be visible. Until this is dropped, nothing that they change is kept. Only the writing
/// thread makes one.
pub struct Changing<'a> {
    kept: &'a Kept,
    slots: HashSet<usize>,
    items: HashMap<Key, Option<Item>>,
}

impl<'a> Changing<'a> {
    /// Begins with no writes.
    pub fn new(kept: &'a Kept) -> Self {
        Self { kept, slots: HashSet::new(), items: HashMap::new() }
    }

    /// Ends what is kept of an item and of the lists that it is in, before it is written.
    pub fn begin(&mut self, key: &Key) {
        let slot = if is_kept(&key.pk) {
            self.kept.slot(key)
        } else if is_answer_kept(&key.pk) {
            self.kept.slot_of_answers(&key.pk)
        } else {
            return;
        };
        if self.slots.insert(slot.at) {
            self.raise(slot.at);
        }
    }

    /// Notes the item that a write leaves.
    pub fn note(&mut self, key: Key, item: Option<Item>) {
        if is_kept(&key.pk) {
            self.items.insert(key, item);
        }
    }

    /// Keeps the items that were noted, where those before them were kept: they are on disk now.
    pub fn finish(mut self) {
        let items = std::mem::take(&mut self.items).into_iter().map(|(key, item)| {
            let Slot { at, version } = self.kept.slot(&key);
            (key, (Slot { at, version: version + 1 }, item))
        });
        self.kept.items.replace(items);
    }

    fn raise(&self, at: usize) {
        if let Some(version) = self.kept.versions.get(at) {
            version.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        self.slots.iter().for_each(|at| self.raise(*at));
    }
}
