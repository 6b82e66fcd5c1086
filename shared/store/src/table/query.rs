//! Queries of one partition.

/// A query: the part of a partition that is read, in the order of the sort keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    pub(super) partition: String,
    pub(super) range: Range,
    pub(super) descending: bool,
    pub(super) consistent: bool,
    pub(super) limit: usize,
}

/// The sort keys that a query reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Range {
    All,
    Prefix(String),
    Between(String, String),
}

impl Query {
    /// Makes a consistent query of the first `limit` items of a partition.
    pub fn all(partition: impl Into<String>, limit: usize) -> Self {
        Self { partition: partition.into(), range: Range::All, descending: false, consistent: true, limit }
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
        self.descending = true;
        self
    }

    /// Makes the query eventually consistent, at half the price.
    pub fn eventual(mut self) -> Self {
        self.consistent = false;
        self
    }
}
