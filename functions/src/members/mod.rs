//! Members: `/api/chat/rooms/{room_id}/members/…`.

pub mod list;
pub mod remove;
pub mod update;
pub mod view;

use std::sync::Arc;

use roomcast_domain::{ClosedReason, NotificationType, RemovedReason, Room, ServerFrame, Time, User, UserId};
use roomcast_store::{NewNotification, Notice};

use crate::App;
use crate::error::Result;
use crate::live::{close, deliver, user_channel};

/// Returns the title and the sentence of the notification for a new admin.
pub(crate) fn promoted(room: &str) -> (&'static str, String) {
    ("您已成为管理员", format!("您现在是 {room} 的管理员"))
}

/// Makes the notification that tells a user of a change of role, mute or membership.
pub(crate) fn notice(user: UserId, room: &Room, title: &str, content: String, now: Time) -> Notice {
    Notice::new(NewNotification {
        user,
        notification_type: NotificationType::System,
        title: title.to_owned(),
        content,
        room,
        now,
    })
}

/// Closes a user's connections to a room; all user sockets before, where the user `had_access` as a member.
/// Where `was_member` until now, announces that the user left.
async fn disconnect_and_announce(
    app: &Arc<App>,
    user: &User,
    room: &Room,
    (was_member, had_access): (bool, bool),
    reason: ClosedReason,
) -> Result<()> {
    let removed = if reason == ClosedReason::Banned { RemovedReason::Banned } else { RemovedReason::Removed };
    user_channel::tell_room_removed(app, user.id, room.body.id, removed).await;
    if had_access {
        close::close_user_sockets(app, user.id).await?;
    }
    close::close_now(app, room.body.id, user.id, reason).await?;
    if was_member {
        deliver::announce_membership(
            app,
            room.body.id,
            &ServerFrame::MemberLeft { room_id: room.body.id, user },
        )
        .await;
    }
    Ok(())
}
