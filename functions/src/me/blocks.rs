//! `list_blocks`: lists the users whom the caller has blocked.

use http::Method;
use roomcast_domain::{Time, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Policy, READ_MEMBERSHIPS};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "list_blocks",
    method: Method::GET,
    path: "/api/chat/me/blocks/",
    summary: "List the users whom the caller has blocked, the newest block first",
    policy: Policy { capabilities: &[&READ_MEMBERSHIPS], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(list(call))),
    describe: Docs::new(|operation| operation.answers::<Vec<BlockView>>(200, "The blocks, at most 1,000")),
};

/// A user whom the caller has blocked.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Block")]
struct BlockView {
    /// The user.
    user_id: UserId,
    /// When the block was set.
    created_at: Time,
}

async fn list(call: Call) -> Result<Reply> {
    let blocks = call.app.store.users().list_blocks(call.caller.user.id).await?.into_iter();
    let views: Vec<_> =
        blocks.map(|block| BlockView { user_id: block.user, created_at: block.created_at }).collect();
    Ok(Reply::ok(&views))
}
