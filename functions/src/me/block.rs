//! `block_user`: sets or lifts a block of another user.

use http::Method;
use roomcast_domain::{Refusal, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "block_user",
    method: Method::PUT,
    path: "/api/chat/me/blocks/{user_id}/",
    summary: "Block another user, or lift the block",
    policy: Policy {
        table: &[
            Access::Put(&[Partition::Users]),
            Access::Update(&[Partition::Users]),
            Access::Delete(&[Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(block(call))),
    describe: Docs::new(|operation| {
        operation.body::<Body>().answers::<BlockState>(200, "The block").refuses(&[Refusal::TooManyBlocks])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "BlockChange")]
struct Body {
    /// Whether the user is blocked from now on.
    #[schemars(required)]
    on: Option<bool>,
}

/// Whether the caller has blocked a user.
#[derive(Serialize, JsonSchema)]
struct BlockState {
    /// The user.
    user_id: UserId,
    /// Whether the caller has blocked the user.
    on: bool,
}

async fn block(call: Call) -> Result<Reply> {
    let (user, blocked) = (call.caller.user.id, call.user_id()?);
    let body: Body = parse(&call.body)?;
    let on = required("on", body.on)?;
    if blocked == user {
        return Err(Refusal::field("user_id", "不能是自己").into());
    }
    if on {
        call.app.store.users().block(user, blocked, call.app.clock.now()).await?;
    } else {
        call.app.store.users().unblock(user, blocked).await?;
    }
    Ok(Reply::ok(&BlockState { user_id: blocked, on }))
}
