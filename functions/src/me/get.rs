//! `get_me`: the caller.

use http::Method;

use super::view::Me;
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

async fn get(call: Call) -> Result<Reply> {
    Ok(Reply::ok(&Me::of(&call.app, call.caller).await?))
}
