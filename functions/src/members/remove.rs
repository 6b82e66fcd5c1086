//! `remove_member`: an admin ends a membership or an invitation, without a ban.

use http::Method;
use roomcast_domain::ClosedReason;
use roomcast_store::Result;

use crate::access;
use crate::members::{see_off, tell};
use crate::reply::Reply;
use crate::routes::{Call, Endpoint, Handler};

/// What a success says.
const REMOVED: &str = "成员已移除";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "remove_member",
    method: Method::DELETE,
    path: "/api/chat/rooms/{room_id}/members/{user_id}/",
    summary: "Remove a member without a ban (admins)",
    handler: Handler::Caller(|call| Box::pin(remove(call))),
    #[cfg(feature = "describe")]
    describe: |operation| {
        operation.says(REMOVED).refuses(&[
            roomcast_domain::Refusal::NotAMember,
            roomcast_domain::Refusal::AdminRequired,
            roomcast_domain::Refusal::LastAdmin,
        ])
    },
};

async fn remove(call: Call) -> Result<Reply> {
    let (app, id) = (&call.app, call.room_id()?);
    let seen = access::room(app, call.caller.user.id, id).await?;
    seen.admin()?;
    let user_id = call.user_id()?;
    let change = app.store.remove_member(user_id, id).await?;
    let user = change.membership.user(user_id);
    see_off(app, &user, &seen.room, change.left, ClosedReason::Removed).await?;
    tell(app, &user, &seen.room, "您已被移出房间", format!("您已被管理员移出 {}", seen.room.name)).await?;
    Ok(Reply::done(REMOVED))
}
