//! Transactions whose writes have names, so that a refusal says which condition was false.

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::item::Item;
use super::write::Write;
use crate::error::Result;

/// Writes that are carried out all or none, each with its place: a name of type `P`.
#[derive(Debug, Clone)]
pub struct Transaction<P>(Vec<(P, Write)>);

impl<P: Copy> Transaction<P> {
    /// Makes a transaction of these writes.
    pub fn new(writes: impl IntoIterator<Item = (P, Write)>) -> Self {
        Self(writes.into_iter().collect())
    }

    /// Adds a write.
    pub fn push(&mut self, place: P, write: Write) {
        self.0.push((place, write));
    }

    pub(super) fn places(&self) -> impl Iterator<Item = P> {
        self.0.iter().map(|(place, _)| *place)
    }

    pub(super) fn items(&self, table: &str) -> Result<Vec<TransactWriteItem>> {
        self.0.iter().map(|(_, write)| write.clone().into_transact(table)).collect()
    }
}

impl<P> Extend<(P, Write)> for Transaction<P> {
    fn extend<I: IntoIterator<Item = (P, Write)>>(&mut self, writes: I) {
        self.0.extend(writes);
    }
}

/// The outcome of a transaction.
#[derive(Debug)]
pub enum Transacted<P> {
    /// All of it was done.
    Done,
    /// None of it was done; the writes whose conditions were false.
    Refused(Vec<Refused<P>>),
    /// None of it was done because another transaction was at work: try again.
    Conflict,
}

/// A write of a refused transaction whose condition was false.
#[derive(Debug)]
pub struct Refused<P> {
    /// The write's place.
    pub place: P,
    /// The item that stood there, if any.
    pub item: Option<Item>,
}

impl<P: Copy + PartialEq> Refused<P> {
    /// Finds the refused write at a place.
    pub fn find(refused: &[Self], place: P) -> Option<&Self> {
        refused.iter().find(|refused| refused.place == place)
    }
}
