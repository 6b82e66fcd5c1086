//! `send_message`.

use http::{Method, StatusCode};
use roomcast_domain::{RawDraft, Refusal};
use roomcast_store::Result;

use crate::body::parse;
use crate::messages::sending::{self, Sender, Sent};
use crate::reply::Reply;
use crate::routes::{Call, Endpoint};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "send_message",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/messages/",
    summary: "Send a message; with a client_message_id a repeat gets the first one back",
    handler: |call| Box::pin(send(call)),
};

async fn send(call: Call) -> Result<Reply> {
    let room = call.room_id()?;
    let raw: RawDraft = parse(&call.body)?;
    let viewer = call.caller.user.id;
    let (status, message, known) =
        match sending::send(&call.app, &Sender::User(call.caller), room, raw).await? {
            Sent::New(message, room) => (StatusCode::CREATED, message, room),
            Sent::Before(message) => (StatusCode::OK, message, None),
        };
    let name = match known {
        Some(room) => room.reference(),
        None => call.app.store.find_room(room).await?.ok_or(Refusal::RoomNotFound)?.reference(),
    };
    Ok(Reply::new(status, &message.view(&name, viewer)))
}
