//! `get_me`: the caller.

use http::Method;
use roomcast_domain::{Membership, RoomId, User};
use schemars::JsonSchema;
use serde::Serialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy, READ_MEMBERSHIPS};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "get_me",
    method: Method::GET,
    path: "/api/chat/me/",
    summary: "Get the caller's profile and unread total",
    policy: Policy {
        capabilities: &[&READ_MEMBERSHIPS],
        table: &[Access::BatchGet(&[Partition::Rooms])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(get(call))),
    describe: Docs::new(|operation| operation.answers::<Me>(200, "The caller")),
};

#[derive(Serialize, JsonSchema)]
struct Me {
    #[serde(flatten)]
    user: User,
    /// The sum of the rooms' unread messages.
    unread_total: u64,
}

async fn get(call: Call) -> Result<Reply> {
    let user = call.caller.user.id;
    let memberships = call.app.store.memberships(user).await?;
    let own: Vec<&Membership> = memberships.iter().filter(|m| m.is_member()).collect();
    let ids: Vec<RoomId> = own.iter().map(|m| m.room).collect();
    let rooms = call.app.store.rooms(&ids).await?;
    let unread = own.iter().filter_map(|m| Some(u64::from(rooms.get(&m.room)?.unread(user, Some(m)))));
    Ok(Reply::ok(&Me { unread_total: unread.sum(), user: call.caller.user }))
}
