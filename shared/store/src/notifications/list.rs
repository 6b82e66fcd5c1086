//! The list of a user's notifications.

use std::collections::{BTreeMap, HashMap, HashSet};

use roomcast_domain::{
    Membership, Message, MessageId, NOTIFIED_MESSAGES, Notification, NotificationId, NotificationSubject,
    Notify, Room, RoomId, RoomSummary, Seq, SeqRange, Time, UserId,
};

use crate::Notifications;
use crate::error::Result;
use crate::keys;
use crate::rows::{NotificationRow, ReadAllRow, ReadMarkRow};
use crate::table::Query;

/// Rooms whose messages are looked back over at the same time.
const ROOMS_AT_ONCE: usize = 8;
/// Messages that are read of each room beyond its share of the page: own ones do not count.
const MESSAGES_MORE: usize = 4;

/// Where a page of notifications ended. Newest first: time, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotificationCursor {
    /// The time of the last notification, in milliseconds.
    pub created_ms: i64,
    /// The id of the last notification.
    pub id: NotificationId,
}

/// A page of notifications.
#[derive(Debug, Clone)]
pub struct NotificationPage {
    /// The notifications, newest first.
    pub notifications: Vec<Notification>,
    /// Where the next page begins, if there is one.
    pub next: Option<NotificationCursor>,
}

/// A notification that may stand on the page.
#[allow(clippy::large_enum_variant)] // a page of them at a time
enum Candidate {
    /// A stored notification.
    Stored(NotificationRow),
    /// A message of one of the user's rooms.
    Message(Message),
}

impl Candidate {
    /// Gives the message that the candidate is about, and the time that counts for reading.
    fn message(&self) -> Option<(MessageId, i64)> {
        match self {
            Self::Stored(row) => Some((MessageId::of(row.room.id, row.seq?), row.created_ms)),
            Self::Message(message) => Some((message.id(), message.body.created_at.ms())),
        }
    }

    /// Gives the stored mention's message.
    fn mention(&self) -> Option<MessageId> {
        match self {
            Self::Stored(row) => Some(MessageId::of(row.room.id, row.seq?)),
            Self::Message(_) => None,
        }
    }
}

/// A room with the messages that the user has read and may read.
struct Reading {
    user: UserId,
    /// All notifications up to this time are read.
    until_ms: i64,
    /// How the user stands to rooms, departed records included.
    standings: HashMap<RoomId, Membership>,
    /// The rooms that the user belongs to.
    rooms: HashMap<RoomId, Room>,
    /// Messages whose notification was marked as read.
    marked: HashSet<MessageId>,
}

impl Reading {
    /// Tells whether the read position or the mark of all notifications has passed a message.
    fn has_passed(&self, message: MessageId, created_ms: i64) -> bool {
        let position = self.standings.get(&message.room()).map(|standing| {
            let room = self.rooms.get(&standing.room);
            room.map_or(standing.read_seq, |room| room.read_by(self.user, standing))
        });
        self.until_ms >= created_ms || position.is_some_and(|read| read >= message.seq())
    }

    fn is_read(&self, message: MessageId, created_ms: i64) -> bool {
        self.has_passed(message, created_ms) || self.marked.contains(&message)
    }

    /// Makes the notification of a candidate. A mention shows its message as it is now; `messages`
    /// holds those of stored mentions.
    fn notification(
        &self,
        candidate: Candidate,
        messages: &HashMap<MessageId, Message>,
    ) -> Option<Notification> {
        let row = match candidate {
            Candidate::Message(message) => {
                let room = self.rooms.get(&message.room)?.summary();
                let is_read = self.is_read(message.id(), message.body.created_at.ms());
                return Some(Notification::of_message(message, self.user, room, is_read));
            }
            Candidate::Stored(row) => row,
        };
        let NotificationRow { id, notification_type, title, content, room, seq, created_ms, is_read } = row;
        let room = RoomSummary::from(room);
        let Some(seq) = seq else {
            let subject = NotificationSubject::Notice { notification_type, title, content };
            let is_read = is_read || self.until_ms >= created_ms;
            return Some(Notification { id, subject, room, is_read, created_at: Time(created_ms) });
        };
        let mut message = messages.get(&MessageId::of(room.body.id, seq))?.clone();
        let may_read = room.body.room_type.is_readable_by(self.standings.get(&room.body.id));
        if message.body.is_edited && !message.body.is_deleted && !may_read {
            message.body.content = content;
        }
        let is_read = self.is_read(message.id(), created_ms);
        Some(Notification::of_message(message, self.user, room, is_read))
    }
}

/// The messages of a room that members are notified of and that have not been read yet.
struct Tail {
    room: RoomId,
    /// Whether only messages that mention the user count.
    mentions_only: bool,
    left: SeqRange,
    /// No message that is left is newer than this time, in milliseconds.
    newest_ms: i64,
}

impl Tail {
    /// Tells whether a message that is left may stand on a page whose oldest entry has this time.
    fn may_have(&self, oldest_wanted_ms: Option<i64>) -> bool {
        !self.left.is_empty() && oldest_wanted_ms.is_none_or(|oldest| self.newest_ms >= oldest)
    }

    /// Gives the numbers of the newest messages that are left.
    fn next(&self, part: usize) -> SeqRange {
        let part = u32::try_from(part).unwrap_or(u32::MAX);
        SeqRange { first: self.left.first.max(self.left.last.minus(part - 1)), last: self.left.last }
    }

    /// Notes that the newest messages that were left have been read.
    fn pass(&mut self, part: usize, messages: &[Message]) {
        self.left.last = self.next(part).first.minus(1);
        if let Some(oldest) = messages.last() {
            self.newest_ms = oldest.body.created_at.ms();
        }
    }
}

impl Notifications<'_> {
    /// Reads a page of a user's notifications behind `cursor`: the user's memberships and rooms
    /// (0.5 RRU a room), then the newest messages of as many rooms as the page needs.
    pub async fn list(
        self,
        user: UserId,
        limit: usize,
        cursor: Option<NotificationCursor>,
    ) -> Result<NotificationPage> {
        let read_all_key = keys::read_all_mark(user);
        let (standings, read_all, stored) = futures_util::try_join!(
            self.store.members().memberships_and_departed_of(user),
            self.store.table.get::<ReadAllRow>(&read_all_key),
            self.stored(user, limit + 1, cursor)
        )?;
        let memberships: Vec<&Membership> =
            standings.iter().filter(|m| m.is_member() && m.notify != Notify::None).collect();
        let silent: HashSet<RoomId> =
            standings.iter().filter(|m| m.is_member() && m.notify == Notify::None).map(|m| m.room).collect();
        let mut page: BTreeMap<NotificationCursor, Candidate> = BTreeMap::new();
        let mut stored = stored;
        loop {
            let (is_last, end) = (stored.len() <= limit, stored.last().map(place_of));
            let heard = |row: &NotificationRow| row.seq.is_none() || !silent.contains(&row.room.id);
            page.extend(stored.into_iter().filter(heard).map(|row| (place_of(&row), Candidate::Stored(row))));
            if is_last || page.len() > limit {
                break;
            }
            stored = self.stored(user, limit + 1, end).await?;
        }
        let rooms = self.add_messages(&mut page, user, &memberships, limit + 1, cursor).await?;
        let until_ms = read_all.map_or(0, |mark| mark.until_ms);
        let standings = standings.into_iter().map(|standing| (standing.room, standing)).collect();
        let mut reading = Reading { user, until_ms, standings, rooms, marked: HashSet::new() };
        let more = page.len() > limit;
        let shown: Vec<(NotificationCursor, Candidate)> = page.into_iter().rev().take(limit).collect();
        let about: HashSet<RoomId> =
            shown.iter().filter_map(|(_, shown)| Some(shown.message()?.0.room())).collect();
        let shown_rooms = reading.rooms.iter_mut().filter(|(id, _)| about.contains(*id));
        self.store.rooms().name_direct(user, shown_rooms.map(|(_, room)| room)).await?;
        let next = shown.last().filter(|_| more).map(|(cursor, _)| *cursor);
        let shown = shown.into_iter().map(|(_, shown)| shown).collect();
        Ok(NotificationPage { notifications: self.make(shown, reading).await?, next })
    }

    async fn stored(
        self,
        user: UserId,
        limit: usize,
        cursor: Option<NotificationCursor>,
    ) -> Result<Vec<NotificationRow>> {
        let last = cursor.map_or_else(
            || keys::end_of(keys::NOTIFICATIONS),
            |cursor| keys::notification_sort(Time(cursor.created_ms), cursor.id),
        );
        let query = Query::all(keys::user(user), limit + 1).between(keys::NOTIFICATIONS, last).descending();
        let mut found: Vec<NotificationRow> = self.store.table.query(query).await?;
        found.retain(|row| cursor.is_none_or(|cursor| row.id != cursor.id));
        Ok(found)
    }

    /// Adds the messages of the user's rooms to the page, the most recently active room first, until
    /// no room can have another one among the `wanted` newest. Gives the rooms.
    async fn add_messages(
        self,
        page: &mut BTreeMap<NotificationCursor, Candidate>,
        user: UserId,
        memberships: &[&Membership],
        wanted: usize,
        cursor: Option<NotificationCursor>,
    ) -> Result<HashMap<RoomId, Room>> {
        let ids: Vec<RoomId> = memberships.iter().map(|membership| membership.room).collect();
        let found = self.store.rooms().find_many(&ids).await?;
        let mut tails: Vec<Tail> = memberships
            .iter()
            .filter_map(|membership| {
                let room = found.get(&membership.room).filter(|room| room.is_active)?;
                let left = notified_range(room.last_seq, membership.joined_seq);
                let mentions_only = membership.notify == Notify::Mentions;
                Some(Tail { room: membership.room, mentions_only, left, newest_ms: room.last_ms })
            })
            .collect();
        tails.sort_by_key(|tail| std::cmp::Reverse(tail.newest_ms));
        let mut part = wanted / tails.len().max(1) + MESSAGES_MORE;
        loop {
            let oldest_wanted = page.keys().rev().nth(wanted - 1).map(|cursor| cursor.created_ms);
            let mut open: Vec<&mut Tail> =
                tails.iter_mut().filter(|tail| tail.may_have(oldest_wanted)).take(ROOMS_AT_ONCE).collect();
            if open.is_empty() {
                break;
            }
            let read = open.iter().map(|tail| self.store.messages().list_recent(tail.room, tail.next(part)));
            let read = futures_util::future::try_join_all(read).await?;
            for (tail, messages) in open.iter_mut().zip(read) {
                tail.pass(part, &messages);
                let is_told =
                    |message: &Message| message.body.sender.id != user && !message.silenced.contains(&user);
                for message in messages.into_iter().filter(is_told) {
                    let created_ms = message.body.created_at.ms();
                    let place = NotificationCursor { created_ms, id: message.id().into() };
                    if cursor.is_none_or(|cursor| place < cursor) {
                        if tail.mentions_only && !message.mentions.contains(&user) {
                            continue;
                        }
                        page.insert(place, Candidate::Message(message));
                    }
                }
            }
            part *= 2;
        }
        Ok(found)
    }

    /// Makes the notifications of a page: reads the messages of its mentions, the departed records
    /// that were moved out of the list of memberships, and the marks of single notifications.
    async fn make(self, shown: Vec<Candidate>, mut reading: Reading) -> Result<Vec<Notification>> {
        let mentions: Vec<MessageId> = shown.iter().filter_map(Candidate::mention).collect();
        let left: HashSet<RoomId> = mentions
            .iter()
            .map(|id| id.room())
            .filter(|room| !reading.standings.contains_key(room))
            .collect();
        if !left.is_empty() {
            let former = self.store.members().find_former(reading.user, left.into_iter().collect()).await?;
            reading.standings.extend(former);
        }
        let unread: Vec<keys::Key> = shown
            .iter()
            .filter_map(Candidate::message)
            .filter(|(id, created_ms)| !reading.has_passed(*id, *created_ms))
            .map(|(id, _)| keys::read_mark(reading.user, id))
            .collect();
        let (messages, marks) = futures_util::try_join!(
            self.store.messages().find_many(&mentions),
            self.store.table.get_many::<ReadMarkRow>(unread, false)
        )?;
        reading.marked = marks.into_iter().flatten().map(|mark| mark.id).collect();
        let messages = messages.into_iter().map(|message| (message.id(), message)).collect();
        Ok(shown.into_iter().filter_map(|candidate| reading.notification(candidate, &messages)).collect())
    }
}

fn place_of(row: &NotificationRow) -> NotificationCursor {
    NotificationCursor { created_ms: row.created_ms, id: row.id }
}

/// Gives the numbers of a room's messages that its members are notified of.
pub fn notified_range(newest: Seq, joined: Seq) -> SeqRange {
    SeqRange { first: joined.max(newest.minus(NOTIFIED_MESSAGES)).plus(1), last: newest }
}
