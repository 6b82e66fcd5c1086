use roomcast_domain::{MessageId, NotificationId, NotificationType, Seq};

use super::{RoomSummaryRow, is_false};

row! {
    /// A stored notification: `mention`, `room_invite` or `system`.
    #[derive(Debug, Clone)]
    NotificationRow {
        id: NotificationId = "i",
        notification_type: NotificationType = "t",
        title: String = "ti",
        #[serde(default)]
        content: String = "c",
        room: RoomSummaryRow = "rm",
        /// The number of the message that mentions the user.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<Seq> = "s",
        created_ms: i64 = "ca",
        #[serde(default, skip_serializing_if = "is_false")]
        is_read: bool = "re",
    }
}

row! {
    /// That all notifications up to a moment were read.
    #[derive(Debug)]
    ReadAllRow {
        until_ms: i64 = "u",
    }
}

row! {
    /// That the notification about a message was read.
    #[derive(Debug)]
    ReadMarkRow {
        id: MessageId = "i",
    }
}
