//! Writes of what is only a cache: reads see them at once, the disk gets them within 20 ms, and nobody
//! waits for them. A crash loses the newest of them, as it would have between the message and the cache.

use std::collections::HashMap;
use std::sync::PoisonError;
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
pub type Alternatives = Vec<Write>;

/// The caches of one item that go to the disk together.
pub struct Batch {
    /// The item's key.
    pub key: Key,
    /// The writes, in the order in which they came.
    pub writes: Vec<Alternatives>,
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
}

impl Later {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, waiting: &Waiting) {
        self.items.store(waiting.of.len(), Ordering::SeqCst);
    }

    /// Adds a write; tells whether it is the first that waits.
    pub fn add(&self, key: Key, write: Alternatives) -> bool {
        let mut waiting = self.lock();
        let is_first = waiting.since.is_none();
        waiting.since.get_or_insert_with(Instant::now);
        waiting.of.entry(key).or_default().writes.push(write);
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
        let waiting = self.lock();
        let Some(entry) = waiting.of.get(key) else { return Ok(item) };
        // What goes to the disk may have been read or not: the item that it leaves is known.
        match &entry.going {
            Some((number, left)) => {
                carry_out_all(entry.writes.get(*number..).unwrap_or_default(), left.clone())
            }
            None => carry_out_all(&entry.writes, item),
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
            .map(|(key, entry)| Batch { key: key.clone(), writes: entry.writes.clone() })
            .collect()
    }

    /// Notes the item that a batch leaves, which is about to go to the disk.
    pub fn goes(&self, batch: &Batch, left: Option<Item>) {
        if let Some(entry) = self.lock().of.get_mut(&batch.key) {
            entry.going = Some((batch.writes.len(), left));
        }
    }

    /// Lets the writes wait once more: the disk did not take them.
    pub fn postpone(&self) {
        let mut waiting = self.lock();
        waiting.of.values_mut().for_each(|entry| entry.going = None);
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
            entry.going = None;
            entry.writes.drain(..batch.writes.len().min(entry.writes.len()));
            if entry.writes.is_empty() {
                waiting.of.remove(&batch.key);
            }
        }
        waiting.since = (!waiting.of.is_empty()).then(Instant::now);
        self.count(&waiting);
    }
}

/// Carries out writes one after the other and gives the item that they leave.
pub fn carry_out_all(writes: &[Alternatives], item: Option<Item>) -> Result<Option<Item>> {
    writes.iter().try_fold(item, |item, write| Ok(carry_out(write, item)?.1))
}

/// Carries out the first of several writes whose condition holds on an item that was read; gives the
/// outcome and the item that it leaves.
pub fn carry_out(write: &Alternatives, item: Option<Item>) -> Result<(Written, Option<Item>)> {
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
