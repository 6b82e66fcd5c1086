//! Queries of one partition.

use crate::keys::Key;

/// Which part of a partition a query reads.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) pk: String,
    pub(super) range: Range,
    pub(super) index: bool,
    pub(super) newest_first: bool,
    pub(super) consistent: bool,
    pub(super) limit: usize,
    pub(super) start: Option<Key>,
}

#[derive(Debug, Clone)]
pub(super) enum Range {
    All,
    Prefix(String),
    Between(String, String),
}

impl Query {
    /// The first `limit` items of a partition, consistently read.
    pub fn all(pk: impl Into<String>, limit: usize) -> Self {
        let pk = pk.into();
        Self {
            pk,
            range: Range::All,
            index: false,
            newest_first: false,
            consistent: true,
            limit,
            start: None,
        }
    }

    /// Only sort keys with this prefix.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.range = Range::Prefix(prefix.into());
        self
    }

    /// Only sort keys from `first` to `last`, both included.
    pub fn between(mut self, first: impl Into<String>, last: impl Into<String>) -> Self {
        self.range = Range::Between(first.into(), last.into());
        self
    }

    /// From the largest sort key down.
    pub fn descending(mut self) -> Self {
        self.newest_first = true;
        self
    }

    /// At half the price, a moment behind.
    pub fn eventual(mut self) -> Self {
        self.consistent = false;
        self
    }

    /// On the index of rooms by activity.
    pub fn by_activity(mut self) -> Self {
        self.index = true;
        self.eventual()
    }
}
