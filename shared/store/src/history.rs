//! Reading, editing and deleting messages, and moving read positions.

use roomcast_domain::{
    Membership, Message, MessageId, Refusal, RoomId, Seq, SeqRange, Standing, Time, UserId, texts,
};

use crate::Store;
use crate::db::{Query, Values, Write, Written, from_item};
use crate::error::Result;
use crate::keys;
use crate::rows::{MembershipRow, MessageRow};

/// Within this time a read mark that changes nothing may be the repeat of one that was not answered.
const RETRIED_MS: i64 = 10_000;
/// Clears a message as [`roomcast_domain::MessageBody::deleted`] does.
const DELETE: &str = "SET c = :deleted, d = :yes, ua = :now REMOVE fu, fm, fs";

impl Store {
    /// Reads one message (1 RRU per 4 KiB).
    pub async fn find_message(&self, id: MessageId) -> Result<Option<Message>> {
        let row: Option<MessageRow> = self.db.get(&keys::message(id.room(), id.seq())).await?;
        Ok(row.map(Message::from))
    }

    /// Reads messages by id (0.5 RRU each), in any order, a moment behind; missing ones are left out.
    pub async fn find_messages(&self, ids: &[MessageId]) -> Result<Vec<Message>> {
        let keys = ids.iter().map(|id| keys::message(id.room(), id.seq())).collect();
        let rows: Vec<MessageRow> = self.db.batch_get(keys, false).await?;
        Ok(rows.into_iter().map(Message::from).collect())
    }

    /// Reads the messages of a range, oldest first, in one query at any depth of the history
    /// (1 RRU per 4 KiB).
    pub async fn messages(&self, room: RoomId, range: SeqRange) -> Result<Vec<Message>> {
        self.query_messages(room, range, |query| query).await
    }

    /// Reads the messages of a range, newest first, a moment behind (0.5 RRU per 4 KiB).
    pub async fn recent_messages(&self, room: RoomId, range: SeqRange) -> Result<Vec<Message>> {
        self.query_messages(room, range, |query| query.descending().eventual()).await
    }

    async fn query_messages(
        &self,
        room: RoomId,
        range: SeqRange,
        how: impl FnOnce(Query) -> Query,
    ) -> Result<Vec<Message>> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let limit = usize::try_from(range.len()).unwrap_or(usize::MAX);
        let query =
            Query::all(keys::messages(room), limit).between(keys::seq(range.first), keys::seq(range.last));
        let rows: Vec<MessageRow> = self.db.query(how(query)).await?;
        Ok(rows.into_iter().map(Message::from).collect())
    }

    /// Deletes a message's content and gives the message (1 WRU). Deleting again changes nothing.
    ///
    /// Touches the message, on the condition that it exists and is not deleted. A crash after it
    /// leaves the room's preview with the old text and clients untold: a repeat of the deletion
    /// updates the preview and announces it.
    pub async fn delete_message(&self, id: MessageId, now: Time) -> Result<Message> {
        let delete = Write::update(keys::message(id.room(), id.seq()), DELETE)
            .when("attribute_exists(pk) AND attribute_not_exists(d)")
            .with(Values::new().s(":deleted", texts::DELETED_MESSAGE).b(":yes", true).n(":now", now.ms()))
            .returning();
        match self.db.write_patiently(delete).await? {
            Written::Done(Some(item)) | Written::Refused(Some(item)) => {
                Ok(from_item::<MessageRow>(item)?.into())
            }
            _ => Err(Refusal::MessageNotFound.into()),
        }
    }

    /// Changes a message's text and gives the message (1 WRU).
    ///
    /// Touches the message, on the condition that `sender` sent it and that it is not deleted. A
    /// crash after it leaves the room's preview with the old text and clients untold: the next edit,
    /// deletion or message brings the preview up.
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
            Written::Done(Some(item)) => Ok(from_item::<MessageRow>(item)?.into()),
            Written::Refused(Some(item)) => {
                let deleted = from_item::<MessageRow>(item)?.is_deleted;
                Err(if deleted { Refusal::MessageDeleted } else { Refusal::NotTheSender }.into())
            }
            _ => Err(Refusal::MessageNotFound.into()),
        }
    }

    /// Moves a member's read position forward (1 WRU) and tells whether it moved. A position that
    /// got there within the last 10 seconds counts as moved: the answer of that attempt may have
    /// been lost, and nobody told.
    ///
    /// Touches the membership, on the condition that the user is a member and has read less. A crash
    /// after it leaves the user's other connections untold: a repeat within 10 seconds tells them.
    pub async fn move_read(&self, user: UserId, room: RoomId, seq: Seq, now: Time) -> Result<bool> {
        let values = Values::new().n(":seq", seq).n(":now", now.ms());
        let moved = Write::update(keys::membership(user, room), "SET rs = :seq, ra = :now")
            .when("st = :member AND rs < :seq")
            .with(values.value(":member", &Standing::Member)?);
        match self.db.write_patiently(moved).await? {
            Written::Refused(Some(item)) => {
                let there: Membership = from_item::<MembershipRow>(item)?.into();
                let lately = there.read_ms.is_some_and(|at| now.ms() - at < RETRIED_MS);
                Ok(there.is_member() && there.read_seq == seq && lately)
            }
            written => Ok(matches!(written, Written::Done(_))),
        }
    }

    /// Moves a sender's read position to a message that was posted, and counts the message in the
    /// rate window (1 WRU; 2 if the member has sent or read further meanwhile). The position is the
    /// evidence that delivery is done.
    ///
    /// Touches the membership, on the condition that the user is a member. A crash before it leaves
    /// the user's own message unread and uncounted, until the next read mark or message.
    pub async fn note_sent(&self, user: UserId, message: &Message, window: Window, now: Time) -> Result<()> {
        let (counts, values) = match window {
            Window::Opens => ("w = :now, c = :one", Values::new().n(":now", now.ms())),
            Window::Continues => ("c = c + :one", Values::new()),
        };
        let values = values.n(":one", 1).value(":member", &Standing::Member)?;
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
    /// The last window goes on.
    Continues,
}
