//! Frames to WebSocket clients.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Message, MessageBody, MessageId, NotificationView, Refusal, Role, RoomId, RoomSummary, Seq, Time, User,
    UserId,
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
        /// When it was deleted.
        updated_at: Time,
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
        /// Whether they may only read: a mute outlives leaving.
        is_muted: bool,
    },
    /// A member's role or mute changed.
    MemberUpdated {
        /// Who.
        user: &'a User,
        /// What they may do now.
        role: Role,
        /// Whether they may only read.
        is_muted: bool,
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

/// A message inside a frame: the fields that every message has, and those of a live one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LiveMessage<'a> {
    id: MessageId,
    room_id: RoomId,
    seq: Seq,
    #[serde(flatten)]
    body: &'a MessageBody,
    timestamp: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<&'a str>,
}

impl<'a> LiveMessage<'a> {
    /// Makes the message for its sender's connections (`own`) or for everybody else's.
    pub fn new(message: &'a Message, own: bool) -> Self {
        Self {
            id: message.id(),
            room_id: message.room,
            seq: message.seq,
            body: &message.body,
            timestamp: message.body.created_at,
            client_message_id: message.client_message_id.as_deref().filter(|_| own),
        }
    }
}

/// A frame as text. Frames hold nothing that JSON cannot say.
pub fn encode(frame: &ServerFrame<'_>) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}
