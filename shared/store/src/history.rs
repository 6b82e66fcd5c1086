//! Reading, editing and deleting messages.

use roomcast_domain::{Message, MessageId, Refusal, RoomId, Seq, SeqRange, Time, UserId, texts};

use crate::Store;
use crate::db::{Query, Values, Write, Written, from_item};
use crate::error::Result;
use crate::item::{Membership, MessageItem};
use crate::keys;

/// Within this time a read mark that changes nothing may be the repeat of one that was not answered.
const RETRIED_MS: i64 = 10_000;

impl Store {
    /// One message (1 RRU per 4 KiB).
    pub async fn find_message(&self, id: MessageId) -> Result<Option<Message>> {
        let item: Option<MessageItem> = self.db.get(&keys::message(id.room(), id.seq())).await?;
        Ok(item.map(Message::from))
    }

    /// Messages by id (0.5 RRU each), in any order.
    pub async fn find_messages(&self, ids: &[MessageId]) -> Result<Vec<Message>> {
        let keys = ids.iter().map(|id| keys::message(id.room(), id.seq())).collect();
        let items: Vec<MessageItem> = self.db.batch_get(keys, false).await?;
        Ok(items.into_iter().map(Message::from).collect())
    }

    /// The messages of a range, oldest first: one query, whatever its place in the history
    /// (1 RRU per 4 KiB).
    pub async fn messages(&self, room: RoomId, range: SeqRange) -> Result<Vec<Message>> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let limit = usize::try_from(range.len()).unwrap_or(usize::MAX);
        let query =
            Query::all(keys::messages(room), limit).between(keys::seq(range.first), keys::seq(range.last));
        let items: Vec<MessageItem> = self.db.query(query).await?;
        Ok(items.into_iter().map(Message::from).collect())
    }

    /// The messages of a range, newest first, a moment behind (0.5 RRU per 4 KiB).
    pub async fn recent_messages(&self, room: RoomId, range: SeqRange) -> Result<Vec<Message>> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let limit = usize::try_from(range.len()).unwrap_or(usize::MAX);
        let query =
            Query::all(keys::messages(room), limit).between(keys::seq(range.first), keys::seq(range.last));
        let items: Vec<MessageItem> = self.db.query(query.descending().eventual()).await?;
        Ok(items.into_iter().map(Message::from).collect())
    }

    /// Deletes a message's content (1 WRU) and answers it. Deleting again changes nothing.
    pub async fn delete_message(&self, id: MessageId, now: Time) -> Result<Message> {
        let delete = Write::update(
            keys::message(id.room(), id.seq()),
            "SET c = :deleted, d = :yes, ua = :now REMOVE fu, fm, fs",
        )
        .when("attribute_exists(pk) AND attribute_not_exists(d)")
        .with(Values::new().s(":deleted", texts::DELETED_MESSAGE).b(":yes", true).n(":now", now.ms()))
        .returning();
        match self.db.write_patiently(delete).await? {
            Written::Done(Some(item)) | Written::Refused(Some(item)) => {
                Ok(from_item::<MessageItem>(item)?.into())
            }
            _ => Err(Refusal::MessageNotFound.into()),
        }
    }

    /// Changes a message's text (1 WRU) if `sender` sent it and it was not deleted.
    pub async fn edit_message(
        &self,
        id: MessageId,
        sender: UserId,
        content: &str,
        now: Time,
    ) -> Result<Message> {
        let edit = Write::update(keys::message(id.room(), id.seq()), "SET c = :content, e = :yes, ua = :now")
            .when("attribute_exists(pk) AND attribute_not_exists(d) AND us.i = :sender")
            .with(
                Values::new().s(":content", content).b(":yes", true).n(":now", now.ms()).n(":sender", sender),
            )
            .returning();
        match self.db.write_patiently(edit).await? {
            Written::Done(Some(item)) => Ok(from_item::<MessageItem>(item)?.into()),
            Written::Refused(Some(item)) => {
                let deleted = from_item::<MessageItem>(item)?.is_deleted;
                Err(if deleted { Refusal::MessageDeleted } else { Refusal::NotTheSender }.into())
            }
            _ => Err(Refusal::MessageNotFound.into()),
        }
    }

    /// Moves a member's read position forward (1 WRU). False if it was there already, or if the
    /// user is no member; true if it got there within the last 10 seconds: an attempt whose answer
    /// was lost did it, and nobody was told.
    pub async fn move_read(&self, user: UserId, room: RoomId, seq: Seq, now: Time) -> Result<bool> {
        let moved = Write::update(keys::membership(user, room), "SET rs = :seq, ra = :now")
            .when("st = :member AND rs < :seq")
            .with(Values::new().n(":seq", seq).n(":now", now.ms()).s(":member", "member"));
        match self.db.write_patiently(moved).await? {
            Written::Refused(Some(item)) => {
                let there: Membership = from_item(item)?;
                let lately = there.read_ms.is_some_and(|at| now.ms() - at < RETRIED_MS);
                Ok(there.is_member() && there.read_seq == seq && lately)
            }
            written => Ok(matches!(written, Written::Done(_))),
        }
    }

    /// After a member's message was posted: moves the read position to it and counts it in the
    /// rate window (1 WRU; 2 if the member has sent or read further meanwhile). The position is the
    /// evidence that delivery is done.
    pub async fn note_sent(&self, user: UserId, message: &Message, window: Window, now: Time) -> Result<()> {
        let (counts, values) = match window {
            Window::Opens => ("w = :now, c = :one", Values::new().n(":now", now.ms())),
            Window::Continues => ("c = c + :one", Values::new()),
        };
        let values = values.n(":one", 1).s(":member", "member");
        let key = keys::membership(user, message.room);
        let noted = Write::update(key.clone(), format!("SET rs = :seq, ra = :now, {counts}"))
            .when("st = :member AND rs < :seq")
            .with(values.clone().n(":seq", message.seq).n(":now", now.ms()));
        if matches!(self.db.write_patiently(noted).await?, Written::Refused(Some(_))) {
            let counted = Write::update(key, format!("SET {counts}")).when("st = :member").with(values);
            self.db.write_patiently(counted).await?;
        }
        Ok(())
    }
}

/// Whether a message begins a new rate window or counts in the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The last window is over.
    Opens,
    /// It is still on.
    Continues,
}
