//! Notifications: `/api/chat/notifications/…`.

pub mod list;
pub mod read;
pub mod read_all;

use std::sync::Arc;

use roomcast_domain::{NotificationView, ServerFrame, UserId};
use roomcast_store::{ConnectionPlace, NewNotification, Result};

use crate::{App, fanout};

/// Stores a notification and tells its user's open channels.
pub async fn notify(app: &Arc<App>, new: NewNotification<'_>) -> Result<()> {
    let user = new.user;
    let notification = app.store.notify(new).await?;
    tell(app, user, &notification).await
}

/// Tells a user's open channels of a notification.
pub async fn tell(app: &Arc<App>, user: UserId, notification: &NotificationView) -> Result<()> {
    let frame = ServerFrame::Notification { notification };
    fanout::post_to_user(app, ConnectionPlace::Notifications(user), user, &frame, None).await
}
