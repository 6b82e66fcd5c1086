//! Notifications as clients see them.

use roomcast_domain::{
    Message, Notification, NotificationSubject, NotificationType, NotificationView, NotifiedMessage, Reason,
    message_title,
};

/// Makes the view of a notification. A deleted message is shown as deleted, an edited message with
/// its new text.
pub fn view(notification: &Notification) -> NotificationView {
    let Notification { id, subject, room, is_read, created_at } = notification;
    let (notification_type, title, content, reason, message) = match subject {
        NotificationSubject::Message { message, reason } => {
            let is_mention = reason.is_some_and(Reason::is_mention);
            let kind = if is_mention { NotificationType::Mention } else { NotificationType::Message };
            let title = message_title(&message.body.sender, *reason);
            (kind, title, message.body.content.clone(), *reason, Some(notified(message)))
        }
        NotificationSubject::Notice { notification_type, title, content } => {
            (*notification_type, title.clone(), content.clone(), None, None)
        }
    };
    NotificationView {
        id: *id,
        notification_type,
        title,
        content,
        room: room.clone(),
        reason,
        message,
        is_read: *is_read,
        created_at: *created_at,
    }
}

fn notified(message: &Message) -> NotifiedMessage {
    NotifiedMessage {
        id: message.id(),
        content: message.body.content.clone(),
        message_type: message.body.message_type,
        created_at: message.body.created_at,
    }
}
