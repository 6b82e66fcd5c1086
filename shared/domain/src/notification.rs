//! Notifications, and their form in frames and answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Message, MessageId, MessageType, NotificationId, Reason, RoomSummary, Time, User, UserId};

/// The kind of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotificationType {
    /// A message in a room that the user belongs to.
    Message,
    /// A message that mentions the user.
    Mention,
    /// An invitation.
    RoomInvite,
    /// The user's role, mute or membership changed.
    System,
}

/// A notification of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The id: the message's, for `message` and `mention`.
    pub id: NotificationId,
    /// The subject of the notification.
    pub subject: NotificationSubject,
    /// The room: as it is now for a message, as it was then for a notice and a mention.
    pub room: RoomSummary,
    /// Whether the user has read it.
    pub is_read: bool,
    /// When it came.
    pub created_at: Time,
}

impl Notification {
    /// Makes a user's notification of a message. There is nothing left to read where a mention was deleted.
    pub fn of_message(message: Message, user: UserId, room: RoomSummary, is_read: bool) -> Self {
        let reason = message.reason_for(user).or_else(|| room.body.is_direct.then_some(Reason::Direct));
        let is_mention = reason.is_some_and(Reason::is_mention);
        Self {
            id: message.id().into(),
            room,
            is_read: is_read || is_mention && message.body.is_deleted,
            created_at: message.body.created_at,
            subject: NotificationSubject::Message { message: Box::new(message), reason },
        }
    }
}

/// The subject of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotificationSubject {
    /// A message.
    Message {
        /// The message.
        message: Box<Message>,
        /// Why it is more than any message of the room.
        reason: Option<Reason>,
    },
    /// An invitation, or a change of the user's role, mute or membership.
    Notice {
        /// `room_invite` or `system`.
        notification_type: NotificationType,
        /// A short line.
        title: String,
        /// A sentence.
        content: String,
    },
}

/// Gives the short line that tells a user of a message of `sender`.
pub fn message_title(sender: &User, reason: Option<Reason>) -> String {
    let name = &sender.username;
    match reason {
        Some(Reason::Mention) => format!("{name} 提到了您"),
        Some(Reason::Reply) => format!("{name} 回复了您"),
        Some(Reason::Direct) | None => format!("新消息来自 {name}"),
    }
}

/// The message in a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotifiedMessage {
    /// The message's id.
    pub id: MessageId,
    /// The text.
    pub content: String,
    /// The kind of the message.
    pub message_type: MessageType,
    /// When the message was sent.
    pub created_at: Time,
}

/// A notification as clients see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NotificationView {
    /// The id: the message's, for `message` and `mention`.
    pub id: NotificationId,
    /// The kind of the notification.
    pub notification_type: NotificationType,
    /// A short line.
    pub title: String,
    /// The message's text, or a sentence.
    pub content: String,
    /// The room.
    pub room: RoomSummary,
    /// Why a message is more than any message of the room; null for an ordinary one and for notices.
    pub reason: Option<Reason>,
    /// The message, for `message` and `mention`.
    pub message: Option<NotifiedMessage>,
    /// Whether the user has read it.
    pub is_read: bool,
    /// When it came.
    pub created_at: Time,
}
