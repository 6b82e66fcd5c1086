//! `get_message`: shows one message.

use http::Method;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::messages::view::MessageView;
use crate::policy::{Policy, READ_ANNOTATIONS, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "get_message",
    method: Method::GET,
    path: "/api/chat/messages/{message_id}/",
    summary: "Get one message",
    policy: Policy { capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_ANNOTATIONS], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(get(call))),
    describe: Docs::new(|operation| operation.answers::<MessageView<'_>>(200, "The message")),
};

async fn get(call: Call) -> Result<Reply> {
    let viewer = call.caller.user.id;
    let (mut message, seen) = access::message(&call.app, viewer, call.message_id()?).await?;
    call.app.store.messages().annotate(std::slice::from_mut(&mut message)).await?;
    Ok(Reply::ok(&MessageView::new(&message, &RoomRef::of(&seen.room), viewer)))
}
