//! Members: `/api/chat/rooms/{room_id}/members/…`.

pub mod list;
pub mod remove;
pub mod update;

use std::sync::Arc;

use roomcast_domain::{
    ClosedReason, MemberView, NotificationType, RoomRef, ServerFrame, Standing, Time, User, UserId,
};
use roomcast_store::{Membership, NewNotification, Notice, PersonItem, RoomItem};

use crate::App;
use crate::error::Result;
use crate::live::close;
use crate::live::deliver;

/// What a new admin is told.
pub(crate) fn promoted(room: &str) -> (&'static str, String) {
    ("您已成为管理员", format!("您现在是 {room} 的管理员"))
}

/// The notification that tells the affected user of a change of role, mute or membership.
pub(crate) fn notice(user: UserId, room: &RoomItem, title: &str, content: String, now: Time) -> Notice {
    Notice::new(NewNotification {
        user,
        notification_type: NotificationType::System,
        title: title.to_owned(),
        content,
        room,
        now,
    })
}

/// Ends a user's connections and tells the room that the user is a member no longer.
async fn disconnect_and_announce(
    app: &Arc<App>,
    user: &User,
    room: &RoomItem,
    was_member: bool,
    reason: ClosedReason,
) -> Result<()> {
    close::close_now(app, room.id, user.id, reason).await?;
    if was_member {
        deliver::announce_membership(app, room.id, &ServerFrame::MemberLeft { room_id: room.id, user }).await;
    }
    Ok(())
}

fn view(
    room: RoomRef,
    person: PersonItem,
    last_read_ms: Option<i64>,
    banned: bool,
    online: bool,
) -> MemberView {
    MemberView {
        id: person.user.id,
        room,
        user: person.user.into(),
        role: person.role,
        joined_at: Time(person.joined_ms),
        last_read_at: last_read_ms.map(Time),
        is_muted: person.muted,
        is_banned: banned,
        is_online: online,
    }
}

fn view_of_membership(room: RoomRef, user: &User, membership: &Membership, online: bool) -> MemberView {
    MemberView {
        id: user.id,
        room,
        user: user.clone(),
        role: membership.role,
        joined_at: Time(membership.joined_ms),
        last_read_at: membership.read_ms.map(Time),
        is_muted: membership.muted,
        is_banned: membership.standing == Standing::Banned,
        is_online: online,
    }
}
