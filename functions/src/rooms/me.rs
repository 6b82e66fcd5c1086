//! `get_standing`: how the caller stands to a room.

use http::Method;
use roomcast_domain::{Membership, MessageId, Refusal, Role, Room, Seq, Time, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Policy, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "get_standing",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/me/",
    summary: "Get one's own role, mute and read position in a room (members)",
    policy: Policy { capabilities: &[&SEE_ROOM], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(get(call))),
    describe: Docs::new(|operation| {
        operation.answers::<StandingView>(200, "The caller's standing").refuses(&[Refusal::NotAMember])
    }),
};

/// A member's own standing in a room. The newest `updated_at` wins.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Standing")]
struct StandingView {
    /// The caller's role.
    role: Role,
    /// Whether the caller may only read.
    is_muted: bool,
    /// Which notifications the caller gets from the room: all of them, until that can be chosen.
    notify: Notify,
    /// The last message that the caller has read; null before the first one.
    last_read_message_id: Option<MessageId>,
    /// The number of that message, 0 before the first one.
    last_read_seq: Seq,
    /// The number from which the caller marked messages as unread; null without such a mark.
    unread_from_seq: Option<Seq>,
    /// The time of the last change.
    updated_at: Time,
}

/// A choice of notifications.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Notify {
    /// All notifications.
    All,
}

impl StandingView {
    fn new(room: &Room, user: UserId, member: &Membership) -> Self {
        let read = room.read_by(user, member);
        Self {
            role: member.role,
            is_muted: member.muted,
            notify: Notify::All,
            last_read_message_id: (read > Seq::ZERO).then(|| MessageId::of(room.body.id, read)),
            last_read_seq: read,
            unread_from_seq: None,
            updated_at: member.updated_at(),
        }
    }
}

async fn get(call: Call) -> Result<Reply> {
    let user = call.caller.user.id;
    let mut seen = access::room(&call.app, user, call.room_id()?).await?;
    call.app.store.cover_newest(&mut seen.room);
    Ok(Reply::ok(&StandingView::new(&seen.room, user, seen.member()?)))
}
