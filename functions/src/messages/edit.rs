//! `edit_message`: changes the text of the caller's message. An edit makes no mentions.

use http::Method;
use roomcast_domain::{CONTENT_CHARS, Draft, Refusal};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::broadcast::Broadcast;
use crate::live::deliver;
use crate::live::job::JobName;
use crate::messages::view::MessageView;
use crate::policy::{
    Access, FIND_MEMBER_SOCKETS, POST, Partition, Policy, READ_ANNOTATIONS, READ_MESSAGES, SEE_ROOM,
};
use crate::rooms::access;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "edit_message",
    method: Method::PATCH,
    path: "/api/chat/messages/{message_id}/",
    summary: "Change a message's text (the sender, as a member who is not muted)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_ANNOTATIONS, &POST, &FIND_MEMBER_SOCKETS],
        starts: &[JobName::Deliver],
        table: &[Access::Update(&[Partition::Messages, Partition::Rooms])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(edit(call))),
    describe: Docs::new(|operation| {
        operation.body::<Body>().answers::<MessageView<'_>>(200, "The message").refuses(&[
            Refusal::NotTheSender,
            Refusal::NotAMember,
            Refusal::Muted,
            Refusal::Blocked,
            Refusal::MessageDeleted,
        ])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "MessageEdit")]
struct Body {
    /// The new text.
    #[schemars(required, length(max = CONTENT_CHARS))]
    content: Option<String>,
}

async fn edit(call: Call) -> Result<Reply> {
    let (app, id, editor) = (&call.app, call.message_id()?, call.caller.user.id);
    let body: Body = parse(&call.body)?;
    let content = required("content", body.content)?;
    Draft::parse_edit(&content, true)?;
    let (message, seen) = access::message(app, editor, id).await?;
    if message.body.sender.id != editor {
        return Err(Refusal::NotTheSender.into());
    }
    if seen.member()?.muted {
        return Err(Refusal::Muted.into());
    }
    access::not_blocked(app, editor, seen.membership.as_ref()).await?;
    if message.body.is_deleted {
        return Err(Refusal::MessageDeleted.into());
    }
    Draft::parse_edit(&content, message.body.file_url.is_some())?;
    let _turn = deliver::take_turn(app, id.room()).await?;
    let mut message = app.store.messages().edit(id, editor, &content, app.clock.now()).await?;
    let annotated = app.store.messages().annotate(std::slice::from_mut(&mut message));
    annotated.await?;
    let room = app.store.rooms().cache_changed(&message).await?;
    deliver::broadcast_change(app, &Broadcast::of_update(&message), &message, room.as_ref()).await?;
    Ok(Reply::ok(&MessageView::new(&message, &RoomRef::of(&seen.room), editor)))
}
