//! The frames that the server sends to WebSocket clients.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    LastMessage, Message, MessageBody, MessageId, NotificationView, OwnStanding, ReactionView, Refusal, Role,
    RoomId, RoomListItem, RoomSummary, Seq, ThreadView, Time, User, UserId,
};

/// A frame that the server sends. A frame about a room names the room in `room_id`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<'a> {
    /// The first frame of a connection.
    ConnectionEstablished {
        /// 连接成功
        message: &'static str,
        /// The user that the token names, or the guest.
        user: &'a User,
        /// The state of the room; absent on the notification channel and on a user socket.
        #[serde(flatten)]
        room: Option<RoomState>,
        /// When the token expires; only on a user socket.
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_at: Option<Time>,
        /// The number of rooms that the connection may subscribe to; only on a user socket.
        #[serde(skip_serializing_if = "Option::is_none")]
        max_subscriptions: Option<usize>,
    },
    /// The beginning of a subscription.
    Subscribed {
        /// 连接成功
        message: &'static str,
        /// The user that the token names.
        user: &'a User,
        /// The state of the room.
        #[serde(flatten)]
        room: RoomState,
    },
    /// The end of a subscription.
    Unsubscribed {
        /// The room.
        room_id: RoomId,
        /// Why the server ended it; absent if the client asked for it.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<ClosedReason>,
    },
    /// A message was sent to a room that this connection is not subscribed to, or the newest one there was
    /// edited or deleted.
    Activity {
        /// The room.
        room_id: RoomId,
        /// The number of the room's newest message.
        last_seq: Seq,
        /// The newest message.
        last_message: LastMessage,
    },
    /// The user joined a room, or was invited to it.
    RoomAdded {
        /// The room's id.
        room_id: RoomId,
        /// The room, as the room list shows it.
        room: RoomListItem<'a>,
    },
    /// A membership or an invitation of the user ended.
    RoomRemoved {
        /// The room.
        room_id: RoomId,
        /// Why it ended.
        reason: RemovedReason,
    },
    /// A newer token took the place of the connection's.
    TokenAccepted {
        /// When it expires.
        expires_at: Time,
    },
    /// Marks the moment from which everything that happens arrives.
    Live {
        /// The room; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        room_id: Option<RoomId>,
        /// The number of the room's newest message at that moment; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seq: Option<Seq>,
    },
    /// More messages were missed than are replayed: read the rest by REST.
    ReplayTruncated {
        /// The room.
        room_id: RoomId,
        /// The id of the last replayed message, or the `since` of the client if none was replayed.
        after: u64,
    },
    /// A message was sent.
    ChatMessage {
        /// The room.
        room_id: RoomId,
        /// The message.
        message: LiveMessage<'a>,
        /// Whether the message was sent before this connection was live; absent if not.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        replayed: bool,
    },
    /// The text of a message was changed.
    MessageUpdated {
        /// The room.
        room_id: RoomId,
        /// The message.
        message: LiveMessage<'a>,
    },
    /// A message was deleted.
    MessageDeleted {
        /// The room.
        room_id: RoomId,
        /// The id of the message.
        message_id: MessageId,
        /// The number of the message.
        seq: Seq,
        /// The time of the deletion.
        updated_at: Time,
    },
    /// The reactions to a message changed.
    Reactions {
        /// The room.
        room_id: RoomId,
        /// The id of the message.
        message_id: MessageId,
        /// The number of the message.
        seq: Seq,
        /// The number of changes of the reactions: the greatest wins.
        reactions_version: u64,
        /// The reactions, in the order of their first use.
        reactions: Vec<ReactionView<'a>>,
    },
    /// The pins of the room changed.
    PinsUpdated {
        /// The room.
        room_id: RoomId,
        /// The number of changes of the pins: the greatest wins.
        version: u64,
        /// The pinned messages, the newest pin first.
        message_ids: Vec<MessageId>,
    },
    /// A user types, or stopped typing.
    Typing {
        /// The room.
        room_id: RoomId,
        /// The user.
        user: &'a User,
        /// Whether the user types.
        is_typing: bool,
    },
    /// The first connection of a user to the room opened.
    UserJoin {
        /// The room.
        room_id: RoomId,
        /// The user.
        user: &'a User,
    },
    /// The last connection of a user to the room closed.
    UserLeave {
        /// The room.
        room_id: RoomId,
        /// The user.
        user: &'a User,
    },
    /// A user became a member.
    MemberJoined {
        /// The room.
        room_id: RoomId,
        /// The user.
        user: &'a User,
        /// Whether the member is muted: a mute outlives leaving.
        is_muted: bool,
    },
    /// The role or the mute of a member changed.
    MemberUpdated {
        /// The room.
        room_id: RoomId,
        /// The user.
        user: &'a User,
        /// The role of the member from now on.
        role: Role,
        /// Whether the member is muted from now on.
        is_muted: bool,
    },
    /// A user is no longer a member.
    MemberLeft {
        /// The room.
        room_id: RoomId,
        /// The user.
        user: &'a User,
    },
    /// The name, the description or the size of the room changed.
    RoomUpdated {
        /// The room's id.
        room_id: RoomId,
        /// The room.
        room: &'a RoomSummary,
    },
    /// A user has read up to a message.
    Read {
        /// The room.
        room_id: RoomId,
        /// The user.
        user: &'a User,
        /// The id of the message.
        message_id: MessageId,
        /// The user's standing in the room; only on the user's own connections.
        #[serde(skip_serializing_if = "Option::is_none")]
        me: Option<&'a OwnStanding>,
    },
    /// A notification for the user of the connection.
    Notification {
        /// The notification.
        notification: &'a NotificationView,
    },
    /// The answer to `ping`.
    Pong {
        /// The room; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        room_id: Option<RoomId>,
        /// The number of the room's newest message; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seq: Option<Seq>,
        /// The number of the newest message by room, of the 20 rooms subscribed to last; only on a user
        /// socket.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seqs: Option<BTreeMap<RoomId, Seq>>,
    },
    /// The refusal of a frame that the client sent.
    Error {
        /// The room; absent on the notification channel, and when the table did not answer which
        /// room the connection is to.
        #[serde(skip_serializing_if = "Option::is_none")]
        room_id: Option<RoomId>,
        /// One sentence.
        message: String,
        /// The stable code.
        code: &'static str,
        /// The `client_message_id` of the refused message, if it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        client_message_id: Option<&'a str>,
        /// The seconds after which a retry may succeed.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// The server is about to close this connection.
    Closed {
        /// The room; absent on the notification channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        room_id: Option<RoomId>,
        /// The reason.
        reason: ClosedReason,
    },
}

impl<'a> ServerFrame<'a> {
    /// Makes the `error` frame of a refusal, for a connection to `room_id` or to the notification channel.
    pub fn refusal(room_id: Option<RoomId>, refusal: &Refusal, client_message_id: Option<&'a str>) -> Self {
        Self::Error {
            room_id,
            message: refusal.to_string(),
            code: refusal.code(),
            client_message_id,
            retry_after: refusal.retry_after_s(),
        }
    }
}

/// The reason why the server closes a connection.
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
    /// The user opened an eleventh connection to the room.
    Replaced,
    /// The last member left the room.
    RoomClosed,
    /// An admin removed or banned the user from one of the rooms: the client of a user socket connects again
    /// at once.
    AccessChanged,
}

impl ClosedReason {
    /// Gives the reason that a user socket is told where a room socket is told this one.
    #[must_use]
    pub fn of_user_socket(self) -> Self {
        match self {
            Self::Removed | Self::Banned | Self::AccessChanged => Self::AccessChanged,
            Self::Left | Self::Expired | Self::Replaced | Self::RoomClosed => self,
        }
    }

    /// Whether a user socket stays open, and only its subscription to the room ends.
    pub fn ends_only_a_subscription(self) -> bool {
        matches!(self, Self::Left | Self::Replaced | Self::RoomClosed)
    }
}

/// The reason why a membership or an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemovedReason {
    /// The user left the room, or declined the invitation.
    Left,
    /// An admin removed the user.
    Removed,
    /// An admin banned the user.
    Banned,
    /// The last member left the room that the user was invited to.
    RoomClosed,
}

/// The state of a room at the beginning of a connection or subscription to it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomState {
    /// The room.
    pub room_id: RoomId,
    /// The id of the room's newest message; null in an empty room.
    pub last_message_id: Option<MessageId>,
    /// The number of the room's newest message, 0 in an empty room.
    pub last_seq: Seq,
    /// At most 100 users with a live connection to the room, without guests.
    pub online_user_ids: Vec<UserId>,
}

/// A message inside a frame: the fields that every message has, and those of a live one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LiveMessage<'a> {
    id: MessageId,
    room_id: RoomId,
    seq: Seq,
    #[serde(flatten)]
    body: &'a MessageBody,
    reactions: Vec<ReactionView<'a>>,
    reactions_version: u64,
    #[serde(flatten)]
    thread: ThreadView,
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
            reactions: message.reactions.live(),
            reactions_version: message.reactions.version,
            thread: message.thread.view(message.room),
            timestamp: message.body.created_at,
            client_message_id: message.client_message_id.as_deref().filter(|_| own),
        }
    }
}
