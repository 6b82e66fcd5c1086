//! Notifications.

use serde::{Deserialize, Serialize};

use crate::{MessageId, MessageType, NotificationId, RoomSummary, Time};

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationType {
    /// A message in a room one belongs to.
    Message,
    /// A message that names one.
    Mention,
    /// An invitation.
    RoomInvite,
    /// One's role, mute or membership changed.
    System,
}

/// The room in a notification: as the notification's type promises, of now or of then.
pub type NotifiedRoom = RoomSummary;

/// The message in a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotifiedMessage {
    /// Its id.
    pub id: MessageId,
    /// Its text.
    pub content: String,
    /// What kind of message it is.
    pub message_type: MessageType,
    /// When it was sent.
    pub created_at: Time,
}

/// A notification.
#[derive(Debug, Clone, Serialize)]
pub struct NotificationView {
    /// Its id: the message's, for `message` and `mention`.
    pub id: NotificationId,
    /// What it is about.
    pub notification_type: NotificationType,
    /// A short line.
    pub title: String,
    /// The message's text, or a sentence.
    pub content: String,
    /// The room.
    pub room: NotifiedRoom,
    /// The message, for `message` and `mention`.
    pub message: Option<NotifiedMessage>,
    /// Whether it was read.
    pub is_read: bool,
    /// When it came.
    pub created_at: Time,
}
