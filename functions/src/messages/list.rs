//! `list_messages`: shows a room's history by numbered pages, or by windows around a message.

use futures_util::TryFutureExt;
use http::Method;
use roomcast_domain::{HistoryWindow, ID_MAX, MESSAGES_PAGE_MAX, MessageId, Refusal, RoomId, Seq};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::messages::view::{MessageEnvelope, MessageView};
use crate::policy::{Policy, READ_ANNOTATIONS, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "list_messages",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/messages/",
    summary: "Read a room's history: a numbered page, or after, before or around a message",
    policy: Policy { capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_ANNOTATIONS], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(list(call))),
    describe: Docs::new(|operation| {
        operation
            .number("page", "A numbered page: 1 is the newest; newest first", 1..=ID_MAX, Some(1))
            .number("page_size", "Messages of a numbered page", 1..=MESSAGES_PAGE_MAX as u64, Some(20))
            .number("after", "Later ones than this, oldest first; 0: from the start", 0..=ID_MAX, None)
            .number("before", "Earlier ones than this, newest first", 1..=ID_MAX, None)
            .number("around", "This one and those around it, oldest first", 1..=ID_MAX, None)
            .number(
                "limit",
                "Messages with `after`, `before` or `around`",
                1..=MESSAGES_PAGE_MAX as u64,
                Some(20),
            )
            .answers::<MessageEnvelope<'_>>(200, "A part of the history")
            .refuses(&[Refusal::NotAMember, Refusal::Banned])
    }),
};

async fn list(call: Call) -> Result<Reply> {
    let id = call.room_id()?;
    let (seen, newest) = futures_util::try_join!(
        access::room(&call.app, call.caller.user.id, id),
        call.app.store.messages().newest(id).err_into()
    )?;
    seen.readable()?;
    let window = window(&call.query, id)?;
    if window.reference().is_some_and(|seq| seq > newest.seq) {
        return Err(Refusal::InvalidQuery { parameter: window.name() }.into());
    }
    let mut messages = call.app.store.messages().list_annotated(id, window.range(newest.seq)).await?;
    if window.newest_first() {
        messages.reverse();
    }
    let room = RoomRef::of(&seen.room);
    let viewer = call.caller.user.id;
    Ok(Reply::ok(&MessageEnvelope {
        messages: messages.iter().map(|message| MessageView::new(message, &room, viewer)).collect(),
        page: window.page(),
        page_size: window.limit(),
        total: newest.seq.get(),
        has_more: window.page().is_none().then(|| window.has_more(newest.seq)),
        has_older: window.is_around().then(|| window.has_older(newest.seq)),
        has_newer: window.is_around().then(|| window.has_newer(newest.seq)),
    }))
}

fn window(query: &Query, room: RoomId) -> Result<HistoryWindow> {
    let limit = query.limit(MESSAGES_PAGE_MAX, 20)?;
    let limit = u32::try_from(limit).unwrap_or(100);
    let given = |name: &'static str| query.get(name).map(|_| name);
    let by_id: Vec<&'static str> = ["after", "before", "around"].into_iter().filter_map(given).collect();
    match by_id[..] {
        [] => {
            if let Some(parameter) = given("limit") {
                return Err(Refusal::InvalidQuery { parameter }.into());
            }
            let page = query.number("page", 1, ID_MAX, 1)?;
            let size = query.number("page_size", 1, MESSAGES_PAGE_MAX as u64, 20)?;
            Ok(HistoryWindow::Page { page, size: u32::try_from(size).unwrap_or(100) })
        }
        [name] => {
            if let Some(parameter) = given("page").or(given("page_size")) {
                return Err(Refusal::InvalidQuery { parameter }.into());
            }
            let seq = reference(query, name, room)?;
            Ok(match name {
                "after" => HistoryWindow::After { seq, limit },
                "before" => HistoryWindow::Before { seq, limit },
                _ => HistoryWindow::Around { seq, limit },
            })
        }
        [_, parameter, ..] => Err(Refusal::InvalidQuery { parameter }.into()),
    }
}

/// Returns the number of the message that a parameter names; `after` may also name 0, the beginning.
pub fn reference(query: &Query, name: &'static str, room: RoomId) -> Result<Seq> {
    match query.number(name, 0, u64::MAX, 0)? {
        0 if name == "after" => Ok(Seq::ZERO),
        id => {
            let id = MessageId::new(id).filter(|id| id.room() == room);
            Ok(id.ok_or(Refusal::InvalidQuery { parameter: name })?.seq())
        }
    }
}
