//! Writes of what is only a cache: reads see them at once, the disk gets them within 20 ms, and nobody
//! waits for them. A crash loses the newest of them, as it would have between the message and the cache.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::evaluate::{holds, left_by};
use super::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use super::sync::{Mutex, MutexGuard};
use crate::error::Result;
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::write::{Write, Written};

/// How long a write waits at most.
const WAITS: Duration = Duration::from_millis(20);

/// One of these writes, all of one item, is carried out: the first whose condition holds.
pub type Alternatives = Arc<[Write]>;

/// The caches of one item that go to the disk together.
pub struct Batch {
    /// The item's key.
    pub key: Key,
    writes: Vec<Alternatives>,
    outcome: Option<Outcome>,
}

impl Batch {
    /// Gives the item that the caches leave where this one stands.
    pub fn carry_out(&self, there: Option<Item>) -> Result<Option<Item>> {
        Ok(carry_out_rest(&self.writes, self.outcome.as_ref(), there)?.left)
    }
}

/// What the first of some writes leave where an item stands. Kept, so that a read of a busy item does not carry
/// out all of them again.
#[derive(Clone)]
struct Outcome {
    there: Option<Item>,
    /// The number of those writes.
    writes: usize,
    left: Option<Item>,
}

/// The writes that wait.
#[derive(Default)]
pub struct Later {
    waiting: Mutex<Waiting>,
    /// The number of items that writes wait for, to be seen without the lock.
    items: AtomicUsize,
    /// How often writes have stopped waiting.
    ended: AtomicU64,
}

#[derive(Default)]
struct Waiting {
    of: HashMap<Key, Entry>,
    since: Option<Instant>,
}

/// The writes that wait for one item.
#[derive(Default)]
struct Entry {
    writes: Vec<Alternatives>,
    /// While the first of them go to the disk: their number, and the item that they leave.
    going: Option<(usize, Option<Item>)>,
    /// What those leave that do not go to the disk yet, or the first of them.
    outcome: Option<Outcome>,
}

impl Entry {
    /// Gives the writes that do not go to the disk yet.
    fn staying(&self) -> &[Alternatives] {
        let number = self.going.as_ref().map_or(0, |(number, _)| *number);
        self.writes.get(number..).unwrap_or_default()
    }

    /// Gives an item that was read as it will be when all writes are carried out.
    fn cover(&mut self, read: Option<Item>) -> Result<Option<Item>> {
        // What goes to the disk may have been read or not: the item that it leaves is known.
        let there = self.going.as_ref().map_or(read, |(_, left)| left.clone());
        let outcome = carry_out_rest(self.staying(), self.outcome.as_ref(), there)?;
        let left = outcome.left.clone();
        self.outcome = Some(outcome);
        Ok(left)
    }

    /// Adds a write that leaves `left` where the others leave `there`.
    fn add(&mut self, write: Alternatives, there: Option<Item>, left: Option<Item>) {
        let before = self.staying().len();
        self.writes.push(write);
        self.outcome = match self.outcome.take() {
            None if before == 0 && self.going.is_none() => Some(Outcome { there, writes: 1, left }),
            Some(known) if known.writes == before && known.left == there => {
                Some(Outcome { writes: before + 1, left, ..known })
            }
            known => known,
        };
    }
}

impl Later {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, waiting: &Waiting) {
        self.items.store(waiting.of.len(), Ordering::SeqCst);
    }

    /// Adds a write that leaves `left` where `there` was read; tells whether it is the first that waits.
    pub fn add(&self, key: Key, write: Alternatives, there: Option<Item>, left: Option<Item>) -> bool {
        let mut waiting = self.lock();
        let is_first = waiting.since.is_none();
        waiting.since.get_or_insert_with(Instant::now);
        waiting.of.entry(key).or_default().add(write, there, left);
        self.count(&waiting);
        is_first
    }

    /// Reads from the disk and covers what was read with the writes that wait. Reads once more where
    /// writes have stopped waiting meanwhile, so that none is missed.
    pub fn read<T>(&self, read: impl Fn() -> Result<T>, cover: impl Fn(T) -> Result<T>) -> Result<T> {
        loop {
            let ended = self.ended.load(Ordering::SeqCst);
            let covered = cover(read()?)?;
            if self.ended.load(Ordering::SeqCst) == ended {
                return Ok(covered);
            }
        }
    }

    /// Gives an item as it will be when the writes that wait for it are carried out.
    pub fn cover(&self, key: &Key, item: Option<Item>) -> Result<Option<Item>> {
        if self.items.load(Ordering::SeqCst) == 0 {
            return Ok(item);
        }
        match self.lock().of.get_mut(key) {
            Some(entry) => entry.cover(item),
            None => Ok(item),
        }
    }

    /// Gives the time after which the writes are due, if any wait.
    pub fn due_in(&self) -> Option<Duration> {
        let since = self.lock().since?;
        Some(WAITS.saturating_sub(since.elapsed()))
    }

    /// Tells whether a write waits for one of these items.
    pub fn waits_for<'k>(&self, mut keys: impl Iterator<Item = &'k Key>) -> bool {
        self.items.load(Ordering::SeqCst) > 0 && {
            let waiting = self.lock();
            keys.any(|key| waiting.of.contains_key(key))
        }
    }

    /// Gives the writes that wait. They wait until [`Self::done`], so that reads go on to see them.
    pub fn all(&self) -> Vec<Batch> {
        let waiting = self.lock();
        waiting
            .of
            .iter()
            .map(|(key, entry)| Batch {
                key: key.clone(),
                writes: entry.writes.clone(),
                outcome: entry.outcome.clone(),
            })
            .collect()
    }

    /// Notes the item that a batch leaves, which is about to go to the disk.
    pub fn goes(&self, batch: &Batch, left: Option<Item>) {
        if let Some(entry) = self.lock().of.get_mut(&batch.key) {
            entry.going = Some((batch.writes.len(), left));
            entry.outcome = None;
        }
    }

    /// Lets the writes wait once more: the disk did not take them.
    pub fn postpone(&self) {
        let mut waiting = self.lock();
        waiting.of.values_mut().for_each(|entry| (entry.going, entry.outcome) = (None, None));
        waiting.since = (!waiting.of.is_empty()).then(Instant::now);
    }

    /// Drops writes that are on disk.
    pub fn done(&self, batches: &[Batch]) {
        if batches.is_empty() {
            return;
        }
        let mut waiting = self.lock();
        // First: a reader that finds no write any more, even without the lock, must see that some have ended.
        self.ended.fetch_add(1, Ordering::SeqCst);
        for batch in batches {
            let Some(entry) = waiting.of.get_mut(&batch.key) else { continue };
            if entry.going.take().is_none() {
                // The batch is lost: what stays stands behind nothing.
                entry.outcome = None;
            }
            entry.writes.drain(..batch.writes.len().min(entry.writes.len()));
            if entry.writes.is_empty() {
                waiting.of.remove(&batch.key);
            }
        }
        waiting.since = (!waiting.of.is_empty()).then(Instant::now);
        self.count(&waiting);
    }
}

/// Carries out writes one after the other where an item stands, but for those of which the outcome is known.
fn carry_out_rest(writes: &[Alternatives], known: Option<&Outcome>, there: Option<Item>) -> Result<Outcome> {
    let known = known.filter(|known| known.there == there && known.writes <= writes.len());
    let (done, mut left) =
        known.map_or_else(|| (0, there.clone()), |known| (known.writes, known.left.clone()));
    for write in writes.get(done..).unwrap_or_default() {
        left = carry_out(write, left)?.1;
    }
    Ok(Outcome { there, writes: writes.len(), left })
}

/// Carries out the first of several writes whose condition holds on an item that was read; gives the
/// outcome and the item that it leaves.
pub fn carry_out(write: &[Write], item: Option<Item>) -> Result<(Written, Option<Item>)> {
    for alternative in write {
        let is_refused = match &alternative.condition {
            Some(condition) => !holds(condition, item.as_ref())?,
            None => false,
        };
        if !is_refused {
            let left = left_by(&alternative.kind, item)?;
            return Ok((Written::Done(left.clone()), left));
        }
    }
    Ok((Written::Refused(item.clone()), item))
}
