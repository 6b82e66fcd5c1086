//! `get_message`.

use http::Method;

use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "get_message",
    method: Method::GET,
    path: "/api/chat/messages/{message_id}/",
    summary: "Get one message",
    policy: Policy { capabilities: &[&SEE_ROOM, &READ_MESSAGES], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(get(call))),
    #[cfg(feature = "describe")]
    describe: |operation| operation.answers::<roomcast_domain::MessageView>(200, "The message"),
};

async fn get(call: Call) -> Result<Reply> {
    let viewer = call.caller.user.id;
    let (message, seen) = access::message(&call.app, viewer, call.message_id()?).await?;
    Ok(Reply::ok(&message.view(&seen.room.reference(), viewer)))
}
