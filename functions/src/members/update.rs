//! `update_member`: changes a role, a mute or a ban, as an admin.

use http::Method;
use roomcast_domain::{ClosedReason, Role, ServerFrame, Word};
use roomcast_store::{ConnectionPlace, MemberChange};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::job::JobName;
use crate::live::{deliver, user_channel};
use crate::members::view::MemberView;
use crate::members::{disconnect_and_announce, notice, promoted};
use crate::notifications;
use crate::policy::{Access, POST, Partition, Policy, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "update_member",
    method: Method::PATCH,
    path: "/api/chat/rooms/{room_id}/members/{user_id}/",
    summary: "Change a member's role or mute, ban a user, lift a ban or the mute of who has left (admins)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &POST],
        starts: &[JobName::Close],
        table: &[
            Access::Update(&[Partition::Rooms, Partition::Users]),
            Access::Delete(&[Partition::People]),
            Access::Put(&[Partition::Users, Partition::People]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(update(call))),
    describe: Docs::new(|operation| {
        operation.body::<Body>().answers::<MemberView>(200, "The member").refuses(&[
            roomcast_domain::Refusal::NotAMember,
            roomcast_domain::Refusal::AdminRequired,
            roomcast_domain::Refusal::DirectRoom,
            roomcast_domain::Refusal::LastAdmin,
        ])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "MemberChange")]
struct Body {
    /// The new role.
    role: Option<Word<Role>>,
    /// Whether the member may only read.
    is_muted: Option<bool>,
    /// Whether the user is banned; a ban ends the membership.
    is_banned: Option<bool>,
}

async fn update(call: Call) -> Result<Reply> {
    let (app, id) = (&call.app, call.room_id()?);
    let body: Body = parse(&call.body)?;
    let asked = MemberChange {
        role: body.role.map(|word| word.0),
        is_muted: body.is_muted,
        is_banned: body.is_banned,
    };
    let seen = access::room(app, call.caller.user.id, id).await?;
    seen.no_direct_room()?;
    seen.admin()?;
    let user_id = call.user_id()?;
    let now = app.clock.now();
    let told = |done| {
        let (title, content) = sentence(done, &seen.room.body.name);
        notice(user_id, &seen.room, &title, content, now)
    };
    let change = app.store.members().change(user_id, id, asked, told).await?;
    let user = change.membership.user(user_id);
    if asked.is_banned == Some(true) {
        // Also when that was done before: an attempt that was cut off may have closed nothing.
        let had_access = change.left || change.membership.joined_ms > 0;
        let standing = (change.left, had_access);
        disconnect_and_announce(app, &user, &seen.room, standing, ClosedReason::Banned).await?;
    }
    if change.notice.is_some() && change.membership.is_member() {
        let (role, is_muted) = (change.membership.role, change.membership.muted);
        let frame = ServerFrame::MemberUpdated { room_id: id, user: &user, role, is_muted };
        deliver::announce_membership(app, id, &frame).await;
        user_channel::tell_room_added(app, user_id, id).await;
    }
    if let Some(notice) = &change.notice {
        notifications::tell(app, user_id, notice.notification()).await?;
    }
    let place = ConnectionPlace::Room(id);
    let own = app.store.connections().list_of_user(place, user_id, app.clock.now()).await?;
    let online = own.iter().any(|connection| connection.live_after.is_some());
    Ok(Reply::ok(&MemberView::of_membership(RoomRef::of(&seen.room), &user, &change.membership, online)))
}

/// Gives the title and the text that tell a user of the changes. Both name a change of role and one of
/// the mute where both were made; a ban ends the membership, and only the ban is named.
fn sentence(change: MemberChange, room: &str) -> (String, String) {
    let role = change.role.map(|role| match role {
        Role::Admin => promoted(room),
        Role::Member => ("您不再是管理员", format!("您现在是 {room} 的普通成员")),
    });
    let mute = change.is_muted.map(|is_muted| {
        if is_muted {
            ("您已被禁言", format!("您在 {room} 中已被管理员禁言"))
        } else {
            ("您已被解除禁言", format!("您在 {room} 中可以发言了"))
        }
    });
    let told: Vec<_> = match change.is_banned {
        Some(true) => vec![("您已被禁止进入房间", format!("您已被管理员禁止进入 {room}"))],
        Some(false) => vec![("您已被解除禁止", format!("您可以重新进入 {room}"))],
        None => role.into_iter().chain(mute).collect(),
    };
    let (titles, sentences): (Vec<_>, Vec<_>) = told.into_iter().unzip();
    (titles.join("，"), sentences.join("；"))
}
