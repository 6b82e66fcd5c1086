//! `get_thread`: shows the thread that a message belongs to.

use http::Method;
use roomcast_domain::{ID_MAX, MESSAGES_PAGE_MAX, MessageId, Refusal, Seq, SeqRange};
use roomcast_store::{ThreadPage, ThreadWindow};
use schemars::JsonSchema;
use serde::Serialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::messages::list::reference;
use crate::messages::view::MessageView;
use crate::policy::{Access, Partition, Policy, READ_ANNOTATIONS, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "get_thread",
    method: Method::GET,
    path: "/api/chat/messages/{message_id}/thread/",
    summary: "Read the thread of a message: its first message, and the replies, the earliest first",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_ANNOTATIONS],
        table: &[
            Access::Query(&[Partition::Threads]),
            Access::Get(&[Partition::Annotations]),
            Access::BatchGet(&[Partition::Messages]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(get(call))),
    describe: Docs::new(|operation| {
        operation
            .number("after", "Later replies than this message, oldest first", 0..=ID_MAX, None)
            .number("before", "Earlier replies than this message, newest first", 1..=ID_MAX, None)
            .limit(MESSAGES_PAGE_MAX, 20)
            .answers::<ThreadEnvelope<'_>>(200, "A part of the thread")
    }),
};

/// A part of a thread.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Thread")]
struct ThreadEnvelope<'a> {
    /// The first message of the thread.
    root: MessageView<'a>,
    /// Replies.
    messages: Vec<MessageView<'a>>,
    /// Whether there are more replies in the direction of reading.
    has_more: bool,
}

async fn get(call: Call) -> Result<Reply> {
    let (app, id, viewer) = (&call.app, call.message_id()?, call.caller.user.id);
    let (message, seen) = access::message(app, viewer, id).await?;
    let root_id = message.thread_of_replies();
    let newest = app.store.messages().newest(id.room()).await?.seq;
    let window = window(&call.query, root_id, newest)?;
    let (mut root, page, thread) = futures_util::try_join!(
        async { if root_id == id { Ok(Some(message)) } else { app.store.messages().find(root_id).await } },
        app.store.messages().list_thread(root_id, window),
        app.store.messages().thread(root_id, newest)
    )
    .map(|(root, page, thread)| root.ok_or(Refusal::MessageNotFound).map(|root| (root, page, thread)))??;
    app.store.messages().annotate(std::slice::from_mut(&mut root)).await?;
    root.thread = thread;
    let ThreadPage { messages, has_more } = page;
    let room = RoomRef::of(&seen.room);
    let view = |message| MessageView::new(message, &room, viewer);
    Ok(Reply::ok(&ThreadEnvelope {
        root: view(&root),
        messages: messages.iter().map(view).collect(),
        has_more,
    }))
}

/// Reads which replies are asked for. All of them are newer than the first message of the thread.
fn window(query: &Query, root: MessageId, newest: Seq) -> Result<ThreadWindow> {
    let limit = query.limit(MESSAGES_PAGE_MAX, 20)?;
    let after = query.get("after").map(|_| reference(query, "after", root.room())).transpose()?;
    let before = query.get("before").map(|_| reference(query, "before", root.room())).transpose()?;
    if after.is_some() && before.is_some() || before.is_some_and(|before| before > newest) {
        return Err(Refusal::InvalidQuery { parameter: "before" }.into());
    }
    if after.is_some_and(|after| after > newest) {
        return Err(Refusal::InvalidQuery { parameter: "after" }.into());
    }
    let first = after.unwrap_or(Seq::ZERO).max(root.seq()).plus(1);
    let last = before.map_or(newest, |before| before.minus(1));
    Ok(ThreadWindow { range: SeqRange { first, last }, newest_first: before.is_some(), limit })
}
