//! `get_room`: shows one room in detail.

use http::Method;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Policy, READ_MESSAGES, READ_PEOPLE, SEE_ROOM};
use crate::rooms;
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "get_room",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/",
    summary: "Get a room in detail",
    policy: Policy { capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_PEOPLE], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(get(call))),
    describe: Docs::new(|operation| operation.answers::<rooms::view::RoomDetail>(200, "The room")),
};

async fn get(call: Call) -> Result<Reply> {
    let seen = access::room(&call.app, call.caller.user.id, call.room_id()?).await?;
    Ok(Reply::ok(&rooms::detail(&call.app, call.caller.user.id, &seen).await?))
}
