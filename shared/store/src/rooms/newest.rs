//! The cache of a room's newest message: its preview, and its place in the list.

use std::sync::Arc;

use roomcast_domain::{Message, MessageId, Refusal, Seq, Time, excerpt};

use crate::Store;
use crate::db::{Values, Write, Written, from_item};
use crate::error::Result;
use crate::item::{Preview, RoomItem};
use crate::keys;

/// A message is newer than the cached one, or a later version of it.
const IF_NEWER: &str = "(ls < :seq OR (ls = :seq AND pv.v <= :version))";
/// A room moves in the list at most once in this time, so that its index entry is rarely written.
const BUMP_EVERY_S: i64 = 3_600;
fn preview(message: &Message) -> Preview {
    Preview {
        seq: message.seq,
        content: excerpt(&message.content),
        sender: message.sender.username.clone(),
        sender_id: Some(message.sender.id),
        created_ms: message.created_at.ms(),
        version: if message.is_deleted { i64::MAX } else { message.updated_at.ms() },
    }
}

impl Store {
    /// Brings the room's cache up to a stored message (1 WRU, once an hour and room 3 more) and
    /// answers the room. Senders that wait while another one updates share its result. A crash
    /// before it leaves the cache behind until the next send, edit or delete; where no other process
    /// writes, until somebody lists the room.
    pub async fn cache_newest(&self, message: &Arc<Message>) -> Result<Arc<RoomItem>> {
        let state = self.room_states.of(message.room);
        let mut cached = state.cache.lock().await;
        if cached.covered >= message.seq
            && let Some(room) = &cached.room
        {
            return Ok(room.clone());
        }
        let latest = state.memory().latest.clone().filter(|latest| latest.seq > message.seq);
        let latest = latest.unwrap_or_else(|| message.clone());
        let room = Arc::new(self.write_newest(&latest, "ls < :seq").await?.ok_or(Refusal::RoomNotFound)?);
        cached.covered = latest.seq;
        cached.room = Some(room.clone());
        Ok(room)
    }

    /// Brings a room that was read up to the newest message that this process has stored, as its cache
    /// will be in a moment: where no other process writes, who hears of a message finds it in the list.
    pub fn cover_newest(&self, room: &mut RoomItem) {
        let latest = self.room_states.of(room.id).memory().latest.clone();
        if let Some(latest) = latest.filter(|latest| latest.seq > room.last_seq) {
            room.last_seq = latest.seq;
            room.last_ms = latest.created_at.ms();
            room.preview = Some(preview(&latest));
        }
    }

    /// Brings the room's preview up to a message that was edited or deleted, if it is the newest
    /// (1 WRU): a slower send cannot put the old text back.
    pub async fn cache_changed(&self, message: &Message) -> Result<()> {
        self.write_newest(message, IF_NEWER).await.map(drop)
    }

    async fn write_newest(&self, message: &Message, newer: &str) -> Result<Option<RoomItem>> {
        let values = Values::new()
            .n(":seq", message.seq)
            .n(":at", message.created_at.ms())
            .b(":yes", true)
            .value(":preview", &preview(message))?;
        let values =
            if newer.contains(":version") { values.n(":version", preview(message).version) } else { values };
        let update = Write::update(keys::room(message.room), "SET ls = :seq, la = :at, pv = :preview")
            .when(format!("a = :yes AND {newer}"))
            .with(values)
            .returning();
        match self.db.write_patiently(update).await? {
            Written::Done(Some(item)) => {
                let room: RoomItem = from_item(item)?;
                self.move_in_list(&room).await?;
                Ok(Some(room))
            }
            Written::Refused(Some(item)) => from_item(item).map(Some),
            _ => Ok(None),
        }
    }

    async fn move_in_list(&self, room: &RoomItem) -> Result<()> {
        let bump_s = Time(room.last_ms).s();
        if bump_s - room.bump_s < BUMP_EVERY_S {
            return Ok(());
        }
        let values = Values::new().n(":old", room.bump_s).n(":new", bump_s).b(":yes", true);
        let (set, values) = if room.index_pk.is_some() {
            ("SET b = :new, gs = :gs", values.s(":gs", keys::activity(bump_s, room.id)))
        } else {
            ("SET b = :new", values)
        };
        let moved = Write::update(keys::room(room.id), set).when("a = :yes AND b = :old").with(values);
        self.db.write_patiently(moved).await.map(drop)
    }

    /// Brings a room's cache up to its newest message where a process that died had stored or changed
    /// it and did no more; the room, if that was so. Looks once in a process's life at each room.
    pub(super) async fn catch_up(&self, room: &RoomItem) -> Result<Option<RoomItem>> {
        let state = self.room_states.of(room.id);
        if state.memory().is_preview_checked {
            return Ok(None);
        }
        let newest = self.newest(room.id).await?.seq;
        let message = match newest {
            Seq::ZERO => None,
            newest => self.find_message(MessageId::of(room.id, newest)).await?,
        };
        let caught_up = match message {
            Some(message) if room.preview != Some(preview(&message)) => {
                self.write_newest(&message, IF_NEWER).await?
            }
            _ => None,
        };
        state.memory().is_preview_checked = true;
        Ok(caught_up)
    }
}
