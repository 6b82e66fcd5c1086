//! Notifications.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Message, MessageId, MessageType, NotificationId, RoomSummary, Time};

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
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

impl NotificationView {
    /// The notification about a message, for somebody whom it mentions or not. A deleted message
    /// shows as deleted, an edited one as it reads now.
    pub fn of_message(message: &Message, room: NotifiedRoom, mention: bool, is_read: bool) -> Self {
        let sender = &message.sender.username;
        let (notification_type, title) = if mention {
            (NotificationType::Mention, format!("{sender} 提到了您"))
        } else {
            (NotificationType::Message, format!("新消息来自 {sender}"))
        };
        Self {
            id: message.id().into(),
            notification_type,
            title,
            content: message.content.clone(),
            room,
            message: Some(NotifiedMessage {
                id: message.id(),
                content: message.content.clone(),
                message_type: message.message_type,
                created_at: message.created_at,
            }),
            is_read,
            created_at: message.created_at,
        }
    }
}
