//! The read positions and the rate windows of members.

use roomcast_domain::{Membership, Message, RoomId, Seq, Standing, Time, UserId};

use crate::Members;
use crate::error::Result;
use crate::keys;
use crate::rows::MembershipRow;
use crate::table::{Change, Condition, Item, Value, Write, Written};

/// Within this time a read mark that changes nothing may be the repeat of one that was not answered.
const RETRIED_MS: i64 = 10_000;

/// A read position that was moved, or an unread mark that was ended.
#[derive(Debug, Clone)]
pub struct ReadMoved {
    /// The membership from now on.
    pub membership: Membership,
    /// Whether an attempt within the last 10 seconds did it already.
    pub is_repeat: bool,
}

/// Whether a message begins a new rate window or counts in the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The last window is over.
    Opens,
    /// The last window goes on.
    Continues,
}

impl Window {
    fn counts(self, now: Time) -> Vec<Change> {
        match self {
            Self::Opens => vec![MembershipRow::window_ms.set(now.ms()), MembershipRow::window_count.set(1)],
            Self::Continues => vec![MembershipRow::window_count.add(1)],
        }
    }
}

impl Members<'_> {
    /// Moves a member's read position forward, ends an unread mark, and gives the membership if either changed
    /// (1 WRU). A position that got there within the last 10 seconds counts as moved: the answer of that attempt
    /// may have been lost, and nobody told.
    ///
    /// Touches the membership, on the condition that the user is a member and has read less, or has a mark. A crash
    /// after it leaves the user's other connections untold: a repeat within 10 seconds tells them.
    pub async fn move_read(
        self,
        user: UserId,
        room: RoomId,
        seq: Seq,
        now: Time,
    ) -> Result<Option<ReadMoved>> {
        let key = keys::membership(user, room);
        let moved_by = |item: &Item, is_repeat| {
            let membership = item.read::<MembershipRow>()?.into();
            Ok(Some(ReadMoved { membership, is_repeat }))
        };
        let moved = Write::update(key.clone(), read_up_to(seq, now))
            .when(is_member()?.and(MembershipRow::read_seq.is_below(seq)))
            .returning();
        let there: Membership = match self.store.table.write_patiently(moved).await? {
            Written::Done(Some(item)) => return moved_by(&item, false),
            Written::Refused(Some(item)) => item.read::<MembershipRow>()?.into(),
            _ => return Ok(None),
        };
        if there.is_member() && there.unread_from.is_some() {
            let ended = [MembershipRow::unread_from.remove(), MembershipRow::read_ms.set(now.ms())];
            let ended = Write::update(key, ended).when(is_member()?).returning();
            return match self.store.table.write_patiently(ended).await? {
                Written::Done(Some(item)) => moved_by(&item, false),
                _ => Ok(None),
            };
        }
        let lately = there.read_ms.is_some_and(|at| now.ms_since(Time(at)) < RETRIED_MS);
        let is_repeat = there.is_member() && there.read_seq == seq && lately;
        Ok(is_repeat.then_some(ReadMoved { membership: there, is_repeat }))
    }

    /// Moves a sender's read position to a message that was posted, and counts the message in the
    /// rate window and for the slow mode (1 WRU; 2 if the member has sent or read further meanwhile). The position is the
    /// evidence that delivery is done.
    ///
    /// Touches the membership, on the condition that the user is a member, without waiting for the disk
    /// on one machine. A crash before it leaves the user's own message unread and uncounted, until the
    /// next read mark or message.
    pub async fn note_sent(self, user: UserId, message: &Message, window: Window, now: Time) -> Result<()> {
        let counts = window.counts(now);
        let key = keys::membership(user, message.room);
        let counts: Vec<Change> = counts.into_iter().chain([MembershipRow::sent_ms.set(now.ms())]).collect();
        let changes = read_up_to(message.seq, now).into_iter().chain(counts.clone());
        let noted = Write::update(key.clone(), changes)
            .when(is_member()?.and(MembershipRow::read_seq.is_below(message.seq)));
        let counted = Write::update(key, counts).when(is_member()?);
        self.store.table.write_cache(vec![noted, counted]).await.map(drop)
    }

    /// Counts a change of a member in the rate window (1 WRU).
    ///
    /// Touches the membership, on the condition that the user is a member, without waiting for the disk on one
    /// machine. A crash before it leaves the change uncounted.
    pub async fn note_change(self, user: UserId, room: RoomId, window: Window, now: Time) -> Result<()> {
        let counted = Write::update(keys::membership(user, room), window.counts(now)).when(is_member()?);
        self.store.table.write_cache(vec![counted]).await.map(drop)
    }
}

/// Moves a membership's read position, which ends an unread mark.
fn read_up_to(seq: Seq, now: Time) -> [Change; 3] {
    [
        MembershipRow::read_seq.set(seq),
        MembershipRow::read_ms.set(now.ms()),
        MembershipRow::unread_from.remove(),
    ]
}

/// Holds if a membership is a member's.
fn is_member() -> Result<Condition> {
    Ok(MembershipRow::standing.is(Value::of(&Standing::Member)?))
}
