//! Notifications as clients see them.

use roomcast_domain::{
    Message, Notification, NotificationSubject, NotificationType, NotificationView, NotifiedMessage,
    mention_title,
};

/// Makes the view of a notification. A deleted message is shown as deleted, an edited message with
/// its new text.
pub fn view(notification: &Notification) -> NotificationView {
    let Notification { id, subject, room, is_read, created_at } = notification;
    let (notification_type, title, content, message) = match subject {
        NotificationSubject::Message { message, is_mention } => {
            let (notification_type, title) = headline(message, *is_mention);
            (notification_type, title, message.body.content.clone(), Some(notified(message)))
        }
        NotificationSubject::Notice { notification_type, title, content } => {
            (*notification_type, title.clone(), content.clone(), None)
        }
    };
    NotificationView {
        id: *id,
        notification_type,
        title,
        content,
        room: room.clone(),
        message,
        is_read: *is_read,
        created_at: *created_at,
    }
}

fn headline(message: &Message, is_mention: bool) -> (NotificationType, String) {
    let sender = &message.body.sender;
    if is_mention {
        (NotificationType::Mention, mention_title(sender))
    } else {
        (NotificationType::Message, format!("新消息来自 {}", sender.username))
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
