//! `search_room`: searches the messages of one room.

use http::Method;
use roomcast_domain::{MessageId, Refusal, RoomId};
use roomcast_store::{Allowance, SearchPlace, SearchedRoom};

use super::Results;
use super::asked::{self, Asked};
use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::numbers;
use crate::http::reply::Reply;
use crate::messages::view::MessageView;
use crate::policy::{COUNT, Policy, READ_ANNOTATIONS, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "search_room",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/search/",
    summary: "Search a room's messages, newest first (30 searches a minute)",
    policy: Policy { capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_ANNOTATIONS, &COUNT], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(search(call))),
    describe: Docs::new(|operation| {
        asked::describe(operation)
            .answers::<Results<'_>>(200, "A part of the messages that were found")
            .refuses(&[Refusal::NotAMember, Refusal::Banned])
    }),
};

async fn search(call: Call) -> Result<Reply> {
    let (store, viewer) = (&call.app.store, call.caller.user.id);
    let seen = access::room(&call.app, viewer, call.room_id()?).await?;
    seen.readable()?;
    let id = seen.room.body.id;
    let asked = Asked::read(&call.query)?;
    let before = call.query.cursor(|text| read_cursor(text, id))?.map(MessageId::seq);
    store.users().count_act(viewer, Allowance::Searches, call.app.clock.now()).await?;
    let searched = [SearchedRoom { id, known: seen.room.last_seq }];
    let mut page =
        store.messages().search(&searched, SearchPlace { at: 0, before }, &asked.query, asked.limit).await?;
    store.messages().annotate(&mut page.messages).await?;
    let room = RoomRef::of(&seen.room);
    let next = page.next.and_then(|place| Some(MessageId::of(id, place.before?).to_string()));
    let results = page.messages.iter().map(|message| MessageView::new(message, &room, viewer)).collect();
    Ok(Reply::ok(&Results { results, next }))
}

/// Reads a cursor: the id of the oldest message that was looked at.
fn read_cursor(text: &str, room: RoomId) -> Option<MessageId> {
    let [id] = numbers(text)?;
    MessageId::new(id).filter(|id| id.room() == room)
}
