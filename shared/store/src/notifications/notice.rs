//! Storing notifications.

use roomcast_domain::{
    Message, Notification, NotificationId, NotificationSubject, NotificationType, Room, RoomSummary, Time,
    UserId, excerpt, message_title,
};

use crate::Notifications;
use crate::error::Result;
use crate::keys;
use crate::rows::NotificationRow;
use crate::table::Write;

/// A notification to store.
#[derive(Debug, Clone)]
pub struct NewNotification<'a> {
    /// The user whom it tells.
    pub user: UserId,
    /// `room_invite` or `system`.
    pub notification_type: NotificationType,
    /// A short line.
    pub title: String,
    /// A sentence.
    pub content: String,
    /// The room, as it is now.
    pub room: &'a Room,
    /// The current time.
    pub now: Time,
}

/// A notification that is stored in one transaction with the change that it tells of: neither exists
/// without the other.
#[derive(Debug, Clone)]
pub struct Notice {
    user: UserId,
    notification: Notification,
}

impl Notice {
    /// Makes a notification that is to be stored.
    pub fn new(new: NewNotification<'_>) -> Self {
        let NewNotification { user, notification_type, title, content, room, now } = new;
        let notification = Notification {
            id: NotificationId::stored(now.ms(), rand::random()),
            subject: NotificationSubject::Notice { notification_type, title, content },
            room: room.summary(),
            is_read: false,
            created_at: now,
        };
        Self { user, notification }
    }

    /// Gives the notification that the user is shown.
    pub fn notification(&self) -> &Notification {
        &self.notification
    }

    /// Makes the write that stores it (2 WRU per KiB in a transaction).
    pub(crate) fn write(&self) -> Result<Write> {
        put(self.user, &self.notification)
    }
}

impl Notifications<'_> {
    /// Stores that a message mentions a user, and gives the notification (1 WRU per KiB). Storing it
    /// twice changes nothing.
    ///
    /// Touches the notification, without a condition. It keeps the beginning of the text for a user
    /// who may not read the room any more. A crash before it loses the mention: the message is shown
    /// as a `message` notification until it is too old.
    pub async fn add_mention(self, user: UserId, message: &Message, room: &Room) -> Result<Notification> {
        let notification = Notification::of_message(message.clone(), user, room.summary(), false);
        self.store.table.write_patiently(put(user, &notification)?).await?;
        Ok(notification)
    }
}

fn put(user: UserId, notification: &Notification) -> Result<Write> {
    let Notification { id, subject, room, is_read, created_at } = notification;
    let (notification_type, title, content, seq) = match subject {
        NotificationSubject::Message { message, reason } => (
            NotificationType::Mention,
            message_title(&message.body.sender, *reason),
            excerpt(&message.body.content),
            Some(message.seq),
        ),
        NotificationSubject::Notice { notification_type, title, content } => {
            (*notification_type, title.clone(), content.clone(), None)
        }
    };
    let row = NotificationRow {
        id: *id,
        notification_type,
        title,
        content,
        room: RoomSummary::clone(room).into(),
        seq,
        created_ms: created_at.ms(),
        is_read: *is_read,
    };
    Write::put(&keys::notification(user, *created_at, *id), &row)
}
