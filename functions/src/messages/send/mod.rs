//! `send_message`.

pub mod rate_limit;
pub mod sending;

use http::{Method, StatusCode};
use roomcast_domain::{RawDraft, Refusal};

use crate::error::Result;
use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::job::JobName;
use crate::messages::send::sending::{Sender, Sent};
use crate::policy::{
    Access, POST, Partition, Policy, READ_MEMBERSHIPS, READ_MESSAGES, READ_PEOPLE, SEE_ROOM,
};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "send_message",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/messages/",
    summary: "Send a message; with a client_message_id a repeat gets the first one back",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_PEOPLE, &READ_MEMBERSHIPS, &POST],
        starts: &[JobName::Deliver],
        table: &[
            Access::Get(&[Partition::Repeats]),
            Access::Put(&[Partition::Messages, Partition::Repeats, Partition::Users, Partition::People]),
            Access::Update(&[Partition::Repeats, Partition::Rooms, Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(send(call))),
    #[cfg(feature = "describe")]
    describe: |operation| {
        operation
            .body::<RawDraft>()
            .answers::<roomcast_domain::MessageView>(201, "The message")
            .answers::<roomcast_domain::MessageView>(
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
        Some(room) => room.reference(),
        None => call.app.store.find_room(room).await?.ok_or(Refusal::RoomNotFound)?.reference(),
    };
    Ok(Reply::new(status, &message.view(&name, viewer)))
}
