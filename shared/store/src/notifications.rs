//! Notifications: `message` is computed when read and costs nothing per member; `mention`,
//! `room_invite` and `system` are stored, and a mention also outlives the messages that are looked
//! back over.

use std::collections::{BTreeMap, HashMap, HashSet};

use roomcast_domain::{
    Message, MessageId, NOTIFIED_MESSAGES, NotificationId, NotificationType, NotificationView, Refusal,
    RoomId, RoomSummary, Seq, SeqRange, Time, UserId, excerpt,
};
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::db::{Query, Values, Write, Written};
use crate::error::Result;
use crate::item::{Membership, NotificationItem, RoomItem, RoomSnapshot};
use crate::keys;
use crate::rooms::is_readable;

/// Rooms whose messages are looked back over at the same time.
const ROOMS_AT_ONCE: usize = 8;

/// Where a page of notifications ended. Newest first: time, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotificationCursor {
    /// The notification's time.
    pub created_ms: i64,
    /// Its id.
    pub id: NotificationId,
}

/// A page of notifications.
#[derive(Debug, Clone)]
pub struct NotificationPage {
    /// The notifications, newest first.
    pub notifications: Vec<NotificationView>,
    /// Where the next page begins, if there is one.
    pub next: Option<NotificationCursor>,
}

/// A notification to store.
#[derive(Debug, Clone)]
pub struct NewNotification<'a> {
    /// Whose it is.
    pub user: UserId,
    /// What it is about.
    pub notification_type: NotificationType,
    /// A short line.
    pub title: String,
    /// A sentence.
    pub content: String,
    /// The room, as it is now.
    pub room: &'a RoomItem,
    /// Now.
    pub now: Time,
}

/// A notification that is stored in one transaction with what it tells of: neither is without the
/// other, whatever fails.
#[derive(Debug, Clone)]
pub struct Notice {
    key: keys::Key,
    item: NotificationItem,
    view: NotificationView,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReadAll {
    #[serde(rename = "u")]
    until_ms: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReadMark {
    #[serde(rename = "i")]
    id: MessageId,
}

/// Something that may stand on the page.
#[allow(clippy::large_enum_variant)] // a page of them at a time
enum Candidate {
    Stored(NotificationItem),
    Derived { message: Message, room: RoomSummary, mention: bool },
}

/// What tells whether a notification was read.
struct Reading {
    user: UserId,
    until_ms: i64,
    standings: HashMap<RoomId, Membership>,
    /// The rooms that the user belongs to.
    rooms: HashMap<RoomId, RoomItem>,
}

impl Reading {
    fn passed(&self, message: MessageId, created_ms: i64) -> bool {
        let position = self.standings.get(&message.room()).map(|standing| {
            let room = self.rooms.get(&standing.room);
            room.map_or(standing.read_seq, |room| room.read_by(self.user, standing))
        });
        self.until_ms >= created_ms || position.is_some_and(|read| read >= message.seq())
    }

    /// Whether the user may read the messages of a room now.
    fn may_read(&self, room: &RoomSnapshot) -> bool {
        is_readable(room.room_type, self.standings.get(&room.id))
    }
}

impl Store {
    /// A page of a user's notifications behind `cursor`: own memberships and rooms (0.5 RRU a
    /// room), then the newest messages of as many rooms as the page needs.
    pub async fn list_notifications(
        &self,
        user: UserId,
        limit: usize,
        cursor: Option<NotificationCursor>,
    ) -> Result<NotificationPage> {
        let read_all_key = keys::read_all_mark(user);
        let (standings, read_all, stored) = futures_util::try_join!(
            self.standings(user),
            self.db.get::<ReadAll>(&read_all_key),
            self.stored_notifications(user, limit + 1, cursor)
        )?;
        let memberships: Vec<&Membership> = standings.iter().filter(|m| m.is_member()).collect();
        let mut page: BTreeMap<NotificationCursor, Candidate> = BTreeMap::new();
        for item in stored {
            page.insert(
                NotificationCursor { created_ms: item.created_ms, id: item.id },
                Candidate::Stored(item),
            );
        }
        let rooms = self.add_derived(&mut page, user, &memberships, limit + 1, cursor).await?;
        let until_ms = read_all.map_or(0, |mark| mark.until_ms);
        let standings = standings.into_iter().map(|standing| (standing.room, standing)).collect();
        let reading = Reading { user, until_ms, standings, rooms };
        let more = page.len() > limit;
        let shown: Vec<(NotificationCursor, Candidate)> = page.into_iter().rev().take(limit).collect();
        let next = shown.last().filter(|_| more).map(|(cursor, _)| *cursor);
        let notifications = self.view(shown.into_iter().map(|(_, shown)| shown).collect(), &reading).await?;
        Ok(NotificationPage { notifications, next })
    }

    async fn stored_notifications(
        &self,
        user: UserId,
        limit: usize,
        cursor: Option<NotificationCursor>,
    ) -> Result<Vec<NotificationItem>> {
        let last = cursor.map_or_else(
            || format!("{}{}", keys::NOTIFICATIONS, keys::LAST),
            |cursor| keys::notification_sort(Time(cursor.created_ms), cursor.id),
        );
        let query = Query::all(keys::user(user), limit + 1).between(keys::NOTIFICATIONS, last).descending();
        let mut found: Vec<NotificationItem> = self.db.query(query).await?;
        found.retain(|item| cursor.is_none_or(|cursor| item.id != cursor.id));
        Ok(found)
    }

    /// Adds the messages of one's rooms, the most recently active room first, until no other room
    /// can have one among the `wanted` newest. Answers the rooms.
    async fn add_derived(
        &self,
        page: &mut BTreeMap<NotificationCursor, Candidate>,
        user: UserId,
        memberships: &[&Membership],
        wanted: usize,
        cursor: Option<NotificationCursor>,
    ) -> Result<HashMap<RoomId, RoomItem>> {
        let ids: Vec<RoomId> = memberships.iter().map(|membership| membership.room).collect();
        let found = self.rooms(&ids).await?;
        let mut rooms: Vec<(&RoomItem, SeqRange)> = memberships
            .iter()
            .filter_map(|membership| {
                let room = found.get(&membership.room).filter(|room| room.active)?;
                Some((room, notified_range(room.last_seq, membership.joined_seq)))
            })
            .filter(|(_, range)| !range.is_empty())
            .collect();
        rooms.sort_by_key(|(room, _)| std::cmp::Reverse(room.last_ms));
        for some in rooms.chunks(ROOMS_AT_ONCE) {
            let oldest_wanted = page.keys().rev().nth(wanted - 1).map(|cursor| cursor.created_ms);
            if oldest_wanted.is_some_and(|oldest| some.iter().all(|(room, _)| room.last_ms < oldest)) {
                break;
            }
            let read = some.iter().map(|(room, range)| self.recent_messages(room.id, *range));
            let read = futures_util::future::try_join_all(read).await?;
            for ((room, _), messages) in some.iter().zip(read) {
                for message in messages.into_iter().filter(|message| message.sender.id != user) {
                    let place =
                        NotificationCursor { created_ms: message.created_at.ms(), id: message.id().into() };
                    if cursor.is_none_or(|cursor| place < cursor) {
                        let mention = message.mentions.contains(&user);
                        page.insert(place, Candidate::Derived { message, room: room.summary(), mention });
                    }
                }
            }
        }
        Ok(found)
    }

    async fn view(&self, shown: Vec<Candidate>, reading: &Reading) -> Result<Vec<NotificationView>> {
        let mentioned: Vec<MessageId> = shown
            .iter()
            .filter_map(|candidate| match candidate {
                Candidate::Stored(item) => item.seq.map(|seq| MessageId::of(item.room.id, seq)),
                Candidate::Derived { .. } => None,
            })
            .collect();
        let unread: Vec<keys::Key> = shown
            .iter()
            .filter_map(|candidate| {
                let (id, created_ms) = candidate.message()?;
                (!reading.passed(id, created_ms)).then(|| keys::read_mark(reading.user, id))
            })
            .collect();
        let (messages, marks) = futures_util::try_join!(
            self.find_messages(&mentioned),
            self.db.batch_get::<ReadMark>(unread, false)
        )?;
        let messages: HashMap<MessageId, Message> = messages.into_iter().map(|m| (m.id(), m)).collect();
        let marked: HashSet<MessageId> = marks.into_iter().map(|mark| mark.id).collect();
        let is_read = |id: MessageId, created_ms: i64| reading.passed(id, created_ms) || marked.contains(&id);
        Ok(shown
            .into_iter()
            .filter_map(|candidate| match candidate {
                Candidate::Derived { message, room, mention } => {
                    let read = is_read(message.id(), message.created_at.ms());
                    Some(NotificationView::of_message(&message, room, mention, read))
                }
                Candidate::Stored(NotificationItem { seq: Some(seq), room, created_ms, content, .. }) => {
                    let mut message = messages.get(&MessageId::of(room.id, seq))?.clone();
                    if message.is_edited && !message.is_deleted && !reading.may_read(&room) {
                        message.content = content;
                    }
                    let read = is_read(message.id(), created_ms);
                    Some(NotificationView::of_message(&message, room.into(), true, read))
                }
                Candidate::Stored(item) => {
                    let read = item.is_read || reading.until_ms >= item.created_ms;
                    Some(NotificationView { is_read: read, ..item.view() })
                }
            })
            .collect())
    }

    /// Marks a notification as read (1 WRU): an own stored one, or one about a message that the
    /// user may be notified of. Anything else is not found.
    pub async fn read_notification(&self, user: UserId, id: NotificationId) -> Result<()> {
        if let Some(created_ms) = id.stored_at_ms() {
            let read = Write::update(keys::notification(user, Time(created_ms), id), "SET re = :yes")
                .when("attribute_exists(pk)")
                .with(Values::new().b(":yes", true));
            return match self.db.write_patiently(read).await? {
                Written::Done(_) => Ok(()),
                _ => Err(Refusal::NotificationNotFound.into()),
            };
        }
        let id = id.message().ok_or(Refusal::NotificationNotFound)?;
        let (message, membership) =
            futures_util::try_join!(self.find_message(id), self.membership(user, id.room()))?;
        let message = message.filter(|m| m.sender.id != user).ok_or(Refusal::NotificationNotFound)?;
        let derived = match membership.filter(Membership::is_member) {
            Some(membership) => {
                let range = notified_range(self.newest(id.room()).await?.seq, membership.joined_seq);
                (range.first..=range.last).contains(&id.seq())
            }
            None => false,
        };
        let mention = keys::notification(user, message.created_at, id.into());
        if !derived && self.db.get::<NotificationItem>(&mention).await?.is_none() {
            return Err(Refusal::NotificationNotFound.into());
        }
        let mark = Write::put(&keys::read_mark(user, id), &ReadMark { id })?;
        self.db.write_patiently(mark).await.map(drop)
    }

    /// Marks every notification up to now as read (1 WRU). Read positions stay.
    pub async fn read_all_notifications(&self, user: UserId, now: Time) -> Result<()> {
        let mark = Write::put(&keys::read_all_mark(user), &ReadAll { until_ms: now.ms() })?;
        self.db.write_patiently(mark).await.map(drop)
    }
}

impl Notice {
    /// A notification that is to be stored.
    pub fn new(new: NewNotification<'_>) -> Self {
        let item = NotificationItem {
            id: NotificationId::stored(new.now.ms(), rand::random()),
            notification_type: new.notification_type,
            title: new.title,
            content: new.content,
            room: new.room.snapshot(),
            seq: None,
            created_ms: new.now.ms(),
            is_read: false,
        };
        Self { key: keys::notification(new.user, new.now, item.id), view: item.view(), item }
    }

    /// What its user is shown.
    pub fn view(&self) -> &NotificationView {
        &self.view
    }

    /// The write that stores it (2 WRU per KiB in a transaction).
    pub(crate) fn write(&self) -> Result<Write> {
        Write::put(&self.key, &self.item)
    }
}

impl Store {
    /// Stores that a message mentions a user (1 WRU per KiB), with the beginning of its text: who may
    /// not read the room any more is shown no later one. Storing it twice changes nothing.
    pub async fn notify_mention(
        &self,
        user: UserId,
        message: &Message,
        room: &RoomItem,
    ) -> Result<NotificationView> {
        let view = NotificationView::of_message(message, room.summary(), true, false);
        let item = NotificationItem {
            id: view.id,
            notification_type: NotificationType::Mention,
            title: view.title.clone(),
            content: excerpt(&message.content),
            room: room.snapshot(),
            seq: Some(message.seq),
            created_ms: message.created_at.ms(),
            is_read: false,
        };
        let key = keys::notification(user, message.created_at, item.id);
        self.db.write_patiently(Write::put(&key, &item)?).await?;
        Ok(view)
    }
}

/// The numbers of a room's messages that its members are notified of.
fn notified_range(newest: Seq, joined: Seq) -> SeqRange {
    SeqRange { first: joined.max(newest.minus(NOTIFIED_MESSAGES)).plus(1), last: newest }
}

impl Candidate {
    /// The message that it is about, and the time that counts for reading.
    fn message(&self) -> Option<(MessageId, i64)> {
        match self {
            Self::Stored(item) => Some((MessageId::of(item.room.id, item.seq?), item.created_ms)),
            Self::Derived { message, .. } => Some((message.id(), message.created_at.ms())),
        }
    }
}

impl NotificationItem {
    fn view(&self) -> NotificationView {
        NotificationView {
            id: self.id,
            notification_type: self.notification_type,
            title: self.title.clone(),
            content: self.content.clone(),
            room: self.room.clone().into(),
            message: None,
            is_read: self.is_read,
            created_at: Time(self.created_ms),
        }
    }
}
