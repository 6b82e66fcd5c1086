//! Notifications, and their form in frames and answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Message, MessageId, MessageType, NotificationId, RoomSummary, Time, User};

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

/// The subject of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotificationSubject {
    /// A message.
    Message {
        /// The message.
        message: Box<Message>,
        /// Whether it mentions the user.
        is_mention: bool,
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

/// Gives the short line that tells a user of being mentioned by `sender`.
pub fn mention_title(sender: &User) -> String {
    format!("{} 提到了您", sender.username)
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
    /// The message, for `message` and `mention`.
    pub message: Option<NotifiedMessage>,
    /// Whether the user has read it.
    pub is_read: bool,
    /// When it came.
    pub created_at: Time,
}
