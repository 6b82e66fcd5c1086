//! Messages on their way into the table.

use std::sync::Arc;

use roomcast_domain::{
    Draft, Message, MessageBody, MessageId, Reactions, RoomId, Seq, Thread, Time, User, UserId,
};
use tokio::sync::oneshot;

use crate::error::Result;
use crate::keys;
use crate::rows::{MessageRow, ReplyRow};
use crate::table::Write;

/// A message to store.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The room.
    pub room: RoomId,
    /// The sender, with the names at send time.
    pub sender: User,
    /// The connection of a guest that sends it: guests share one user id.
    pub guest_connection: Option<String>,
    /// The message.
    pub draft: Draft,
    /// The first message of the thread that the message is a reply in.
    pub thread_id: Option<MessageId>,
    /// The members that the message mentions, the one whom it answers among them.
    pub mentions: Vec<UserId>,
    /// Whom it answers, if the text does not mention that member.
    pub answers: Option<UserId>,
    /// Those of them who have blocked the sender.
    pub silenced: Vec<UserId>,
    /// The current time.
    pub now: Time,
}

/// The outcome of storing a message.
#[derive(Debug, Clone)]
pub enum Appended {
    /// Stored by this call.
    Stored(Arc<Message>),
    /// Stored before, under the same `client_message_id`.
    Repeated(Arc<Message>),
    /// Not stored: other messages took the numbers. Check again whether it may be sent, then try
    /// again.
    Lost,
}

/// The number and time of a room's newest message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Newest {
    /// The number, 0 in an empty room.
    pub seq: Seq,
    /// The time, in milliseconds.
    pub created_ms: i64,
}

/// A message that waits for its number.
pub struct QueuedMessage {
    /// The message.
    pub(crate) outgoing: Outgoing,
    /// Takes the outcome. A sender whose channel is dropped gets "unavailable".
    pub(crate) outcome: oneshot::Sender<Result<Appended>>,
}

impl QueuedMessage {
    /// Gives the key of the pointer of the message, if the message has one.
    pub fn pointer(&self) -> Option<keys::Key> {
        self.outgoing.pointer()
    }
}

impl Newest {
    pub(crate) fn of(row: &MessageRow) -> Self {
        Self { seq: row.seq, created_ms: row.created_ms }
    }
}

impl Outgoing {
    /// Gives the key of the pointer that remembers the message's `client_message_id`.
    pub(crate) fn pointer(&self) -> Option<keys::Key> {
        let id = self.draft.client_message_id.as_deref()?;
        let sender = self.guest_connection.clone().unwrap_or_else(|| self.sender.id.to_string());
        Some(keys::idempotency(self.room, &sender, id))
    }

    /// Makes the write of the entry of its thread for the message at number `seq`, if it is a reply.
    pub(crate) fn put_entry(&self, seq: Seq) -> Result<Option<Write>> {
        let entry = |root| Write::put(&keys::reply(root, seq), &ReplyRow { seq });
        self.thread_id.map(entry).transpose()
    }

    /// Makes the row of the message at number `seq`.
    pub(crate) fn row(&self, seq: Seq, created_ms: i64, nonce: &str) -> MessageRow {
        let Draft { content, message_type, file_url, file_name, file_size, reply_to, client_message_id } =
            self.draft.clone();
        let created_at = Time(created_ms);
        let body = MessageBody {
            sender: self.sender.clone(),
            message_type,
            content,
            file_url,
            file_name,
            file_size,
            is_edited: false,
            is_deleted: false,
            reply_to: reply_to.map(|seq| MessageId::of(self.room, seq)),
            thread_id: self.thread_id,
            created_at,
            updated_at: created_at,
        };
        let message = Message {
            room: self.room,
            seq,
            body,
            reactions: Reactions::default(),
            thread: Thread::default(),
            mentions: self.mentions.clone(),
            answers: self.answers,
            silenced: self.silenced.clone(),
            client_message_id,
            guest_connection: self.guest_connection.clone(),
        };
        MessageRow::new(message, nonce)
    }

    /// Tells whether a stored message is an earlier attempt at this one.
    pub(crate) fn is_same_message(&self, stored: &MessageRow) -> bool {
        self.draft.client_message_id.is_some()
            && stored.client_message_id == self.draft.client_message_id
            && stored.sender.id == self.sender.id
            && stored.guest_connection == self.guest_connection
    }
}
