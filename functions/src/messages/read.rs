//! `read_message`: moves the caller's read position forward to a message.

use std::sync::Arc;

use http::Method;
use roomcast_domain::texts;
use roomcast_domain::{
    Connection, MessageId, OwnStanding, READ_SHOWN_TO_ALL_MEMBERS, Refusal, Room, ServerFrame, User, encode,
};
use roomcast_store::{ConnectionPlace, ReadMoved};

use crate::App;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::broadcast::{Broadcast, Own, Recipient};
use crate::live::deliver;
use crate::live::job::JobName;
use crate::live::memory::Announced;
use crate::live::user_channel;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;

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
    describe: Docs::new(|operation| operation.says(texts::MESSAGES_READ).refuses(&[Refusal::NotAMember])),
};

async fn read(call: Call) -> Result<Reply> {
    let id = call.message_id()?;
    read_up_to(&call.app, &call.caller.user, id, None).await?;
    Ok(Reply::done(texts::MESSAGES_READ))
}

/// Moves a member's read position to a message that exists. `connection` is the connection that asked for
/// it, if a frame did.
pub async fn read_up_to(app: &Arc<App>, user: &User, id: MessageId, connection: Option<&str>) -> Result<()> {
    let seen = access::readable_room_of(app, user.id, id).await?;
    if id.seq() > seen.room.last_seq && id.seq() > app.store.messages().newest(id.room()).await?.seq {
        return Err(Refusal::MessageNotFound.into());
    }
    seen.member()?;
    mark_read(app, user, &seen.room, id, connection).await
}

/// Moves the position and tells the reader's other connections. In rooms of at most 8 members everybody is
/// told.
pub async fn mark_read(
    app: &Arc<App>,
    user: &User,
    room: &Room,
    id: MessageId,
    connection: Option<&str>,
) -> Result<()> {
    let change = Announced::Read(user.id, id);
    let moved = app.store.members().move_read(user.id, room.body.id, id.seq(), app.clock.now()).await?;
    let untold = |moved: &ReadMoved| !moved.is_repeat || !app.announcements.contains(change);
    let Some(ReadMoved { membership, .. }) = moved.filter(untold) else { return Ok(()) };
    let mut room = room.clone();
    app.store.rooms().cover_newest(&mut room);
    let me = OwnStanding::of(&room, user.id, Some(&membership));
    let frame = |me| ServerFrame::Read { room_id: id.room(), user, message_id: id, me };
    let own = frame(me.as_ref());
    let at_room = if room.body.member_count <= READ_SHOWN_TO_ALL_MEMBERS {
        let asking =
            connection.map(|connection| Recipient { user: user.id, connection: Some(connection.to_owned()) });
        let all = Broadcast {
            excluded_recipient: asking,
            own: Some(Own { recipient: Recipient { user: user.id, connection: None }, frame: encode(&own) }),
            ..Broadcast::to_all(room.body.id, &frame(None))
        };
        deliver::broadcast(app, &all).await?
    } else {
        deliver::post_to_user(app, ConnectionPlace::Room(room.body.id), user.id, &own, connection).await?
    };
    let is_told = |own: &Connection| {
        at_room.iter().any(|told| told.connection == own.connection && told.live_after.is_some())
    };
    let hears = |own: &Connection| Some(own.connection.as_str()) != connection && !is_told(own);
    user_channel::tell(app, user.id, &own, hears).await?;
    app.announcements.note(change);
    Ok(())
}
