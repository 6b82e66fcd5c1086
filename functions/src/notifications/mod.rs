//! Notifications: `/api/chat/notifications/…`.

pub mod list;
pub mod read;
pub mod read_all;
pub mod view;

use std::sync::Arc;

use roomcast_domain::{Notification, ServerFrame, UserId};
use roomcast_store::ConnectionPlace;

use crate::App;
use crate::error::Result;
use crate::live::deliver;

/// Posts a notification to the user's open notification channels and user sockets.
pub async fn tell(app: &Arc<App>, user: UserId, notification: &Notification) -> Result<()> {
    let frame = ServerFrame::Notification { notification: &view::view(notification) };
    futures_util::try_join!(
        deliver::post_to_user(app, ConnectionPlace::Notifications(user), user, &frame, None),
        deliver::post_to_user(app, ConnectionPlace::User(user), user, &frame, None)
    )?;
    Ok(())
}
