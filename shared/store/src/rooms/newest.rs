//! The cache of a room's newest message: its preview, and its place in the list.

use std::sync::Arc;

use roomcast_domain::{Message, MessageId, Preview, Refusal, Room, RoomType, Seq, Time};

use crate::Rooms;
use crate::error::Result;
use crate::keys;
use crate::rows::{PreviewRow, RoomRow};
use crate::table::{Value, Write, Written};

/// A room moves in the list at most once in this time, so that its index entry is rarely written.
const BUMP_EVERY_S: i64 = 3_600;

/// The condition on which a message becomes a room's preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// The message is newer than the preview's.
    Newer,
    /// The message is newer, or a later version of the same one.
    NewerOrChanged,
}

impl Rooms<'_> {
    /// Brings the room's cache up to a stored message and gives the room (1 WRU, once an hour and room
    /// 3 more). Senders that wait while another one updates share its result.
    ///
    /// Touches the room, on the condition that its cache is older, without waiting for the disk on one
    /// machine; once an hour its place in the index,
    /// on the condition that no other process moved it. A crash before it leaves the cache behind until
    /// the next send, edit or delete; where no other process writes, until somebody lists the room.
    pub async fn cache_newest(self, message: &Arc<Message>) -> Result<Arc<Room>> {
        let state = self.store.room_states.of(message.room);
        let mut cached = state.cache.lock().await;
        if cached.covered >= message.seq
            && let Some(room) = &cached.room
        {
            return Ok(room.clone());
        }
        let latest = state.memory().latest.clone().filter(|latest| latest.seq > message.seq);
        let latest = latest.unwrap_or_else(|| message.clone());
        let room = Arc::new(self.write_newest(&latest, When::Newer).await?.ok_or(Refusal::RoomNotFound)?);
        cached.covered = latest.seq;
        cached.room = Some(room.clone());
        Ok(room)
    }

    /// Brings a room that was read up to the newest message that this process has stored, as the cache
    /// will be in a moment. Where no other process writes, a client that hears of a message so finds
    /// it in the list.
    pub fn cover_newest(self, room: &mut Room) {
        let latest = self.store.room_states.of(room.body.id).memory().latest.clone();
        if let Some(latest) = latest.filter(|latest| latest.seq > room.last_seq) {
            room.last_seq = latest.seq;
            room.last_ms = latest.body.created_at.ms();
            room.preview = Some(Preview::of(&latest));
        }
    }

    /// Brings the room's preview up to a message that was edited or deleted, if it is the newest
    /// (1 WRU).
    ///
    /// Touches the room, on the condition that its preview is not of a newer message or version: a
    /// slower send cannot put the old text back. A crash before it leaves the old text until the next
    /// send, edit or delete. Gives the room, if it exists.
    pub async fn cache_changed(self, message: &Message) -> Result<Option<Room>> {
        self.write_newest(message, When::NewerOrChanged).await
    }

    /// Writes a message into the room's cache on a condition; gives the room, whether it was written
    /// or not, if it exists.
    async fn write_newest(self, message: &Message, when: When) -> Result<Option<Room>> {
        let preview = PreviewRow::from(Preview::of(message));
        let changes = [
            RoomRow::last_seq.set(message.seq),
            RoomRow::last_ms.set(message.body.created_at.ms()),
            RoomRow::preview.set(Value::of(&preview)?),
        ];
        let is_newer = RoomRow::last_seq.is_below(message.seq);
        let is_older = match when {
            When::Newer => is_newer,
            When::NewerOrChanged => {
                let version = RoomRow::preview.entry(PreviewRow::version);
                let is_same = RoomRow::last_seq.is(message.seq);
                is_newer.or(is_same.and(version.is_at_most(preview.version)))
            }
        };
        let update = Write::update(keys::room(message.room), changes)
            .when(RoomRow::is_active.is(true).and(is_older))
            .returning();
        let written = match when {
            When::Newer => self.store.table.write_cache(vec![update]).await?,
            When::NewerOrChanged => self.store.table.write_patiently(update).await?,
        };
        match written {
            Written::Done(Some(item)) => {
                let room = item.read::<RoomRow>()?.into();
                self.move_in_list(&room).await?;
                Ok(Some(room))
            }
            Written::Refused(Some(item)) => Ok(Some(item.read::<RoomRow>()?.into())),
            _ => Ok(None),
        }
    }

    async fn move_in_list(self, room: &Room) -> Result<()> {
        let bump_s = Time(room.last_ms).s();
        if bump_s - room.bump_s < BUMP_EVERY_S {
            return Ok(());
        }
        let mut changes = vec![RoomRow::bump_s.set(bump_s)];
        if room.body.room_type == RoomType::Public {
            changes.push(RoomRow::index_sk.set(keys::activity(bump_s, room.body.id)));
        }
        let moved = Write::update(keys::room(room.body.id), changes)
            .when(RoomRow::is_active.is(true).and(RoomRow::bump_s.is(room.bump_s)));
        self.store.table.write_patiently(moved).await.map(drop)
    }

    /// Brings a room's cache up to its newest message where a process died between storing or changing
    /// the message and updating the cache; gives the room, if that was so. Looks once in a process's
    /// life at each room.
    pub(super) async fn catch_up(self, room: &Room) -> Result<Option<Room>> {
        let state = self.store.room_states.of(room.body.id);
        if state.memory().is_preview_checked {
            return Ok(None);
        }
        let newest = self.store.messages().newest(room.body.id).await?.seq;
        let message = match newest {
            Seq::ZERO => None,
            newest => self.store.messages().find(MessageId::of(room.body.id, newest)).await?,
        };
        let caught_up = match message {
            Some(message) if room.preview != Some(Preview::of(&message)) => {
                self.write_newest(&message, When::NewerOrChanged).await?
            }
            _ => None,
        };
        state.memory().is_preview_checked = true;
        Ok(caught_up)
    }
}
