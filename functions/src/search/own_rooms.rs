//! `search_messages`: searches the messages of every room that the caller belongs to.

use std::collections::HashMap;

use http::Method;
use roomcast_domain::{Room, RoomId, Seq};
use roomcast_store::{Allowance, SearchPlace, SearchedRoom};

use super::Results;
use super::asked::{self, Asked};
use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::numbers;
use crate::http::reply::Reply;
use crate::messages::view::MessageView;
use crate::policy::{Access, COUNT, Partition, Policy, READ_ANNOTATIONS, READ_MEMBERSHIPS, READ_MESSAGES};
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "search_messages",
    method: Method::GET,
    path: "/api/chat/search/",
    summary: "Search the messages of one's rooms, the most recently active room first (30 searches a minute)",
    policy: Policy {
        capabilities: &[&READ_MEMBERSHIPS, &READ_MESSAGES, &READ_ANNOTATIONS, &COUNT],
        table: &[Access::BatchGet(&[Partition::Rooms, Partition::Users])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(search(call))),
    describe: Docs::new(|operation| {
        asked::describe(operation).answers::<Results<'_>>(200, "A part of the messages that were found")
    }),
};

/// Where a part ended: at a message of a room, which had its newest message at that time.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    last_ms: i64,
    room: RoomId,
    before: Seq,
}

async fn search(call: Call) -> Result<Reply> {
    let (store, viewer) = (&call.app.store, call.caller.user.id);
    let asked = Asked::read(&call.query)?;
    let cursor = call.query.cursor(read_cursor)?;
    store.users().count_act(viewer, Allowance::Searches, call.app.clock.now()).await?;
    let mut rooms = store.rooms().own_by_activity(viewer).await?;
    rooms.retain(|room| cursor.is_none_or(|cursor| is_left(room, cursor)));
    // The room of the cursor may have moved up: it is gone on with first.
    rooms.sort_by_key(|room| cursor.is_none_or(|cursor| cursor.room != room.body.id));
    let before = cursor.filter(|cursor| rooms.first().is_some_and(|room| room.body.id == cursor.room));
    let from = SearchPlace { at: 0, before: before.map(|cursor| cursor.before) };
    let searched: Vec<_> =
        rooms.iter().map(|room| SearchedRoom { id: room.body.id, known: room.last_seq }).collect();
    let mut page = store.messages().search(&searched, from, &asked.query, asked.limit).await?;
    store.messages().annotate(&mut page.messages).await?;
    let next = page.next.and_then(|place| write_cursor(&rooms, place, cursor));
    rooms.retain(|room| page.messages.iter().any(|message| message.room == room.body.id));
    store.rooms().name_direct(viewer, &mut rooms).await?;
    let refs: HashMap<RoomId, RoomRef> = rooms.iter().map(|room| (room.body.id, RoomRef::of(room))).collect();
    let found = page.messages.iter().filter_map(|message| Some((message, refs.get(&message.room)?)));
    let results = found.map(|(message, room)| MessageView::new(message, room, viewer)).collect();
    Ok(Reply::ok(&Results { results, next }))
}

/// Tells whether a room is still to be looked through.
fn is_left(room: &Room, cursor: Cursor) -> bool {
    room.body.id == cursor.room || (room.last_ms, room.body.id) < (cursor.last_ms, cursor.room)
}

/// Writes the cursor of a place. A room that is gone on with keeps the time at which it was begun.
fn write_cursor(rooms: &[Room], place: SearchPlace, from: Option<Cursor>) -> Option<String> {
    let room = rooms.get(place.at)?;
    let begun = from.filter(|from| from.room == room.body.id);
    let last_ms = begun.map_or(room.last_ms, |from| from.last_ms);
    Some(format!("{last_ms}-{}-{}", room.body.id, place.before?))
}

fn read_cursor(text: &str) -> Option<Cursor> {
    let [last_ms, room, before] = numbers(text)?;
    let before = Seq::new(before).filter(|seq| *seq > Seq::ZERO)?;
    Some(Cursor { last_ms: i64::try_from(last_ms).ok()?, room: RoomId::new(room)?, before })
}
