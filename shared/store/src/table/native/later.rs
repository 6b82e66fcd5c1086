//! Writes of what is only a cache: reads see them at once, the disk gets them within 20 ms, and nobody
//! waits for them. A crash loses the newest of them, as it would have between the message and the cache.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::carry::plan_one;
use super::evaluate::holds;
use crate::error::Result;
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::write::{Write, Written};

/// How long a write waits at most.
const WAITS: Duration = Duration::from_millis(20);

/// One of these writes, all of one item, is carried out: the first whose condition holds.
pub type Alternatives = Vec<Write>;

/// The writes that wait.
#[derive(Default)]
pub struct Later {
    waiting: Mutex<Waiting>,
    /// The number of writes that wait, to be seen without the lock.
    number: AtomicUsize,
}

#[derive(Default)]
struct Waiting {
    /// In the order in which they came.
    of: HashMap<Key, Vec<Alternatives>>,
    since: Option<Instant>,
}

impl Later {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a write; tells whether it is the first that waits.
    pub fn add(&self, key: Key, write: Alternatives) -> bool {
        let mut waiting = self.lock();
        let is_first = waiting.since.is_none();
        waiting.since.get_or_insert_with(Instant::now);
        waiting.of.entry(key).or_default().push(write);
        self.number.fetch_add(1, Ordering::SeqCst);
        is_first
    }

    /// Gives an item as it will be when the writes that wait for it are carried out.
    pub fn cover(&self, key: &Key, item: Option<Item>) -> Result<Option<Item>> {
        if self.number.load(Ordering::SeqCst) == 0 {
            return Ok(item);
        }
        let waiting = self.lock();
        let Some(writes) = waiting.of.get(key) else { return Ok(item) };
        writes.iter().try_fold(item, |item, write| Ok(carry_out(write, item)?.1))
    }

    /// Gives the time after which the writes are due, if any wait.
    pub fn due_in(&self) -> Option<Duration> {
        let since = self.lock().since?;
        Some(WAITS.saturating_sub(since.elapsed()))
    }

    /// Tells whether a write waits for one of these items.
    pub fn waits_for<'k>(&self, mut keys: impl Iterator<Item = &'k Key>) -> bool {
        self.number.load(Ordering::SeqCst) > 0 && {
            let waiting = self.lock();
            keys.any(|key| waiting.of.contains_key(key))
        }
    }

    /// Gives the writes that wait. They wait until [`Self::done`], so that reads go on to see them.
    pub fn all(&self) -> Vec<(Key, Vec<Alternatives>)> {
        self.lock().of.iter().map(|(key, writes)| (key.clone(), writes.clone())).collect()
    }

    /// Lets the writes wait once more: the disk did not take them.
    pub fn postpone(&self) {
        let mut waiting = self.lock();
        waiting.since = (!waiting.of.is_empty()).then(Instant::now);
    }

    /// Drops writes that are on disk: of each item the first ones.
    pub fn done(&self, written: &[(Key, Vec<Alternatives>)]) {
        let mut waiting = self.lock();
        for (key, writes) in written {
            self.number.fetch_sub(writes.len(), Ordering::SeqCst);
            if let Some(left) = waiting.of.get_mut(key) {
                left.drain(..writes.len().min(left.len()));
                if left.is_empty() {
                    waiting.of.remove(key);
                }
            }
        }
        waiting.since = (!waiting.of.is_empty()).then(Instant::now);
    }
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
            let left = plan_one(&alternative.kind, item)?;
            return Ok((Written::Done(left.clone()), left));
        }
    }
    Ok((Written::Refused(item.clone()), item))
}
