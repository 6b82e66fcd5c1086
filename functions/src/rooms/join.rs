//! `join_room`: makes the caller a member of a room.

use std::sync::Arc;

use http::Method;
use roomcast_domain::texts;
use roomcast_domain::{Membership, Refusal, RoomId, ServerFrame, User};
use roomcast_store::Joined;

use crate::App;
use crate::auth::caller::Caller;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::{deliver, user_channel};
use crate::policy::{Access, POST, Partition, Policy, READ_MEMBERSHIPS, READ_MESSAGES, SEE_ROOM};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "join_room",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/join/",
    summary: "Join a room; joining twice changes nothing",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_MEMBERSHIPS, &POST],
        table: &[
            Access::Update(&[Partition::Rooms]),
            Access::Put(&[Partition::Users, Partition::People]),
            Access::Delete(&[Partition::Users, Partition::People]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(handle(call))),
    describe: Docs::new(|operation| {
        operation.says(texts::ROOM_JOINED).refuses(&[
            Refusal::DirectRoom,
            Refusal::RoomFull,
            Refusal::Banned,
            Refusal::TooManyRooms,
        ])
    }),
};

async fn handle(call: Call) -> Result<Reply> {
    let joined = join(&call.app, &call.caller.user, call.caller.issued_s, call.room_id()?).await?;
    if joined.direct_with.is_some() {
        return Err(Refusal::DirectRoom.into());
    }
    Ok(Reply::done(texts::ROOM_JOINED))
}

impl Caller {
    /// Makes the caller a member of a room, as the endpoint does.
    pub(crate) async fn join(&self, app: &Arc<App>, room: RoomId) -> Result<Membership> {
        join(app, &self.user, self.issued_s, room).await
    }
}

async fn join(app: &Arc<App>, user: &User, issued_s: i64, room: RoomId) -> Result<Membership> {
    if user.id.is_guest() {
        return Err(Refusal::GuestNotAllowed.into());
    }
    match app.store.members().join(user, issued_s, room, app.clock.now()).await? {
        Joined::Already(membership) => Ok(membership),
        Joined::New(membership) => {
            deliver::announce_membership(
                app,
                room,
                &ServerFrame::MemberJoined { room_id: room, user, is_muted: membership.muted },
            )
            .await;
            user_channel::tell_room_added(app, user.id, room).await;
            Ok(membership)
        }
    }
}
