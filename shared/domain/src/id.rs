//! Ids: JSON integers between 1 and 2^53-1, so that a browser's `Number` holds them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ID_MAX, ROOM_ID_MAX, SEQ_MAX, Time};

/// The bits of a message id that hold the message's number; the room's id is above them.
const SEQ_BITS: u32 = SEQ_MAX.count_ones();
/// The bit that is set in the ids of stored notifications and in assigned user ids, and in no
/// message id and no user id from an integer claim.
const HIGH_BIT: u64 = 1 << 52;
/// 2025-01-01T00:00:00Z in milliseconds: the time inside ids of notifications and reports counts from it.
const EPOCH_2025_MS: i64 = 1_735_689_600_000;

/// A room's id, 1..2^25-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct RoomId(#[schemars(range(min = 1, max = ROOM_ID_MAX))] u32);

impl RoomId {
    /// Makes the id; `None` outside 1..2^25-1.
    pub fn new(id: u64) -> Option<Self> {
        u32::try_from(id).ok().filter(|n| (1..=ROOM_ID_MAX).contains(n)).map(Self)
    }

    /// Returns the number.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// A message's number in its room: 1, 2, 3, … without a gap; 0 stands for "before the first".
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Seq(#[schemars(range(max = SEQ_MAX))] u32);

impl Seq {
    /// The position before the first message.
    pub const ZERO: Self = Self(0);

    /// Makes the number; `None` above 2^27-1.
    pub fn new(seq: u64) -> Option<Self> {
        u32::try_from(seq).ok().filter(|n| *n <= SEQ_MAX).map(Self)
    }

    /// Returns the number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// Returns the next number; `None` in a room that is full (134,217,727 messages).
    pub fn next(self) -> Option<Self> {
        Self::new(u64::from(self.0) + 1)
    }

    /// Counts the messages after `earlier` up to this one.
    pub fn since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Returns the number `n` places earlier, at least 0.
    #[must_use]
    pub fn minus(self, n: u32) -> Self {
        Self(self.0.saturating_sub(n))
    }

    /// Returns the number `n` places later, at most the largest.
    #[must_use]
    pub fn plus(self, n: u32) -> Self {
        Self(self.0.saturating_add(n).min(SEQ_MAX))
    }
}

/// A message's public id: the room's id and the message's `seq`, packed into 52 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct MessageId(#[schemars(range(min = 1, max = ID_MAX))] u64);

impl MessageId {
    /// Makes the id of message `seq` of `room`.
    pub fn of(room: RoomId, seq: Seq) -> Self {
        Self(u64::from(room.0) << SEQ_BITS | u64::from(seq.0))
    }

    /// Reads an id; `None` for a number that no message can have.
    pub fn new(id: u64) -> Option<Self> {
        let room = RoomId::new(id >> SEQ_BITS)?;
        let seq = Seq::new(id & u64::from(SEQ_MAX)).filter(|seq| *seq > Seq::ZERO)?;
        Some(Self::of(room, seq))
    }

    /// Returns the number.
    pub fn get(self) -> u64 {
        self.0
    }

    /// Returns the message's room.
    pub fn room(self) -> RoomId {
        RoomId(u32::try_from(self.0 >> SEQ_BITS).unwrap_or(ROOM_ID_MAX))
    }

    /// Returns the message's number in its room.
    pub fn seq(self) -> Seq {
        Seq(u32::try_from(self.0 & u64::from(SEQ_MAX)).unwrap_or(SEQ_MAX))
    }
}

/// A user's id: 0 for the guest, 1..2^52-1 from integer claims of tokens, from 2^52 on assigned to
/// subjects that are not numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct UserId(#[schemars(range(max = ID_MAX))] u64);

impl UserId {
    /// The anonymous visitor of `WS_ALLOW_ANONYMOUS`.
    pub const GUEST: Self = Self(0);

    /// Makes the id; `None` outside 1..2^53-1.
    pub fn new(id: u64) -> Option<Self> {
        (1..=ID_MAX).contains(&id).then_some(Self(id))
    }

    /// Makes the id from an integer claim of a token; `None` outside 1..2^52-1.
    pub fn from_claim(id: u64) -> Option<Self> {
        (1..HIGH_BIT).contains(&id).then_some(Self(id))
    }

    /// Makes an assigned id from the first 52 bits of a hash.
    pub fn assigned(hash: u64) -> Self {
        Self(HIGH_BIT | hash >> 12)
    }

    /// Returns the number.
    pub fn get(self) -> u64 {
        self.0
    }

    /// Returns the next larger id, at which the next page of a list begins.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Whether the user is the anonymous visitor.
    pub fn is_guest(self) -> bool {
        self.0 == 0
    }
}

/// A notification's id: the id of its message (`message`, `mention`), or an id of its own with bit
/// 52 set (`room_invite`, `system`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NotificationId(#[schemars(range(min = 1, max = ID_MAX))] u64);

impl NotificationId {
    /// Makes the id; `None` outside 1..2^53-1.
    pub fn new(id: u64) -> Option<Self> {
        (1..=ID_MAX).contains(&id).then_some(Self(id))
    }

    /// Makes the id of a new stored notification: ordered by time, with 12 random bits.
    pub fn stored(created_ms: i64, random: u16) -> Self {
        Self(HIGH_BIT | dated(created_ms, random))
    }

    /// Returns the creation time inside the id of a stored notification; `None` for other ids.
    pub fn stored_at_ms(self) -> Option<i64> {
        let ms = i64::try_from((self.0 & (HIGH_BIT - 1)) >> 12).ok()?;
        (self.0 & HIGH_BIT != 0).then_some(EPOCH_2025_MS + ms)
    }

    /// Returns the message inside the id of a `message` or `mention`; `None` for other ids.
    pub fn message(self) -> Option<MessageId> {
        MessageId::new(self.0)
    }

    /// Returns the number.
    pub fn get(self) -> u64 {
        self.0
    }
}

/// A report's id: ordered by time, with 12 random bits. It says nothing about the reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ReportId(#[schemars(range(min = 1, max = ID_MAX))] u64);

impl ReportId {
    /// The largest id.
    pub const MAX: Self = Self(ID_MAX);

    /// Reads an id; `None` outside 1..2^53-1.
    pub fn new(id: u64) -> Option<Self> {
        (1..=ID_MAX).contains(&id).then_some(Self(id))
    }

    /// Makes the id of a report that is made at a moment.
    pub fn made(created: Time, random: u16) -> Self {
        Self(dated(created.ms(), random))
    }

    /// Returns the number.
    pub fn get(self) -> u64 {
        self.0
    }

    /// Returns the id before this one, at which the next page of a list begins.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0 - 1)
    }
}

/// Makes a number that is ordered by time: 40 bits of milliseconds, then 12 random bits.
fn dated(ms: i64, random: u16) -> u64 {
    let ms = u64::try_from(ms - EPOCH_2025_MS).unwrap_or(0) & ((1 << 40) - 1);
    ms << 12 | u64::from(random & 0xfff)
}

impl From<MessageId> for NotificationId {
    fn from(id: MessageId) -> Self {
        Self(id.get())
    }
}

macro_rules! display_number {
    ($($id:ty),*) => {$(
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
display_number!(RoomId, Seq, MessageId, UserId, NotificationId, ReportId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_carries_room_and_seq_and_fits_a_number() {
        let room = RoomId::new(u64::from(ROOM_ID_MAX)).unwrap();
        let id = MessageId::of(room, Seq(SEQ_MAX));
        assert_eq!((id.room(), id.seq()), (room, Seq(SEQ_MAX)));
        assert!(id.get() < HIGH_BIT);
        assert_eq!(MessageId::new(id.get()), Some(id));
        assert_eq!(MessageId::new(1 << SEQ_BITS), None, "seq 0");
        assert_eq!(MessageId::new(5), None, "room 0");
    }

    #[test]
    fn stored_notification_ids_are_ordered_by_time_and_no_message_id() {
        let first = NotificationId::stored(EPOCH_2025_MS + 5, 0xfff);
        let second = NotificationId::stored(EPOCH_2025_MS + 6, 0);
        assert!(first < second && second.get() <= ID_MAX);
        assert_eq!(first.stored_at_ms(), Some(EPOCH_2025_MS + 5));
        assert_eq!(first.message(), None);
    }

    #[test]
    fn report_ids_are_ordered_by_time() {
        let at = |ms| Time(EPOCH_2025_MS + ms);
        let (first, second) = (ReportId::made(at(5), 0xffff), ReportId::made(at(6), 0));
        assert_eq!(second.before(), first);
        assert!(second < ReportId::MAX && ReportId::new(second.get()) == Some(second));
    }

    #[test]
    fn no_claim_names_an_assigned_user() {
        assert_eq!(UserId::from_claim(UserId::assigned(0).get()), None);
        assert_eq!(UserId::from_claim(0), None);
        assert!(UserId::assigned(u64::MAX).get() <= ID_MAX);
    }
}
