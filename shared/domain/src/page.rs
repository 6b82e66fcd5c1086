//! Pages of a room's history by arithmetic on `seq`: no page costs more than another.

use crate::Seq;

/// Messages `first..=last`, both included; empty when `first > last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeqRange {
    /// The smallest number.
    pub first: Seq,
    /// The largest number.
    pub last: Seq,
}

impl SeqRange {
    /// Tells whether no message lies in the range.
    pub fn is_empty(self) -> bool {
        self.first > self.last
    }

    /// Counts the messages in the range.
    pub fn len(self) -> u32 {
        if self.is_empty() { 0 } else { self.last.since(self.first) + 1 }
    }
}

/// A part of a room's history that a client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryWindow {
    /// Page `page` (from 1, the newest) of `size` messages, newest first.
    Page {
        /// The page, from 1.
        page: u64,
        /// Messages on a page.
        size: u32,
    },
    /// The `limit` messages after a number, oldest first.
    After {
        /// The number, 0 for "from the start".
        seq: Seq,
        /// At most so many.
        limit: u32,
    },
    /// The `limit` messages before a number, newest first.
    Before {
        /// The number.
        seq: Seq,
        /// At most so many.
        limit: u32,
    },
    /// `limit` messages around a number, oldest first, half on each side as far as there are some.
    Around {
        /// The message in the middle.
        seq: Seq,
        /// At most so many in all.
        limit: u32,
    },
}

impl HistoryWindow {
    /// Gives the numbers to show in a room whose newest message is `newest`.
    pub fn range(self, newest: Seq) -> SeqRange {
        let first = Seq::ZERO.plus(1);
        match self {
            Self::Page { page, size } => {
                let skipped = (page - 1).saturating_mul(u64::from(size));
                match u32::try_from(skipped).ok().filter(|n| *n < newest.get()) {
                    None => SeqRange { first, last: Seq::ZERO },
                    Some(skipped) => {
                        let last = newest.minus(skipped);
                        SeqRange { first: last.minus(size - 1).max(first), last }
                    }
                }
            }
            Self::After { seq, limit } => SeqRange { first: seq.plus(1), last: seq.plus(limit).min(newest) },
            Self::Before { seq, limit } => {
                let last = seq.minus(1).min(newest);
                SeqRange { first: last.minus(limit - 1).max(first), last }
            }
            Self::Around { seq, limit } => {
                let last = seq.minus(limit / 2).max(first).plus(limit - 1).min(newest);
                SeqRange { first: last.minus(limit - 1).max(first), last }
            }
        }
    }

    /// Tells whether more messages lie beyond the shown ones in the direction of reading; around a
    /// message, on either side.
    pub fn has_more(self, newest: Seq) -> bool {
        match self {
            Self::After { .. } => self.has_newer(newest),
            Self::Around { .. } => self.has_older(newest) || self.has_newer(newest),
            Self::Page { .. } | Self::Before { .. } => self.has_older(newest),
        }
    }

    /// Tells whether there are messages before the shown ones.
    pub fn has_older(self, newest: Seq) -> bool {
        let range = self.range(newest);
        !range.is_empty() && range.first.get() > 1
    }

    /// Tells whether there are messages after the shown ones.
    pub fn has_newer(self, newest: Seq) -> bool {
        let range = self.range(newest);
        !range.is_empty() && range.last < newest
    }

    /// Tells whether the window reaches out on both sides of a message.
    pub fn is_around(self) -> bool {
        matches!(self, Self::Around { .. })
    }

    /// Tells whether the newest of the shown messages comes first.
    pub fn newest_first(self) -> bool {
        matches!(self, Self::Page { .. } | Self::Before { .. })
    }

    /// Gives the largest number of messages that the window shows.
    pub fn limit(self) -> u32 {
        match self {
            Self::Page { size, .. } => size,
            Self::After { limit, .. } | Self::Before { limit, .. } | Self::Around { limit, .. } => limit,
        }
    }

    /// The message that it is asked relative to.
    pub fn reference(self) -> Option<Seq> {
        match self {
            Self::Page { .. } => None,
            Self::After { seq, .. } | Self::Before { seq, .. } | Self::Around { seq, .. } => Some(seq),
        }
    }

    /// The name of the query parameter that asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page { .. } => "page",
            Self::After { .. } => "after",
            Self::Before { .. } => "before",
            Self::Around { .. } => "around",
        }
    }

    /// The page's number, for numbered pages.
    pub fn page(self) -> Option<u64> {
        if let Self::Page { page, .. } = self { Some(page) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seq(n: u64) -> Seq {
        Seq::new(n).unwrap()
    }

    fn numbers(window: HistoryWindow, newest: u64) -> (u32, u32) {
        let range = window.range(seq(newest));
        (range.first.get(), range.last.get())
    }

    #[test]
    fn pages_cut_the_history_from_the_newest_end() {
        assert_eq!(numbers(HistoryWindow::Page { page: 1, size: 20 }, 45), (26, 45));
        assert_eq!(numbers(HistoryWindow::Page { page: 3, size: 20 }, 45), (1, 5));
        assert!(HistoryWindow::Page { page: 4, size: 20 }.range(seq(45)).is_empty());
        assert!(HistoryWindow::Page { page: u64::MAX, size: 100 }.range(seq(45)).is_empty());
        assert!(HistoryWindow::Page { page: 1, size: 20 }.range(Seq::ZERO).is_empty());
    }

    #[test]
    fn windows_by_number() {
        assert_eq!(numbers(HistoryWindow::After { seq: Seq::ZERO, limit: 10 }, 45), (1, 10));
        assert!(HistoryWindow::After { seq: seq(45), limit: 10 }.range(seq(45)).is_empty());
        assert_eq!(numbers(HistoryWindow::Before { seq: seq(11), limit: 10 }, 45), (1, 10));
        assert!(HistoryWindow::Before { seq: seq(1), limit: 10 }.range(seq(45)).is_empty());
        assert_eq!(numbers(HistoryWindow::Around { seq: seq(20), limit: 10 }, 45), (15, 24));
        assert!(HistoryWindow::Around { seq: seq(20), limit: 10 }.has_more(seq(45)));
        assert!(!HistoryWindow::Before { seq: seq(11), limit: 10 }.has_more(seq(45)));
    }
}
