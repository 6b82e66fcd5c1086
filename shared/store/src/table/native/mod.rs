//! The table of one machine, on SQLite.
//!
//! - One thread writes ([`writer`]): it carries out all waiting writes in one transaction of SQLite,
//!   which syncs the write-ahead log once, and answers them when they are on disk. Nobody can read
//!   what is not synced: SQLite publishes a commit after the sync.
//! - Reads have connections of their own, in the caller's task ([`readers`]).
//! - Connections and what is known of them ([`volatile`]) are nobody's after the process: they are kept
//!   in memory only, and written by the same thread in order with everything else.
//! - Rooms and memberships that were read or written are kept, and lists of members until one of the members is
//!   written ([`kept`]).
//!
//! `docs/embedded-table.md` says why this is durable, and what it costs.

mod aside;
mod backup;
mod carry;
mod checker;
mod error;
mod evaluate;
mod files;
mod kept;
mod later;
mod limits;
mod readers;
mod recent;
mod rows;
mod sync;
mod takeover;
#[cfg(test)]
mod tests;
mod volatile;
#[cfg(feature = "gate")]
mod whole;
mod writer;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::item::Item;
use super::query::Query;
use super::transaction::Outcome;
use super::write::{Kind, Write, Written};
use crate::error::{Result, StoreError};
use crate::keys::Key;
use checker::Checker;
use kept::Kept;
use later::Later;
use readers::Readers;
use volatile::Volatile;
use writer::{Carried, Job, Writer};

pub use aside::read_backwards;
pub use backup::backup;
pub use error::OpenError;

/// A table on disk. Clones share it; dropping the last one closes it and moves the log into the file.
#[derive(Clone)]
pub struct NativeTable(Arc<Shared>);

/// The fields are dropped in this order: what only reads first; the writer, which removes the log when nobody else
/// has the file open, behind the readers; the lock on the directory last.
struct Shared {
    _checker: Option<Checker>,
    readers: Readers,
    writer: Writer,
    kept: Arc<Kept>,
    volatile: Arc<Volatile>,
    later: Arc<Later>,
    _lock: File,
}

impl NativeTable {
    /// Opens the table of a data directory, which is created if needed, and takes over a table that an
    /// earlier release has written. Refuses a directory that another process serves and a file that is
    /// damaged or is no table. A file of more than 64 MB is checked for damage while it is served, and damage
    /// ends the process then.
    pub fn open(directory: &Path) -> std::result::Result<Self, OpenError> {
        let lock = files::lock(directory)?;
        takeover::take_over(directory)?;
        let path = directory.join(files::TABLE);
        let writing = files::open_to_write(&path)?;
        files::sync_names(directory)?;
        let readers = Readers::open(&path)?;
        let checker = Checker::start_if_large(&path)?;
        let (kept, volatile) = (Arc::<Kept>::default(), Arc::<Volatile>::default());
        let later = Arc::<Later>::default();
        let writer = Writer::start(writing, kept.clone(), volatile.clone(), later.clone());
        let writer = writer.map_err(error::io("the writing thread"))?;
        Ok(Self(Arc::new(Shared { _checker: checker, readers, writer, kept, volatile, later, _lock: lock })))
    }

    /// Reads one item.
    pub(super) async fn get(&self, key: &Key) -> Result<Option<Item>> {
        self.0.kept.yield_sometimes().await;
        if volatile::is_volatile(&key.pk) {
            return Ok(self.0.volatile.get(key));
        }
        let read = || {
            self.0.kept.find(key).or_else(|slot| {
                let item = self.0.readers.get(key)?;
                self.0.kept.keep(slot, key, item.as_ref());
                Ok(item)
            })
        };
        self.0.later.read(read, |item| self.0.later.cover(key, item))
    }

    /// Reads items, each standing where its key does. Items that are not kept are as they were at one moment.
    pub(super) async fn get_many(&self, keys: &[Key]) -> Result<Vec<Option<Item>>> {
        tokio::task::yield_now().await;
        let cover = |items: Vec<Option<Item>>| {
            let covered = keys.iter().zip(items).map(|(key, item)| {
                if volatile::is_volatile(&key.pk) { Ok(item) } else { self.0.later.cover(key, item) }
            });
            covered.collect()
        };
        self.0.later.read(|| self.read_many(keys), cover)
    }

    fn read_many(&self, keys: &[Key]) -> Result<Vec<Option<Item>>> {
        let known: Vec<_> = keys.iter().map(|key| self.known(key)).collect();
        let missing: Vec<&Key> =
            keys.iter().zip(&known).filter(|(_, known)| known.is_err()).map(|(key, _)| key).collect();
        let mut read = self.0.readers.get_many(&missing)?.into_iter();
        let found = keys.iter().zip(known).map(|(key, known)| {
            known.unwrap_or_else(|slot| {
                let item = read.next().flatten();
                self.0.kept.keep(slot, key, item.as_ref());
                item
            })
        });
        Ok(found.collect())
    }

    fn known(&self, key: &Key) -> std::result::Result<Option<Item>, kept::Slot> {
        if volatile::is_volatile(&key.pk) {
            return Ok(self.0.volatile.get(key));
        }
        self.0.kept.find(key)
    }

    /// Reads a query's items with their sort keys.
    pub(super) async fn query(&self, query: Query) -> Result<Vec<(String, Item)>> {
        limits::check_query(&query)?;
        if volatile::is_volatile(&query.partition) {
            self.0.kept.yield_sometimes().await;
            return Ok(self.0.volatile.query(&query));
        }
        // SQLite's work never suspends: without this, timers would starve behind it.
        tokio::task::yield_now().await;
        let cover = |found: Vec<(String, Item)>| {
            let covered = found.into_iter().map(|(sk, item)| {
                let key = Key { pk: query.partition.clone(), sk };
                let item = self.0.later.cover(&key, Some(item))?;
                Ok(item.map(|item| (key.sk, item)))
            });
            covered.filter_map(Result::transpose).collect()
        };
        let read = || {
            self.0.kept.find_answer(&query).or_else(|slot| {
                let answer = self.0.readers.query(&query)?;
                self.0.kept.keep_answer(slot, &query, &answer);
                Ok(answer)
            })
        };
        self.0.later.read(read, cover)
    }

    /// Reads the sort keys of a partition of the index by activity, the largest first.
    pub(super) async fn query_activity(&self, query: Query) -> Result<Vec<String>> {
        limits::check_query(&query)?;
        let found = self.0.readers.query_activity(&query);
        tokio::task::yield_now().await;
        found
    }

    /// Carries out, within 20 ms, the first of several writes of one item whose condition holds. Reads see
    /// it at once; a crash may lose it.
    pub(super) async fn write_later(&self, writes: Vec<Write>) -> Result<Written> {
        limits::check_alternatives(&writes)?;
        let Some(key) = writes.first().map(|write| write.key.clone()) else {
            return Err(StoreError::Broken("no write".into()));
        };
        let there = self.get(&key).await?;
        let (written, left) = later::carry_out(&writes, there.clone())?;
        if matches!(written, Written::Done(_)) && self.0.later.add(key, writes.into(), there, left) {
            self.0.writer.send(Job::Wake);
        }
        Ok(written)
    }

    /// Carries out one write.
    pub(super) async fn write(&self, write: Write) -> Result<Written> {
        if matches!(write.kind, Kind::Check) {
            return Err(StoreError::Broken("a check alone is no write".into()));
        }
        Ok(match self.carry_out(vec![write]).await? {
            Carried::Done(returned) => Written::Done(returned),
            Carried::Refused(refused) => {
                Written::Refused(refused.into_iter().next().and_then(|(_, item)| item))
            }
        })
    }

    /// Carries out writes, all or none.
    pub(super) async fn transact(&self, writes: Vec<Write>) -> Result<Outcome> {
        Ok(match self.carry_out(writes).await? {
            Carried::Done(_) => Outcome::Done,
            Carried::Refused(refused) => Outcome::Refused(refused),
        })
    }

    async fn carry_out(&self, writes: Vec<Write>) -> Result<Carried> {
        limits::check_writes(&writes)?;
        let (done, answer) = oneshot::channel();
        self.0.writer.send(Job::Writes { writes, done });
        answer.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the table is closed".into())))
    }

    /// Deletes expired items and returns their number. Blocks: call it outside the async runtime.
    pub fn sweep_expired(&self) -> Result<usize> {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_err(crate::error::broken)?.as_secs();
        let now_s = i64::try_from(now).map_err(crate::error::broken)?;
        let mut deleted = 0;
        loop {
            let (done, answer) = oneshot::channel();
            self.0.writer.send(Job::Sweep { now_s, done });
            let closed = |_| StoreError::Unavailable("the table is closed".into());
            match answer.blocking_recv().map_err(closed)?? {
                0 => return Ok(deleted + self.0.volatile.sweep(now_s)),
                some => deleted += some,
            }
        }
    }
}

impl std::fmt::Debug for NativeTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NativeTable")
    }
}
