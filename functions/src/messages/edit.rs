//! `edit_message`: its sender changes its text. An edit makes no mentions.

use http::Method;
use roomcast_domain::{CONTENT_CHARS, Draft, Refusal};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::broadcast::Broadcast;
use crate::live::fanout;
use crate::live::job::JobName;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "edit_message",
    method: Method::PATCH,
    path: "/api/chat/messages/{message_id}/",
    summary: "Change a message's text (its sender, while a member and not muted)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &POST],
        starts: &[JobName::Deliver],
        table: &[Access::Update(&[Partition::Messages, Partition::Rooms])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(edit(call))),
    #[cfg(feature = "describe")]
    describe: |operation| {
        operation.body::<Body>().answers::<roomcast_domain::MessageView>(200, "The message").refuses(&[
            Refusal::NotTheSender,
            Refusal::NotAMember,
            Refusal::Muted,
            Refusal::MessageDeleted,
        ])
    },
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
    if message.sender.id != editor {
        return Err(Refusal::NotTheSender.into());
    }
    if seen.member()?.muted {
        return Err(Refusal::Muted.into());
    }
    if message.is_deleted {
        return Err(Refusal::MessageDeleted.into());
    }
    Draft::parse_edit(&content, message.file_url.is_some())?;
    let _turn = fanout::take_turn(app, id.room()).await?;
    let message = app.store.edit_message(id, editor, &content, app.clock.now()).await?;
    app.store.cache_changed(&message).await?;
    fanout::broadcast(app, &Broadcast::of_update(&message)).await?;
    Ok(Reply::ok(&message.view(&seen.room.reference(), editor)))
}
