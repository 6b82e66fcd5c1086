//! Queries of one partition.

use crate::keys::Key;

/// A query: the part of a partition that is read.
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
    /// Makes a consistent query of the first `limit` items of a partition.
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

    /// Limits the query to sort keys with this prefix.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.range = Range::Prefix(prefix.into());
        self
    }

    /// Limits the query to sort keys from `first` to `last`, both included.
    pub fn between(mut self, first: impl Into<String>, last: impl Into<String>) -> Self {
        self.range = Range::Between(first.into(), last.into());
        self
    }

    /// Reads from the largest sort key downwards.
    pub fn descending(mut self) -> Self {
        self.newest_first = true;
        self
    }

    /// Makes the query eventually consistent, at half the price.
    pub fn eventual(mut self) -> Self {
        self.consistent = false;
        self
    }

    /// Reads the index of rooms by activity instead of the table.
    pub fn by_activity(mut self) -> Self {
        self.index = true;
        self.eventual()
    }
}
