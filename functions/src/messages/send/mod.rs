//! `send_message`.

pub mod rate_limit;
pub mod sending;

use http::{Method, StatusCode};
use roomcast_domain::{RawDraft, Refusal};
use roomcast_store::Result;

use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::messages::send::sending::{Sender, Sent};
use crate::messages::view::MessageView;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "send_message",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/messages/",
    summary: "Send a message; with a client_message_id a repeat gets the first one back",
    handler: Handler::Caller(|call| Box::pin(send(call))),
    #[cfg(feature = "describe")]
    describe: |operation| {
        operation
            .body::<RawDraft>()
            .answers::<MessageView<'_>>(201, "The message")
            .answers::<MessageView<'_>>(
                200,
                "The message that was sent before under this `client_message_id`",
            )
            .links(
                201,
                "/id",
                "message_id",
                &["get_message", "edit_message", "read_message", "delete_message"],
            )
            .refuses(&[
                Refusal::InvalidReplyTo,
                Refusal::NotAMember,
                Refusal::Banned,
                Refusal::Muted,
                Refusal::AdminRequired,
                Refusal::RoomFull,
                Refusal::TooManyRooms,
                Refusal::RoomExhausted,
                Refusal::RateLimited { retry_after_s: 1 },
                Refusal::RoomBusy,
            ])
    },
};

async fn send(call: Call) -> Result<Reply> {
    let room = call.room_id()?;
    let raw: RawDraft = parse(&call.body)?;
    let viewer = call.caller.user.id;
    let (status, message, known) =
        match sending::send(&call.app, &Sender::User(call.caller), room, raw).await? {
            Sent::New(message, room) => (StatusCode::CREATED, message, room),
            Sent::Before { message, .. } => (StatusCode::OK, message, None),
        };
    let name = match known {
        Some(room) => RoomRef::of(&room),
        None => RoomRef::of(&call.app.store.find_room(room).await?.ok_or(Refusal::RoomNotFound)?),
    };
    Ok(Reply::new(status, &MessageView::new(&message, &name, viewer)))
}
