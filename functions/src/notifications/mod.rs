//! Notifications: `/api/chat/notifications/…`.

pub mod list;
pub mod read;
pub mod read_all;

use std::sync::Arc;

use roomcast_domain::{NotificationView, ServerFrame, UserId};
use roomcast_store::ConnectionPlace;

use crate::App;
use crate::error::Result;
use crate::live::deliver;

/// Tells a user's open channels of a notification.
pub async fn tell(app: &Arc<App>, user: UserId, notification: &NotificationView) -> Result<()> {
    let frame = ServerFrame::Notification { notification };
    deliver::post_to_user(app, ConnectionPlace::Notifications(user), user, &frame, None).await
}
