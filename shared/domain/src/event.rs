//! Frames to WebSocket clients.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Message, MessageId, MessageType, NotificationView, Refusal, RoomId, RoomSummary, Seq, Time, User, UserId,
};

/// A frame from the server.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<'a> {
    /// The first frame of a connection.
    ConnectionEstablished {
        /// 连接成功
        message: &'static str,
        /// Who the server takes the client for.
        user: &'a User,
        /// The room; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        room_id: Option<RoomId>,
        /// The room's newest message.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_message_id: Option<Option<MessageId>>,
        /// That message's number, 0 in an empty room.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seq: Option<Seq>,
        /// At most 100 users with a live connection, no guests.
        #[serde(skip_serializing_if = "Option::is_none")]
        online_user_ids: Option<Vec<UserId>>,
    },
    /// From here on everything that happens arrives.
    Live {
        /// The room's newest message's number at that moment; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seq: Option<Seq>,
    },
    /// More was missed than is replayed: go on by REST.
    ReplayTruncated {
        /// The last replayed message, or where the client asked to start.
        after: u64,
    },
    /// A message.
    ChatMessage {
        /// The message.
        message: LiveMessage<'a>,
        /// Whether it was sent before this connection was live.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        replayed: bool,
    },
    /// A message's text was changed.
    MessageUpdated {
        /// The message.
        message: LiveMessage<'a>,
    },
    /// A message was deleted.
    MessageDeleted {
        /// Its room.
        room_id: RoomId,
        /// Its id.
        message_id: MessageId,
        /// Its number.
        seq: Seq,
    },
    /// Somebody types, or stopped.
    Typing {
        /// Who.
        user: &'a User,
        /// Whether they type.
        is_typing: bool,
    },
    /// Somebody's first connection opened.
    UserJoin {
        /// Who.
        user: &'a User,
    },
    /// Somebody's last connection closed.
    UserLeave {
        /// Who.
        user: &'a User,
    },
    /// Somebody became a member.
    MemberJoined {
        /// Who.
        user: &'a User,
    },
    /// Somebody is a member no longer.
    MemberLeft {
        /// Who.
        user: &'a User,
    },
    /// The room's name, description or size changed.
    RoomUpdated {
        /// The room.
        room: &'a RoomSummary,
    },
    /// Somebody has read up to a message.
    Read {
        /// Who.
        user: &'a User,
        /// The message.
        message_id: MessageId,
    },
    /// A notification.
    Notification {
        /// The notification.
        notification: &'a NotificationView,
    },
    /// The answer to `ping`.
    Pong {
        /// The room's newest message's number; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seq: Option<Seq>,
    },
    /// Something the client sent was refused.
    Error {
        /// One sentence.
        message: String,
        /// The stable code.
        code: &'static str,
        /// The id of the message that was refused, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        client_message_id: Option<&'a str>,
        /// Seconds after which a retry may help.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// The server is about to close this connection.
    Closed {
        /// Why.
        reason: ClosedReason,
    },
}

impl<'a> ServerFrame<'a> {
    /// The frame that tells of a refusal.
    pub fn refusal(refusal: &Refusal, client_message_id: Option<&'a str>) -> Self {
        Self::Error {
            message: refusal.to_string(),
            code: refusal.code(),
            client_message_id,
            retry_after: refusal.retry_after_s(),
        }
    }
}

/// Why the server closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosedReason {
    /// The user left the room.
    Left,
    /// An admin removed the user.
    Removed,
    /// An admin banned the user.
    Banned,
    /// The token has expired.
    Expired,
    /// An eleventh connection of the user took its place.
    Replaced,
    /// Nobody is left in the room.
    RoomClosed,
}

/// A message inside a frame: the union of the seed document's two shapes and what was added.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LiveMessage<'a> {
    id: MessageId,
    room_id: RoomId,
    seq: Seq,
    sender: &'a User,
    message_type: MessageType,
    content: &'a str,
    file_url: Option<&'a str>,
    file_name: Option<&'a str>,
    file_size: Option<u64>,
    is_edited: bool,
    is_deleted: bool,
    reply_to: Option<MessageId>,
    timestamp: Time,
    created_at: Time,
    updated_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<&'a str>,
}

impl<'a> LiveMessage<'a> {
    /// The message for its sender's connections (`own`) or for everybody else's.
    pub fn new(message: &'a Message, own: bool) -> Self {
        Self {
            id: message.id(),
            room_id: message.room,
            seq: message.seq,
            sender: &message.sender,
            message_type: message.message_type,
            content: &message.content,
            file_url: message.file_url.as_deref(),
            file_name: message.file_name.as_deref(),
            file_size: message.file_size,
            is_edited: message.is_edited,
            is_deleted: message.is_deleted,
            reply_to: message.reply_to_id(),
            timestamp: message.created_at,
            created_at: message.created_at,
            updated_at: message.updated_at,
            client_message_id: message.client_message_id.as_deref().filter(|_| own),
        }
    }
}

/// A frame as text. Frames hold nothing that JSON cannot say.
pub fn encode(frame: &ServerFrame<'_>) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}
