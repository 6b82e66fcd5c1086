//! `read_room`: marks everything in a room as read.

use http::Method;
use roomcast_domain::texts;
use roomcast_domain::{MessageId, Seq};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::job::JobName;
use crate::messages::read::mark_read;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "read_room",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/read/",
    summary: "Mark everything in a room as read",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &POST],
        starts: &[JobName::Deliver],
        table: &[Access::Update(&[Partition::Users])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(read(call))),
    describe: Docs::new(|operation| {
        operation.says(texts::MESSAGES_READ).refuses(&[roomcast_domain::Refusal::NotAMember])
    }),
};

async fn read(call: Call) -> Result<Reply> {
    let id = call.room_id()?;
    let seen = access::room(&call.app, call.caller.user.id, id).await?;
    seen.member()?;
    let newest = call.app.store.messages().newest(id).await?.seq;
    if newest > Seq::ZERO {
        mark_read(&call.app, &call.caller.user, &seen.room, MessageId::of(id, newest), None).await?;
    }
    Ok(Reply::done(texts::MESSAGES_READ))
}
