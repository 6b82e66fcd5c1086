//! `leave_room`: also how an invitation is declined.

use http::Method;
use roomcast_domain::{ClosedReason, ServerFrame};
use roomcast_store::{Left, Result};

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
    describe: |operation| operation.says(LEFT).refuses(&[roomcast_domain::Refusal::NotInRoom]),
};

async fn leave(call: Call) -> Result<Reply> {
    let (room, user) = (call.room_id()?, &call.caller.user);
    let left = call.app.store.leave(user.id, room).await?;
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
