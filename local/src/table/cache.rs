//! Answers to reads, kept until their partition is written.
//!
//! Each partition belongs to one of 4,096 slots, and each slot has a version. A write raises the
//! versions of its slots before it begins and again when it has ended. An answer is kept with the
//! version that its slot had before the read, and is used only while the slot has that version. An
//! answer that was read before or during a write is therefore never used after it.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use roomcast_functions::lock;

use super::engine::Answer;

/// Number of slots.
const SLOTS: usize = 4_096;
/// Bytes of answers (and their requests) that are kept.
const KEPT_BYTES: usize = 32 * 1024 * 1024;
/// Larger answers are not kept.
const ANSWER_BYTES: usize = 256 * 1024;

/// The versions of the partitions' slots.
pub struct Versions {
    slots: Vec<AtomicU64>,
    hasher: RandomState,
}

impl Versions {
    /// Computes the slot of a partition.
    fn slot(&self, pk: &str) -> usize {
        usize::try_from(self.hasher.hash_one(pk) % SLOTS as u64).unwrap_or(0)
    }

    /// Returns the version of a slot.
    fn of(&self, slot: usize) -> u64 {
        self.slots.get(slot).map_or(0, |version| version.load(Ordering::SeqCst))
    }

    /// The partitions' versions now.
    pub fn see(&self, partitions: &[String]) -> Seen {
        partitions.iter().map(|pk| self.slot(pk)).map(|slot| (slot, self.of(slot))).collect()
    }

    /// Whether none of them was written since.
    fn are_still(&self, seen: &Seen) -> bool {
        seen.iter().all(|(slot, version)| self.of(*slot) == *version)
    }

    /// Ends what was kept of these partitions; of all if nothing.
    pub fn move_on(&self, partitions: Option<&[String]>) {
        let next = |version: &AtomicU64| version.fetch_add(1, Ordering::SeqCst);
        match partitions {
            Some(partitions) => partitions.iter().for_each(|pk| {
                self.slots.get(self.slot(pk)).map(next);
            }),
            None => self.slots.iter().for_each(|version| {
                next(version);
            }),
        }
    }
}

/// Answers that are kept.
pub struct Cache {
    versions: Arc<Versions>,
    kept: Mutex<Kept>,
    hits: AtomicU64,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<(Operation, Bytes), (Seen, Bytes)>,
    bytes: usize,
}

/// Slots and the versions that they had when something was read.
pub type Seen = Vec<(usize, u64)>;

/// The operations whose answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `GetItem`.
    Get,
    /// `BatchGetItem`.
    BatchGet,
    /// `Query`.
    Query,
}

impl Default for Cache {
    fn default() -> Self {
        let slots = (0..SLOTS).map(|_| AtomicU64::new(0)).collect();
        Self {
            versions: Arc::new(Versions { slots, hasher: RandomState::new() }),
            kept: Mutex::default(),
            hits: AtomicU64::new(0),
        }
    }
}

impl Cache {
    /// The versions, for the writer.
    pub fn versions(&self) -> Arc<Versions> {
        self.versions.clone()
    }

    /// The answer to a request, if its partitions were not written since.
    pub fn find(&self, operation: Operation, body: &Bytes) -> Option<Answer> {
        let kept = lock(&self.kept);
        let (seen, answer) = kept.answers.get(&(operation, body.clone()))?;
        self.versions.are_still(seen).then(|| Answer { status: 200, body: answer.clone() })
    }

    /// Counts an answer that was found; says how many were before it.
    pub fn hit(&self) -> u64 {
        self.hits.fetch_add(1, Ordering::Relaxed)
    }

    /// Keeps an answer to what was read after `seen`.
    pub fn keep(&self, operation: Operation, body: &Bytes, seen: Seen, answer: &Answer) {
        let size = body.len() + answer.body.len();
        if answer.status != 200 || size > ANSWER_BYTES || !self.versions.are_still(&seen) {
            return;
        }
        let mut kept = lock(&self.kept);
        if kept.bytes + size > KEPT_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += size;
        let old = kept.answers.insert((operation, body.clone()), (seen, answer.body.clone()));
        if let Some((_, old)) = old {
            kept.bytes = kept.bytes.saturating_sub(old.len() + body.len());
        }
    }
}
