//! `leave_room`: also how an invitation is declined.

use std::sync::Arc;

use http::Method;
use roomcast_domain::{ClosedReason, Refusal, Role, RoomId, ServerFrame, Standing, User, UserId};
use roomcast_store::{Left, RoomItem, StoreError};

use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::close;
use crate::live::fanout;
use crate::live::job::Close;
use crate::live::job::JobName;
use crate::policy::{Access, POST, Partition, Policy, READ_PEOPLE, SEE_ROOM};
use crate::{App, members, notifications};

/// What a success says.
const LEFT: &str = "成功离开房间";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "leave_room",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/leave/",
    summary: "Leave a room, or decline an invitation to it",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_PEOPLE, &POST],
        starts: &[JobName::Close],
        table: &[
            Access::Update(&[Partition::Rooms, Partition::Users, Partition::People]),
            Access::Delete(&[Partition::Users, Partition::People]),
            Access::Put(&[Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(leave(call))),
    #[cfg(feature = "describe")]
    describe: |operation| operation.says(LEFT).refuses(&[Refusal::NotInRoom]),
};

async fn leave(call: Call) -> Result<Reply> {
    let (room, user) = (call.room_id()?, &call.caller.user);
    let now = call.app.clock.now();
    let crown = |heir, room: &RoomItem| {
        let (title, content) = members::promoted(&room.name);
        members::notice(heir, room, title, content, now)
    };
    let left = match call.app.store.leave(user.id, room, crown).await {
        Err(error @ StoreError::Refused(Refusal::NotInRoom | Refusal::RoomNotFound)) => {
            close_what_is_left(&call.app, room, user.id).await?;
            return Err(error.into());
        }
        left => left?,
    };
    if !matches!(left, Left::Declined) {
        close::at_once(&call.app, room, user.id, ClosedReason::Left).await?;
    }
    match left {
        Left::Declined => {}
        Left::Member { heir } => {
            fanout::tell_membership(&call.app, room, &ServerFrame::MemberLeft { user }).await;
            if let Some(heir) = heir {
                let (heir, notice) = *heir;
                let (user, is_muted) = (&User::from(heir.user), heir.muted);
                let frame = ServerFrame::MemberUpdated { user, role: Role::Admin, is_muted };
                fanout::tell_membership(&call.app, room, &frame).await;
                notifications::tell(&call.app, user.id, notice.view()).await?;
            }
        }
        Left::LastMember => {
            let watchers = Close { room, user: None, reason: ClosedReason::RoomClosed };
            close::close_later(&call.app, watchers).await?;
        }
    }
    Ok(Reply::done(LEFT))
}

/// Ends the connections of somebody who has been a member: an attempt that was cut off behind the end
/// of the membership may have left them open, and the others' where the room was closed by it.
async fn close_what_is_left(app: &Arc<App>, room: RoomId, user: UserId) -> Result<()> {
    let (found, membership) = app.store.room_and_membership(user, room).await?;
    let close = match (found, membership.map(|membership| membership.standing)) {
        (Some(room), _) if !room.active => {
            Close { room: room.id, user: None, reason: ClosedReason::RoomClosed }
        }
        (Some(room), Some(Standing::Gone)) => {
            Close { room: room.id, user: Some(user), reason: ClosedReason::Left }
        }
        _ => return Ok(()),
    };
    close::run(app, close).await
}
