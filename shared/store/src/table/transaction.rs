//! Transactions whose writes have names, so that a refusal says which condition was false.

use super::item::Item;
use super::write::Write;

/// Writes that are carried out all or none, each with its place: a name of type `P`.
#[derive(Debug, Clone)]
pub struct Transaction<P> {
    places: Vec<P>,
    pub(super) writes: Vec<Write>,
}

impl<P: Copy> Transaction<P> {
    /// Makes a transaction of these writes.
    pub fn new(writes: impl IntoIterator<Item = (P, Write)>) -> Self {
        let (places, writes) = writes.into_iter().unzip();
        Self { places, writes }
    }

    /// Adds a write.
    pub fn push(&mut self, place: P, write: Write) {
        self.places.push(place);
        self.writes.push(write);
    }

    /// Gives the outcome its names.
    pub(super) fn name(&self, outcome: Outcome) -> Transacted<P> {
        match outcome {
            Outcome::Done => Transacted::Done,
            Outcome::Conflict => Transacted::Conflict,
            Outcome::Refused(refused) => {
                let named = refused.into_iter().filter_map(|(at, item)| {
                    let place = *self.places.get(at)?;
                    Some(Refused { place, item })
                });
                Transacted::Refused(named.collect())
            }
        }
    }
}

impl<P> Extend<(P, Write)> for Transaction<P> {
    fn extend<I: IntoIterator<Item = (P, Write)>>(&mut self, writes: I) {
        for (place, write) in writes {
            self.places.push(place);
            self.writes.push(write);
        }
    }
}

/// The outcome of a transaction, by the positions of its writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All of it was done.
    Done,
    /// None of it was done; the writes whose conditions were false, with the items that stand there.
    Refused(Vec<(usize, Option<Item>)>),
    /// None of it was done because another transaction was at work: try again.
    Conflict,
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
