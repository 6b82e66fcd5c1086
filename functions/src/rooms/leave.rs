//! `leave_room`: ends a membership or declines an invitation.

use std::sync::Arc;

use http::Method;
use roomcast_domain::texts;
use roomcast_domain::{
    ClosedReason, Refusal, RemovedReason, Role, Room, RoomId, ServerFrame, Standing, UserId,
};
use roomcast_store::{Left, StoreError};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::job::Close;
use crate::live::job::JobName;
use crate::live::{close, deliver, user_channel};
use crate::policy::{
    Access, FIND_MEMBER_SOCKETS, POST, Partition, Policy, READ_MESSAGES, READ_PEOPLE, SEE_ROOM,
};
use crate::{App, members, notifications};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "leave_room",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/leave/",
    summary: "Leave a room, or decline an invitation to it",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_PEOPLE, &POST, &FIND_MEMBER_SOCKETS],
        starts: &[JobName::Close],
        table: &[
            Access::Update(&[Partition::Rooms, Partition::Users, Partition::People]),
            Access::Delete(&[Partition::Users, Partition::People]),
            Access::Put(&[Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(leave(call))),
    describe: Docs::new(|operation| operation.says(texts::ROOM_LEFT).refuses(&[Refusal::NotInRoom])),
};

async fn leave(call: Call) -> Result<Reply> {
    let (room, user) = (call.room_id()?, &call.caller.user);
    let now = call.app.clock.now();
    let notice_for_new_admin = |heir, room: &Room| {
        let (title, content) = members::promoted(&room.body.name);
        members::notice(heir, room, title, content, now)
    };
    let left = match call.app.store.members().leave(user.id, room, notice_for_new_admin).await {
        Err(error @ StoreError::Refused(Refusal::NotInRoom | Refusal::RoomNotFound)) => {
            close_what_is_left(&call.app, room, user.id).await?;
            return Err(error.into());
        }
        left => left?,
    };
    user_channel::tell_room_removed(&call.app, user.id, room, RemovedReason::Left).await;
    if !matches!(left, Left::Declined | Left::Hidden) {
        close::close_now(&call.app, room, user.id, ClosedReason::Left).await?;
    }
    match left {
        Left::Declined | Left::Hidden => {}
        Left::Member { heir } => {
            deliver::announce_membership(&call.app, room, &ServerFrame::MemberLeft { room_id: room, user })
                .await;
            if let Some(heir) = heir {
                let (heir, notice) = *heir;
                let (user, is_muted) = (&heir.user, heir.muted);
                let frame = ServerFrame::MemberUpdated { room_id: room, user, role: Role::Admin, is_muted };
                deliver::announce_membership(&call.app, room, &frame).await;
                user_channel::tell_room_added(&call.app, user.id, room).await;
                notifications::tell(&call.app, user.id, notice.notification()).await?;
            }
        }
        Left::LastMember => {
            deliver::tell_invited_of_closing(&call.app, room).await;
            let watchers = Close { room, user: None, reason: ClosedReason::RoomClosed };
            close::close_later(&call.app, watchers).await?;
        }
    }
    Ok(Reply::done(texts::ROOM_LEFT))
}

/// Ends the connections of a user whose membership has ended; if the room was closed with the membership,
/// the connections of everybody. An interrupted attempt may have left them open.
async fn close_what_is_left(app: &Arc<App>, room: RoomId, user: UserId) -> Result<()> {
    let (found, membership) = app.store.members().find_with_room(user, room).await?;
    let close = match (found, membership.map(|membership| membership.standing)) {
        (Some(room), _) if !room.is_active => {
            Close { room: room.body.id, user: None, reason: ClosedReason::RoomClosed }
        }
        (Some(room), Some(Standing::Gone)) => {
            Close { room: room.body.id, user: Some(user), reason: ClosedReason::Left }
        }
        _ => return Ok(()),
    };
    close::run(app, close).await
}
