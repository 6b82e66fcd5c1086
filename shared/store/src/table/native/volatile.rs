//! Items that are nobody's after the process: connections, and what is known of them.
//!
//! They are kept in memory only. Their writes go through the writing thread like all others, so that a
//! transaction over a message on disk and a connection in memory is one step for everybody.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::keys::{Key, Partition};
use crate::table::item::Item;
use crate::table::query::{Query, Range};
use crate::table::schema::TTL;
use crate::table::value::Value;

type Partitions = HashMap<String, BTreeMap<String, Item>>;

/// The items in memory, by partition and sort key.
#[derive(Default)]
pub struct Volatile(RwLock<Partitions>);

/// Tells whether a partition is kept in memory only.
pub fn is_volatile(pk: &str) -> bool {
    [Partition::Connections, Partition::Lookups].iter().any(|kind| pk.starts_with(kind.prefix()))
}

impl Volatile {
    fn read(&self) -> RwLockReadGuard<'_, Partitions> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Partitions> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives an item.
    pub fn get(&self, key: &Key) -> Option<Item> {
        self.read().get(&key.pk)?.get(&key.sk).cloned()
    }

    /// Gives a query's items with their sort keys.
    pub fn query(&self, query: &Query) -> Vec<(String, Item)> {
        let partitions = self.read();
        let Some(partition) = partitions.get(&query.partition) else { return Vec::new() };
        let (first, last) = match &query.range {
            Range::All => (Bound::Unbounded, Bound::Unbounded),
            Range::Prefix(prefix) => (Bound::Included(prefix.as_str()), Bound::Unbounded),
            Range::Between(first, last) => (Bound::Included(first.as_str()), Bound::Included(last.as_str())),
        };
        let is_in = |sk: &str| match &query.range {
            Range::Prefix(prefix) => sk.starts_with(prefix.as_str()),
            Range::All | Range::Between(..) => true,
        };
        let found = partition.range::<str, _>((first, last)).filter(|(sk, _)| is_in(sk));
        let owned = |(sk, item): (&String, &Item)| (sk.clone(), item.clone());
        if query.descending {
            found.rev().take(query.limit).map(owned).collect()
        } else {
            found.take_while(|(sk, _)| is_in(sk)).take(query.limit).map(owned).collect()
        }
    }

    /// Gives every item.
    #[cfg(feature = "gate")]
    pub fn all(&self) -> Vec<(Key, Item)> {
        let key = |pk: &String, sk: &String| Key { pk: pk.clone(), sk: sk.clone() };
        let partitions = self.read();
        let all = partitions.iter().flat_map(|(pk, items)| items.iter().map(move |item| (pk, item)));
        all.map(|(pk, (sk, item))| (key(pk, sk), item.clone())).collect()
    }

    /// Puts and removes items, all at one moment.
    pub fn apply(&self, changes: impl IntoIterator<Item = (Key, Option<Item>)>) {
        let mut partitions = self.write();
        for (key, item) in changes {
            match item {
                Some(item) => drop(partitions.entry(key.pk).or_default().insert(key.sk, item)),
                None => remove(&mut partitions, &key),
            }
        }
    }

    /// Removes expired items and gives their number.
    pub fn sweep(&self, now_s: i64) -> usize {
        let mut partitions = self.write();
        let mut removed = 0;
        for partition in partitions.values_mut() {
            let before = partition.len();
            partition.retain(|_, item| !has_expired(item, now_s));
            removed += before - partition.len();
        }
        partitions.retain(|_, partition| !partition.is_empty());
        removed
    }
}

fn remove(partitions: &mut Partitions, key: &Key) {
    if let Some(partition) = partitions.get_mut(&key.pk) {
        partition.remove(&key.sk);
        if partition.is_empty() {
            partitions.remove(&key.pk);
        }
    }
}

fn has_expired(item: &Item, now_s: i64) -> bool {
    matches!(item.find(TTL), Ok(Some(Value::Number(expires_s))) if expires_s <= now_s)
}
