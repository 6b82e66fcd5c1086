//! `remove_member`: ends a membership or an invitation without a ban, as an admin.

use std::sync::Arc;

use http::Method;
use roomcast_domain::texts;
use roomcast_domain::{ClosedReason, Refusal, Room, RoomType, Standing, UserId};
use roomcast_store::StoreError;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::close;
use crate::live::job::Close;
use crate::live::job::JobName;
use crate::members::{disconnect_and_announce, notice};
use crate::policy::{Access, POST, Partition, Policy, SEE_ROOM};
use crate::rooms::access;
use crate::{App, notifications};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "remove_member",
    method: Method::DELETE,
    path: "/api/chat/rooms/{room_id}/members/{user_id}/",
    summary: "Remove a member without a ban (admins)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &POST],
        starts: &[JobName::Close],
        table: &[
            Access::Update(&[Partition::Rooms]),
            Access::Delete(&[Partition::Users, Partition::People]),
            Access::Put(&[Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(remove(call))),
    describe: Docs::new(|operation| {
        operation.says(texts::MEMBER_REMOVED).refuses(&[
            Refusal::NotAMember,
            Refusal::AdminRequired,
            Refusal::DirectRoom,
            Refusal::LastAdmin,
        ])
    }),
};

async fn remove(call: Call) -> Result<Reply> {
    let (app, id) = (&call.app, call.room_id()?);
    let seen = access::room(app, call.caller.user.id, id).await?;
    seen.no_direct_room()?;
    seen.admin()?;
    let user_id = call.user_id()?;
    let content = format!("您已被管理员移出 {}", seen.room.body.name);
    let notice = notice(user_id, &seen.room, "您已被移出房间", content, app.clock.now());
    let change = match app.store.members().remove(user_id, id, &notice).await {
        Err(error @ StoreError::Refused(Refusal::MemberNotFound)) => {
            close_what_is_left(app, &seen.room, user_id).await?;
            return Err(error.into());
        }
        change => change?,
    };
    let user = change.membership.user(user_id);
    let standing = (change.left, change.left);
    disconnect_and_announce(app, &user, &seen.room, standing, ClosedReason::Removed).await?;
    notifications::tell(app, user_id, notice.notification()).await?;
    Ok(Reply::done(texts::MEMBER_REMOVED))
}

/// Ends the connections of a user who is not a member, in a room whose live events only members get. An
/// attempt that was interrupted after the end of the membership may have left them open.
async fn close_what_is_left(app: &Arc<App>, room: &Room, user: UserId) -> Result<()> {
    if room.body.room_type == RoomType::Public {
        return Ok(());
    }
    let membership = app.store.members().find(user, room.body.id).await?;
    if membership.is_some_and(|membership| membership.standing == Standing::Gone) {
        close::close_user_sockets(app, user).await?;
    }
    close::run(app, Close { room: room.body.id, user: Some(user), reason: ClosedReason::Removed }).await
}
