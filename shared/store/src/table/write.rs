//! Conditional writes, alone and in transactions.

use serde::Serialize;

use super::change::Change;
use super::condition::Condition;
use super::item::Item;
use crate::error::Result;
use crate::keys::Key;

/// The outcome of a conditional write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It was done; the item, for a write that is [`Write::returning`].
    Done(Option<Item>),
    /// Its condition was false; the item that stands there, if any.
    Refused(Option<Item>),
    /// A transaction holds the item right now: try again.
    Conflict,
}

/// A write, alone or in a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    pub(super) key: Key,
    pub(super) kind: Kind,
    pub(super) condition: Option<Condition>,
    pub(super) returning: bool,
}

/// What a write does to the item at its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Puts a whole item.
    Put(Item),
    /// Changes attributes; makes the item if there is none.
    Update(Vec<Change>),
    /// Deletes the item, if there is one.
    Delete,
    /// Changes nothing: only in a transaction.
    Check,
}

impl Write {
    /// Makes a write that puts a row.
    pub fn put<T: Serialize>(key: &Key, row: &T) -> Result<Self> {
        Ok(Self::put_item(key.clone(), Item::of(row)?))
    }

    /// Makes a write that puts an item.
    pub(super) fn put_item(key: Key, item: Item) -> Self {
        Self::new(key, Kind::Put(item))
    }

    /// Makes a write that changes attributes of an item.
    pub fn update(key: Key, changes: impl IntoIterator<Item = Change>) -> Self {
        Self::new(key, Kind::Update(changes.into_iter().collect()))
    }

    /// Makes a write that deletes an item.
    pub fn delete(key: Key) -> Self {
        Self::new(key, Kind::Delete)
    }

    /// Makes a write that only checks a condition, for a transaction.
    pub fn check(key: Key) -> Self {
        Self::new(key, Kind::Check)
    }

    fn new(key: Key, kind: Kind) -> Self {
        Self { key, kind, condition: None, returning: false }
    }

    /// Adds a condition: the write is refused where one of its conditions does not hold.
    pub fn when(mut self, condition: Condition) -> Self {
        self.condition = Some(match self.condition {
            Some(before) => before.and(condition),
            None => condition,
        });
        self
    }

    /// Asks for the new item of an update, or for the old item of a delete, in the answer.
    pub fn returning(mut self) -> Self {
        self.returning = true;
        self
    }
}
