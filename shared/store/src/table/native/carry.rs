//! One group of writes, carried out in one transaction of SQLite.

use std::collections::HashMap;

use rusqlite::Connection;

use super::error::{die_of_failed_sync, failed};
use super::evaluate::{holds, left_by};
use super::kept::{Changing, Kept};
use super::later::Batch;
use super::readers;
use super::rows::{Columns, seal};
use super::volatile::{Volatile, is_volatile};
use crate::error::{Result, StoreError};
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::write::{Kind, Write};

/// Expired items that are deleted in one step: a sweep delays other writes by that much at most.
const SWEPT_AT_ONCE: i64 = 100;

const PUT: &str = "INSERT INTO items (pk, sk, expires_s, index_pk, index_sk, item) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                   ON CONFLICT (pk, sk) DO UPDATE SET expires_s = excluded.expires_s, \
                   index_pk = excluded.index_pk, index_sk = excluded.index_sk, item = excluded.item";
const UPDATE: &str = "UPDATE items SET item = ?3 WHERE pk = ?1 AND sk = ?2";
const DELETE: &str = "DELETE FROM items WHERE pk = ?1 AND sk = ?2";
const EXPIRED: &str = "SELECT pk, sk FROM items WHERE expires_s <= ?1 LIMIT ?2";

/// The outcome of one job's writes.
#[derive(Debug)]
pub enum Carried {
    /// All of them were done; the item that a single write is to return.
    Done(Option<Item>),
    /// None of them was done; the writes whose conditions were false, and the items that stand there.
    Refused(Vec<(usize, Option<Item>)>),
}

/// What a write leaves at its key.
struct Effect {
    key: Key,
    item: Option<Item>,
    /// The columns, if they may differ from those that stand there.
    columns: Option<Columns>,
}

/// A group of writes that are being carried out. Nothing is visible before [`Self::commit`].
pub struct Group<'a> {
    connection: &'a Connection,
    changing: Changing<'a>,
    volatile: &'a Volatile,
    has_begun: bool,
    staged: HashMap<Key, Option<Item>>,
}

impl<'a> Group<'a> {
    /// Makes an empty group.
    pub fn new(connection: &'a Connection, kept: &'a Kept, volatile: &'a Volatile) -> Self {
        let changing = Changing::new(kept);
        Self { connection, changing, volatile, has_begun: false, staged: HashMap::new() }
    }

    fn run(&self, sql: &str) -> Result<()> {
        let run = self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        run.map(drop).map_err(|error| {
            die_of_failed_sync(&error);
            failed(&error)
        })
    }

    /// Carries out the writes of one job, all or none. An error in the first part (`Ok(Err(…))`) is the
    /// job's alone and has changed nothing; any other error leaves the group to be rolled back.
    pub fn carry_out(&mut self, writes: Vec<Write>) -> Result<Result<Carried>> {
        let (refused, effects, returned) = match self.plan(writes) {
            Ok(plan) => plan,
            Err(error) => return Ok(Err(error)),
        };
        if !refused.is_empty() {
            return Ok(Ok(Carried::Refused(refused)));
        }
        for effect in effects {
            self.make(effect)?;
        }
        Ok(Ok(Carried::Done(returned)))
    }

    /// Carries out caches of one item that have waited, and gives the item that they leave. As with
    /// [`Self::carry_out`], an error in the first part is of these caches alone.
    pub fn carry_out_caches(&mut self, batch: &Batch) -> Result<Result<Option<Item>>> {
        let effect = match self.plan_caches(batch) {
            Ok(effect) => effect,
            // The disk may do better later: the caches wait for that.
            Err(error @ StoreError::Unavailable(_)) => return Err(error),
            Err(error) => return Ok(Err(error)),
        };
        let item = effect.item.clone();
        self.make(effect)?;
        Ok(Ok(item))
    }

    fn plan_caches(&self, batch: &Batch) -> Result<Effect> {
        let there = self.current(&batch.key)?;
        let before = there.as_ref().map(Columns::of).transpose()?;
        let item = batch.carry_out(there)?;
        let columns = item.as_ref().map(Columns::of).transpose()?;
        Ok(Effect {
            key: batch.key.clone(),
            item,
            columns: columns.filter(|now| before.as_ref() != Some(now)),
        })
    }

    /// Evaluates all conditions before anything is written.
    #[allow(clippy::type_complexity)] // the three lists of one plan
    fn plan(&self, writes: Vec<Write>) -> Result<(Vec<(usize, Option<Item>)>, Vec<Effect>, Option<Item>)> {
        let (mut refused, mut effects, mut returned) = (Vec::new(), Vec::new(), None);
        for (at, write) in writes.into_iter().enumerate() {
            let Write { key, kind, condition, returning } = write;
            let is_blind = condition.is_none() && !returning && !matches!(kind, Kind::Update(_));
            let there = if is_blind { None } else { self.current(&key)? };
            if let Some(condition) = condition
                && !holds(&condition, there.as_ref())?
            {
                refused.push((at, there));
                continue;
            }
            if matches!(kind, Kind::Check) {
                continue;
            }
            let item = left_by(&kind, there.clone())?;
            let before = match kind {
                Kind::Update(_) => there.as_ref().map(Columns::of).transpose()?,
                _ => None,
            };
            let columns = item.as_ref().map(Columns::of).transpose()?;
            if returning {
                returned = match kind {
                    Kind::Delete => there,
                    Kind::Update(_) => item.clone(),
                    Kind::Put(_) | Kind::Check => None,
                };
            }
            effects.push(Effect { key, item, columns: columns.filter(|now| before.as_ref() != Some(now)) });
        }
        Ok((refused, effects, returned))
    }

    /// Reads the item at a key as the group has left it so far.
    fn current(&self, key: &Key) -> Result<Option<Item>> {
        if !is_volatile(&key.pk) {
            return readers::get(self.connection, key);
        }
        Ok(self.staged.get(key).cloned().unwrap_or_else(|| self.volatile.get(key)))
    }

    fn make(&mut self, effect: Effect) -> Result<()> {
        let Effect { key, item, columns } = effect;
        if is_volatile(&key.pk) {
            self.staged.insert(key, item);
            return Ok(());
        }
        self.touch(&key)?;
        let statement = |sql| self.connection.prepare_cached(sql);
        let done = match (&item, columns) {
            (None, _) => statement(DELETE).and_then(|mut sql| sql.execute((&key.pk, &key.sk))),
            (Some(item), None) => {
                statement(UPDATE).and_then(|mut sql| sql.execute((&key.pk, &key.sk, seal(&key, item))))
            }
            (Some(item), Some(Columns { expires_s, index })) => statement(PUT).and_then(|mut sql| {
                let (index_pk, index_sk) = index.unzip();
                sql.execute((&key.pk, &key.sk, expires_s, index_pk, index_sk, seal(&key, item)))
            }),
        };
        done.map_err(|error| failed(&error))?;
        self.changing.note(key, item);
        Ok(())
    }

    /// Begins the transaction, if need be, and ends what is kept of an item.
    fn touch(&mut self, key: &Key) -> Result<()> {
        if !self.has_begun {
            self.run("BEGIN IMMEDIATE")?;
            self.has_begun = true;
        }
        self.changing.begin(key);
        Ok(())
    }

    /// Deletes some expired items and gives their number.
    pub fn sweep(&mut self, now_s: i64) -> Result<usize> {
        let keys = {
            let mut statement = self.connection.prepare_cached(EXPIRED).map_err(|error| failed(&error))?;
            let keys = statement
                .query_map((now_s, SWEPT_AT_ONCE), |row| Ok(Key { pk: row.get(0)?, sk: row.get(1)? }));
            keys.and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>).map_err(|error| failed(&error))?
        };
        let number = keys.len();
        for key in keys {
            self.make(Effect { key, item: None, columns: None })?;
        }
        Ok(number)
    }

    /// Puts the group on disk and then shows it to everybody.
    pub fn commit(self) -> Result<()> {
        if self.has_begun {
            self.run("COMMIT")?;
        }
        self.volatile.apply(self.staged);
        self.changing.finish();
        Ok(())
    }
}
