//! Messages as they are stored, and the fields that every form of a message shares.

use schemars::JsonSchema;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};

use crate::{
    EXCERPT_CHARS, MessageId, Reactions, Refusal, Result, RoomId, Seq, Thread, Time, User, UserId, texts,
};

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageType {
    /// Text.
    #[default]
    Text,
    /// An image behind `file_url`.
    Image,
    /// A file behind `file_url`.
    File,
    /// An announcement of an admin.
    System,
}

impl MessageType {
    /// Reads a type from its word in JSON; another word is refused.
    pub(crate) fn parse(word: &str) -> Result<Self> {
        let known = Self::deserialize(StrDeserializer::<serde::de::value::Error>::new(word));
        known.map_err(|_| Refusal::field("message_type", "的类型或取值不正确"))
    }
}

/// The fields that a stored message, its REST view and its live frame share.
///
/// The view and the frame flatten this struct, and the table's row takes it apart field by field:
/// a field that is added here appears in both, and does not compile until the row stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MessageBody {
    /// The sender, with the names at send time.
    pub sender: User,
    /// The kind of the message.
    pub message_type: MessageType,
    /// The text; `[消息已删除]` once the message is deleted.
    pub content: String,
    /// An absolute http(s) URL.
    pub file_url: Option<String>,
    /// The file's name.
    pub file_name: Option<String>,
    /// The file's size in bytes.
    pub file_size: Option<u64>,
    /// Whether the text was changed.
    pub is_edited: bool,
    /// Whether the message was deleted.
    pub is_deleted: bool,
    /// The id of the message that this one answers.
    pub reply_to: Option<MessageId>,
    /// The id of the first message of the thread that this one is a reply in.
    pub thread_id: Option<MessageId>,
    /// When the message was sent; never falls as `seq` grows.
    pub created_at: Time,
    /// When the message was sent, edited or deleted last.
    pub updated_at: Time,
}

impl MessageBody {
    /// Gives the body that is left after a deletion at `now`.
    #[must_use]
    pub fn deleted(self, now: Time) -> Self {
        let Self {
            sender,
            message_type,
            content: _,
            file_url: _,
            file_name: _,
            file_size: _,
            is_edited,
            is_deleted: _,
            reply_to,
            thread_id,
            created_at,
            updated_at: _,
        } = self;
        Self {
            sender,
            message_type,
            content: texts::DELETED_MESSAGE.to_owned(),
            file_url: None,
            file_name: None,
            file_size: None,
            is_edited,
            is_deleted: true,
            reply_to,
            thread_id,
            created_at,
            updated_at: now,
        }
    }
}

/// The reason why a message is more to a user than any message of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It mentions the user by name.
    Mention,
    /// It answers a message of the user.
    Reply,
    /// It was sent to the user alone, in a direct room.
    Direct,
}

impl Reason {
    /// Whether the notification is a `mention`.
    pub fn is_mention(self) -> bool {
        self != Self::Direct
    }
}

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The room.
    pub room: RoomId,
    /// The message's number in the room.
    pub seq: Seq,
    /// The fields that clients see.
    pub body: MessageBody,
    /// The reactions, where they were read with the message.
    pub reactions: Reactions,
    /// The thread that begins with the message, where it was read with the message.
    pub thread: Thread,
    /// The members that the message mentioned when it was sent, the one whom it answers among them.
    pub mentions: Vec<UserId>,
    /// Whom the message answers, if the text does not mention that member.
    pub answers: Option<UserId>,
    /// Those of them who had blocked the sender: they get no notification of the message.
    pub silenced: Vec<UserId>,
    /// The sender's own id of the message.
    pub client_message_id: Option<String>,
    /// The connection of the guest who sent the message: guests share one user id.
    pub guest_connection: Option<String>,
}

impl Message {
    /// Gives the message's public id.
    pub fn id(&self) -> MessageId {
        MessageId::of(self.room, self.seq)
    }

    /// Gives the id of the first message of the thread that a reply to this message is in.
    pub fn thread_of_replies(&self) -> MessageId {
        self.body.thread_id.unwrap_or(self.id())
    }

    /// Tells for what reason the message is more to `user` than any message of the room.
    pub fn reason_for(&self, user: UserId) -> Option<Reason> {
        let reason = if self.answers == Some(user) { Reason::Reply } else { Reason::Mention };
        self.mentions.contains(&user).then_some(reason)
    }

    /// Tells whether `user`'s `connection` belongs to the sender. Guests are told apart by their
    /// connections.
    pub fn is_from(&self, user: UserId, connection: &str) -> bool {
        self.body.sender.id == user
            && (!user.is_guest() || self.guest_connection.as_deref() == Some(connection))
    }
}

/// Gives the first 100 characters of a text.
pub fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT_CHARS).collect()
}
