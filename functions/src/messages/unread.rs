//! `mark_unread`: lets messages count as unread again, from one on.

use http::Method;
use roomcast_domain::{Refusal, texts};
use roomcast_store::StandingChange;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::update_me::change;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "mark_unread",
    method: Method::POST,
    path: "/api/chat/messages/{message_id}/unread/",
    summary: "Let a message and those after it count as unread, until one reads or sends again (members)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &POST],
        table: &[Access::Update(&[Partition::Users])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(mark(call))),
    describe: Docs::new(|operation| operation.says(texts::MESSAGES_UNREAD).refuses(&[Refusal::NotAMember])),
};

async fn mark(call: Call) -> Result<Reply> {
    let (id, user) = (call.message_id()?, call.caller.user.id);
    let (_, mut seen) = access::message(&call.app, user, id).await?;
    change(&call.app, user, &mut seen, StandingChange::UnreadFrom(id.seq())).await?;
    Ok(Reply::done(texts::MESSAGES_UNREAD))
}
