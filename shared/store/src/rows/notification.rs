use roomcast_domain::{MessageId, NotificationId, NotificationType, Seq};
use serde::{Deserialize, Serialize};

use super::{RoomSummaryRow, is_false};

/// A stored notification: `mention`, `room_invite` or `system`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NotificationRow {
    #[serde(rename = "i")]
    pub id: NotificationId,
    #[serde(rename = "t")]
    pub notification_type: NotificationType,
    #[serde(rename = "ti")]
    pub title: String,
    #[serde(rename = "c", default)]
    pub content: String,
    #[serde(rename = "rm")]
    pub room: RoomSummaryRow,
    /// The number of the message that mentions the user.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    #[serde(rename = "re", default, skip_serializing_if = "is_false")]
    pub is_read: bool,
}

/// That all notifications up to a moment were read.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadAllRow {
    #[serde(rename = "u")]
    pub until_ms: i64,
}

/// That the notification about a message was read.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadMarkRow {
    #[serde(rename = "i")]
    pub id: MessageId,
}
