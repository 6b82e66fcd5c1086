//! Searching without an index: rooms are read by ranges of numbers, newest first, and what matches is kept.
//!
//! The first reads are few, so that a word which occurs often costs little; then as many ranges are read at
//! once as the answer to a rare word needs. A call ends at the first of several bounds, with the place to go
//! on from.

use futures_util::future::try_join_all;
use roomcast_domain::{Message, Refusal, RoomId, SEARCHED_MESSAGES, SEQ_MAX, SearchQuery, Seq, SeqRange};

use crate::Messages;
use crate::error::{Result, broken};
use crate::keys;
use crate::rows::{MessageRow, SearchedRow};
use crate::table::Query;

/// Most messages of one read: short ones are about 60 kB.
const READ_MESSAGES: u32 = 250;
/// Reads that are under way at once.
const READS_AT_ONCE: usize = 8;
/// Reads of one call: a room takes one at least.
const READS: usize = 100;
/// Bytes of text after which a call ends: 250 of the longest messages are 3 MB, or 750 RRU.
const TEXT_BYTES: usize = 4 << 20;

/// A room that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchedRoom {
    /// The room.
    pub id: RoomId,
    /// The newest number that the caller knows of; there may be newer ones.
    pub known: Seq,
}

/// A place in the order of a search: all newer messages of the room, and all rooms before it, were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPlace {
    /// The room's place in the list of the searched rooms.
    pub at: usize,
    /// The number of the oldest message that was looked at; `None` if none was.
    pub before: Option<Seq>,
}

/// What one call found.
#[derive(Debug)]
pub struct SearchPage {
    /// The messages: newest first within a room, room after room.
    pub messages: Vec<Message>,
    /// Where the next call begins; `None` if all was looked at.
    pub next: Option<SearchPlace>,
}

/// A range of a room that one query reads, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    at: usize,
    range: SeqRange,
    limit: u32,
}

/// What was read of a part.
struct Looked {
    found: Vec<Message>,
    messages: u32,
    text_bytes: usize,
    newest: Option<Seq>,
    /// The number down to which the part was read.
    reached: Seq,
}

/// What a call may still read.
struct Left {
    messages: u32,
    reads: usize,
    text_bytes: usize,
}

impl Left {
    fn take(&mut self, looked: &Looked) {
        self.messages = self.messages.saturating_sub(looked.messages);
        self.reads = self.reads.saturating_sub(1);
        self.text_bytes = self.text_bytes.saturating_sub(looked.text_bytes);
    }
}

impl Messages<'_> {
    /// Looks through rooms for up to `limit` messages, in their order, consistently (1 RRU per 4 KiB of what
    /// is read, at least 1 a room). `from` is where an earlier call ended; a place behind the newest message
    /// is refused as a cursor that was never given.
    pub async fn search(
        self,
        rooms: &[SearchedRoom],
        from: SearchPlace,
        query: &SearchQuery,
        limit: usize,
    ) -> Result<SearchPage> {
        let mut left = Left { messages: SEARCHED_MESSAGES, reads: READS, text_bytes: TEXT_BYTES };
        let (mut place, mut found, mut at_once) = (from, Vec::new(), 1);
        while found.len() < limit && left.text_bytes > 0 {
            let parts = next_parts(rooms, place, at_once.min(left.reads), left.messages);
            if parts.is_empty() {
                break;
            }
            let read = try_join_all(parts.iter().map(|part| self.search_part(rooms, *part, query))).await?;
            for (part, looked) in parts.iter().zip(read) {
                check_place(place, *part, &looked)?;
                left.take(&looked);
                place = SearchPlace { at: part.at, before: Some(looked.reached) };
                let room_left = limit - found.len();
                if looked.found.len() > room_left {
                    found.extend(looked.found.into_iter().take(room_left));
                    place.before = found.last().map(|message: &Message| message.seq);
                } else {
                    found.extend(looked.found);
                }
                // Newer messages have taken the place of the range's oldest ones.
                if found.len() == limit || looked.reached > part.range.first {
                    break;
                }
            }
            at_once = (at_once * 2).min(READS_AT_ONCE);
        }
        let next = (!next_parts(rooms, place, 1, 1).is_empty()).then_some(place);
        Ok(SearchPage { messages: found, next })
    }

    async fn search_part(self, rooms: &[SearchedRoom], part: Part, query: &SearchQuery) -> Result<Looked> {
        let room = rooms.get(part.at).ok_or_else(|| broken("a part of a room that is not searched"))?.id;
        let limit = usize::try_from(part.limit).map_err(broken)?;
        let range = (keys::seq(part.range.first), keys::seq(part.range.last));
        let read = Query::all(keys::messages(room), limit).between(range.0, range.1).descending();
        let items = self.store.table.query_items(read).await?;
        // Matching never suspends: others get their turn before it.
        tokio::task::yield_now().await;
        let messages = u32::try_from(items.len()).map_err(broken)?;
        let mut looked =
            Looked { found: Vec::new(), messages, text_bytes: 0, newest: None, reached: part.range.first };
        for (_, item) in &items {
            let row: SearchedRow = item.read()?;
            looked.newest.get_or_insert(row.seq);
            looked.text_bytes += row.content.len();
            if messages == part.limit {
                looked.reached = row.seq;
            }
            if query.matches(row.parts()) {
                looked.found.push(item.read::<MessageRow>()?.into());
            }
        }
        Ok(looked)
    }
}

/// Gives the next ranges behind a place, up to `count` and together up to `messages` long. The newest range of
/// a room is open at its end.
fn next_parts(rooms: &[SearchedRoom], place: SearchPlace, count: usize, mut messages: u32) -> Vec<Part> {
    let (mut parts, mut place) = (Vec::new(), place);
    let one = Seq::ZERO.plus(1);
    while parts.len() < count && messages > 0 {
        let Some(room) = rooms.get(place.at) else { break };
        if place.before.is_some_and(|before| before <= one) {
            place = SearchPlace { at: place.at + 1, before: None };
            continue;
        }
        let limit = messages.min(READ_MESSAGES);
        let newest = place.before.map_or(room.known.max(one), |before| before.minus(1));
        let first = newest.minus(limit - 1).max(one);
        let last = if place.before.is_none() { Seq::ZERO.plus(SEQ_MAX) } else { newest };
        parts.push(Part { at: place.at, range: SeqRange { first, last }, limit });
        messages -= limit;
        place.before = Some(first);
    }
    parts
}

/// Refuses a place that names a message which does not exist: numbers have no gap, so the first one read
/// follows the place.
fn check_place(place: SearchPlace, part: Part, looked: &Looked) -> Result<()> {
    let is_beyond = place.at == part.at && place.before.is_some() && looked.newest != Some(part.range.last);
    if is_beyond { Err(Refusal::InvalidQuery { parameter: "cursor" }.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seq(number: u32) -> Seq {
        Seq::new(number.into()).unwrap()
    }

    fn room(id: u64, known: u32) -> SearchedRoom {
        SearchedRoom { id: RoomId::new(id).unwrap(), known: seq(known) }
    }

    fn ranges(
        rooms: &[SearchedRoom],
        at: usize,
        before: Option<u32>,
        messages: u32,
    ) -> Vec<(usize, u32, u32)> {
        let place = SearchPlace { at, before: before.map(seq) };
        let parts = next_parts(rooms, place, 8, messages);
        parts.iter().map(|part| (part.at, part.range.first.get(), part.range.last.get())).collect()
    }

    #[test]
    fn ranges_go_down_without_a_gap_and_on_to_the_next_room() {
        let rooms = [room(1, 600), room(2, 0), room(3, 2)];
        assert_eq!(
            ranges(&rooms, 0, None, 5_000),
            [(0, 351, SEQ_MAX), (0, 101, 350), (0, 1, 100), (1, 1, SEQ_MAX), (2, 1, SEQ_MAX)]
        );
        assert_eq!(ranges(&rooms, 0, Some(2), 5_000)[0], (0, 1, 1));
        assert_eq!(ranges(&rooms, 0, Some(1), 5_000)[0], (1, 1, SEQ_MAX));
        assert!(ranges(&rooms, 2, Some(1), 5_000).is_empty());
    }

    #[test]
    fn ranges_are_no_longer_than_what_may_be_read() {
        let rooms = [room(1, 10_000)];
        assert_eq!(ranges(&rooms, 0, Some(1_001), 300), [(0, 751, 1_000), (0, 701, 750)]);
        assert!(ranges(&rooms, 0, None, 0).is_empty());
    }
}
