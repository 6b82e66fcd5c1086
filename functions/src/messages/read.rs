//! `read_message`: the caller has read up to a message.

use std::sync::Arc;

use http::Method;
use roomcast_domain::{MessageId, READ_SHOWN_TO_ALL_MEMBERS, Refusal, ServerFrame, User};
use roomcast_store::{ConnectionPlace, RoomItem};

use crate::App;
use crate::app::Told;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::broadcast::{Broadcast, Who};
use crate::live::fanout;
use crate::live::job::JobName;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;

/// What a success says.
const READ: &str = "消息已标记为已读";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "read_message",
    method: Method::POST,
    path: "/api/chat/messages/{message_id}/read/",
    summary: "Move the caller's read position forward to a message",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &POST],
        starts: &[JobName::Deliver],
        table: &[Access::Update(&[Partition::Users])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(read(call))),
    #[cfg(feature = "describe")]
    describe: |operation| operation.says(READ).refuses(&[Refusal::NotAMember]),
};

async fn read(call: Call) -> Result<Reply> {
    let id = call.message_id()?;
    read_up_to(&call.app, &call.caller.user, id, None).await?;
    Ok(Reply::done(READ))
}

/// Moves a member's read position to a message that exists; `connection` is the one that asked.
pub async fn read_up_to(app: &Arc<App>, user: &User, id: MessageId, connection: Option<&str>) -> Result<()> {
    let seen = access::readable_room_of(app, user.id, id).await?;
    if id.seq() > seen.room.last_seq && id.seq() > app.store.newest(id.room()).await?.seq {
        return Err(Refusal::MessageNotFound.into());
    }
    seen.member()?;
    mark_read(app, user, &seen.room, id, connection).await
}

/// Moves the position, and tells the reader's other connections; in rooms of at most 8 members
/// everybody.
pub async fn mark_read(
    app: &Arc<App>,
    user: &User,
    room: &RoomItem,
    id: MessageId,
    connection: Option<&str>,
) -> Result<()> {
    let told = Told::Read(user.id, id);
    if !app.store.move_read(user.id, room.id, id.seq(), app.clock.now()).await? || app.has_told(told) {
        return Ok(());
    }
    let frame = ServerFrame::Read { user, message_id: id };
    if room.member_count <= READ_SHOWN_TO_ALL_MEMBERS {
        let asking =
            connection.map(|connection| Who { user: user.id, connection: Some(connection.to_owned()) });
        let all = Broadcast { except: asking, ..Broadcast::to_all(room.id, &frame) };
        fanout::broadcast(app, &all).await?;
    } else {
        fanout::post_to_user(app, ConnectionPlace::Room(room.id), user.id, &frame, connection).await?;
    }
    app.note_told(told);
    Ok(())
}
