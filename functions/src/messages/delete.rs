//! `delete_message`: deletes the content of a message, for its sender and for admins of the room.

use http::Method;
use roomcast_domain::texts;
use roomcast_domain::{Membership, Refusal, ServerFrame};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::broadcast::Broadcast;
use crate::live::deliver;
use crate::live::job::JobName;
use crate::live::memory::Announced;
use crate::messages::pin;
use crate::policy::{Access, FIND_MEMBER_SOCKETS, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "delete_message",
    method: Method::DELETE,
    path: "/api/chat/messages/{message_id}/delete/",
    summary: "Delete a message's content (the sender or an admin)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &POST, &FIND_MEMBER_SOCKETS],
        starts: &[JobName::Deliver],
        table: &[
            Access::Get(&[Partition::Annotations]),
            Access::Update(&[Partition::Messages, Partition::Rooms]),
            Access::Put(&[Partition::Annotations]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(delete(call))),
    describe: Docs::new(|operation| operation.says(texts::MESSAGE_DELETED).refuses(&[Refusal::NotTheSender])),
};

async fn delete(call: Call) -> Result<Reply> {
    let (app, id, user) = (&call.app, call.message_id()?, call.caller.user.id);
    let (message, seen) = access::message(app, user, id).await?;
    if message.body.sender.id != user && !seen.membership.as_ref().is_some_and(Membership::is_admin) {
        return Err(Refusal::NotTheSender.into());
    }
    let _turn = deliver::take_turn(app, id.room()).await?;
    // Also when it is deleted already: an attempt that was cut off may have told nobody.
    if app.announcements.contains(Announced::Deletion(id)) {
        return Ok(Reply::done(texts::MESSAGE_DELETED));
    }
    let message = app.store.messages().delete(id, app.clock.now()).await?;
    let frame = ServerFrame::MessageDeleted {
        room_id: id.room(),
        message_id: id,
        seq: id.seq(),
        updated_at: message.body.updated_at,
    };
    let room = app.store.rooms().cache_changed(&message).await?;
    let told = Broadcast::to_all(id.room(), &frame);
    deliver::broadcast_change(app, &told, &message, room.as_ref()).await?;
    pin::announce(app, &app.store.messages().unpin(id).await?).await;
    app.announcements.note(Announced::Deletion(id));
    Ok(Reply::done(texts::MESSAGE_DELETED))
}
