//! `leave_room`: also how an invitation is declined.

use std::sync::Arc;

use http::Method;
use roomcast_domain::{ClosedReason, Refusal, RoomId, ServerFrame, UserId};
use roomcast_store::{Left, Result, StoreError};

use crate::App;
use crate::fanout::{self, Broadcast};
use crate::jobs::{self, Job, close::Close};
use crate::reply::Reply;
use crate::routes::{Call, Endpoint, Handler};

/// What a success says.
const LEFT: &str = "成功离开房间";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "leave_room",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/leave/",
    summary: "Leave a room, or decline an invitation to it",
    handler: Handler::Caller(|call| Box::pin(leave(call))),
    #[cfg(feature = "describe")]
    describe: |operation| operation.says(LEFT).refuses(&[Refusal::NotInRoom]),
};

async fn leave(call: Call) -> Result<Reply> {
    let (room, user) = (call.room_id()?, &call.caller.user);
    let left = match call.app.store.leave(user.id, room).await {
        Err(error @ StoreError::Refused(Refusal::NotInRoom | Refusal::RoomNotFound)) => {
            close_what_is_left(&call.app, room, user.id).await?;
            return Err(error);
        }
        left => left?,
    };
    if left != Left::Declined {
        let own = Close { room, user: Some(user.id), reason: ClosedReason::Left };
        jobs::start(&call.app, Job::Close(own)).await;
    }
    match left {
        Left::Declined => {}
        Left::Member => {
            let frame = ServerFrame::MemberLeft { user };
            fanout::announce(&call.app, &Broadcast::to_all(room, &frame)).await?;
        }
        Left::LastMember => {
            let watchers = Close { room, user: None, reason: ClosedReason::RoomClosed };
            jobs::start(&call.app, Job::Close(watchers)).await;
        }
    }
    Ok(Reply::done(LEFT))
}

/// Ends the connections of somebody who is no member: an attempt that was cut off behind the end of
/// the membership may have left them open, and the others' where the room was closed by it.
async fn close_what_is_left(app: &Arc<App>, room: RoomId, user: UserId) -> Result<()> {
    let closed = app.store.find_room(room).await?.is_some_and(|room| !room.active);
    let close = if closed {
        Close { room, user: None, reason: ClosedReason::RoomClosed }
    } else {
        Close { room, user: Some(user), reason: ClosedReason::Left }
    };
    jobs::close::run(app, close).await
}
