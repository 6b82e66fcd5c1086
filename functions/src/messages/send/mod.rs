//! `send_message`: the endpoint, and the parts of sending that it shares with the `chat_message` frame.

pub mod deliver;
pub mod flow;
pub mod permission;
pub mod rate_limit;
pub mod repeat;
pub mod sender;

use crate::App;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::job::JobName;
use crate::messages::send::flow::Sent;
use crate::messages::send::sender::Sender;
use crate::messages::view::MessageView;
use crate::policy::{FIND_MEMBER_SOCKETS, POST, Policy, SEND};
use crate::rooms::access;
use crate::rooms::view::RoomRef;
use http::{Method, StatusCode};
use roomcast_domain::{RawDraft, Refusal, RoomId, UserId};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "send_message",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/messages/",
    summary: "Send a message; a repeat with the same client_message_id gets the first message back",
    policy: Policy {
        capabilities: &[&SEND, &POST, &FIND_MEMBER_SOCKETS],
        starts: &[JobName::Deliver],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(send(call))),
    describe: Docs::new(|operation| {
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
                Refusal::Blocked,
                Refusal::AdminRequired,
                Refusal::RoomFull,
                Refusal::TooManyRooms,
                Refusal::RoomExhausted,
                Refusal::RateLimited { retry_after_s: 1 },
                Refusal::SlowMode { retry_after_s: 1 },
                Refusal::RoomBusy,
            ])
    }),
};

async fn send(call: Call) -> Result<Reply> {
    let room = call.room_id()?;
    let raw: RawDraft = parse(&call.body)?;
    let viewer = call.caller.user.id;
    let (status, message, room) = match flow::send(&call.app, &Sender::User(call.caller), room, raw).await? {
        Sent::New(message, Some(room)) if !room.body.is_direct => {
            (StatusCode::CREATED, message, RoomRef::of(&room))
        }
        Sent::New(message, _) => {
            (StatusCode::CREATED, message, name_if_readable(&call.app, viewer, room).await)
        }
        Sent::Before { message, .. } => {
            (StatusCode::OK, message, RoomRef::of(&access::room(&call.app, viewer, room).await?.room))
        }
    };
    Ok(Reply::new(status, &MessageView::new(&message, &room, viewer)))
}

/// Returns id and name of the room of a message that is stored already. The message must be answered
/// with success, or a client without a `client_message_id` would send it twice: the name is empty if
/// the room cannot be read.
async fn name_if_readable(app: &App, viewer: UserId, room: RoomId) -> RoomRef {
    match access::room(app, viewer, room).await {
        Ok(seen) => RoomRef::of(&seen.room),
        Err(_) => RoomRef { id: room, name: String::new() },
    }
}
