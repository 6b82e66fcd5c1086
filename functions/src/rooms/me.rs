//! `get_standing`: how the caller stands to a room.

use http::Method;
use roomcast_domain::{OwnStanding, Refusal};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Policy, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "get_standing",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/me/",
    summary: "Get one's own role, mute and read position in a room (members)",
    policy: Policy { capabilities: &[&SEE_ROOM], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(get(call))),
    describe: Docs::new(|operation| {
        operation.answers::<OwnStanding>(200, "The caller's standing").refuses(&[Refusal::NotAMember])
    }),
};

async fn get(call: Call) -> Result<Reply> {
    let user = call.caller.user.id;
    let mut seen = access::room(&call.app, user, call.room_id()?).await?;
    call.app.store.rooms().cover_newest(&mut seen.room);
    let standing = OwnStanding::of(&seen.room, user, seen.membership.as_ref());
    Ok(Reply::ok(&standing.ok_or(Refusal::NotAMember)?))
}
