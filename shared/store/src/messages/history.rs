//! Reading, editing and deleting messages.

use roomcast_domain::{Message, MessageId, Refusal, RoomId, SeqRange, Time, UserId, texts};

use crate::Messages;
use crate::error::Result;
use crate::keys;
use crate::rows::{MessageRow, UserRow};
use crate::table::{Condition, Query, Write, Written};

impl Messages<'_> {
    /// Reads one message (1 RRU per 4 KiB).
    pub async fn find(self, id: MessageId) -> Result<Option<Message>> {
        let row: Option<MessageRow> = self.store.table.get(&keys::message(id.room(), id.seq())).await?;
        Ok(row.map(Message::from))
    }

    /// Reads messages by id (0.5 RRU each), in any order, a moment behind; missing ones are left out.
    pub async fn find_many(self, ids: &[MessageId]) -> Result<Vec<Message>> {
        let keys = ids.iter().map(|id| keys::message(id.room(), id.seq())).collect();
        let rows: Vec<Option<MessageRow>> = self.store.table.get_many(keys, false).await?;
        Ok(rows.into_iter().flatten().map(Message::from).collect())
    }

    /// Reads the messages of a range, oldest first, in one query at any depth of the history
    /// (1 RRU per 4 KiB).
    pub async fn list(self, room: RoomId, range: SeqRange) -> Result<Vec<Message>> {
        self.query_range(room, range, |query| query).await
    }

    /// Reads the messages of a range, newest first, a moment behind (0.5 RRU per 4 KiB).
    pub async fn list_recent(self, room: RoomId, range: SeqRange) -> Result<Vec<Message>> {
        self.query_range(room, range, |query| query.descending().eventual()).await
    }

    async fn query_range(
        self,
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
        let rows: Vec<MessageRow> = self.store.table.query(how(query)).await?;
        Ok(rows.into_iter().map(Message::from).collect())
    }

    /// Deletes a message's content and gives the message (1 WRU). Deleting again changes nothing.
    ///
    /// Touches the message, on the condition that it exists and is not deleted. A crash after it
    /// leaves the room's preview with the old text and clients untold: a repeat of the deletion
    /// updates the preview and announces it.
    pub async fn delete(self, id: MessageId, now: Time) -> Result<Message> {
        // As `MessageBody::deleted` clears it.
        let cleared = [
            MessageRow::content.set(texts::DELETED_MESSAGE),
            MessageRow::is_deleted.set(true),
            MessageRow::updated_ms.set(now.ms()),
            MessageRow::file_url.remove(),
            MessageRow::file_name.remove(),
            MessageRow::file_size.remove(),
        ];
        let delete = Write::update(keys::message(id.room(), id.seq()), cleared)
            .when(Condition::Exists.and(MessageRow::is_deleted.is_missing()))
            .returning();
        match self.store.table.write_patiently(delete).await? {
            Written::Done(Some(item)) | Written::Refused(Some(item)) => Ok(item.read::<MessageRow>()?.into()),
            _ => Err(Refusal::MessageNotFound.into()),
        }
    }

    /// Changes a message's text and gives the message (1 WRU).
    ///
    /// Touches the message, on the condition that `sender` sent it and that it is not deleted. A
    /// crash after it leaves the room's preview with the old text and clients untold: the next edit,
    /// deletion or message brings the preview up.
    pub async fn edit(self, id: MessageId, sender: UserId, content: &str, now: Time) -> Result<Message> {
        let changes = [
            MessageRow::content.set(content),
            MessageRow::is_edited.set(true),
            MessageRow::updated_ms.set(now.ms()),
        ];
        let is_own = MessageRow::sender.entry(UserRow::id).is(sender);
        let edit = Write::update(keys::message(id.room(), id.seq()), changes)
            .when(MessageRow::is_deleted.is_missing().and(is_own))
            .returning();
        match self.store.table.write_patiently(edit).await? {
            Written::Done(Some(item)) => Ok(item.read::<MessageRow>()?.into()),
            Written::Refused(Some(item)) => {
                let deleted = item.read::<MessageRow>()?.is_deleted;
                Err(if deleted { Refusal::MessageDeleted } else { Refusal::NotTheSender }.into())
            }
            _ => Err(Refusal::MessageNotFound.into()),
        }
    }
}
