//! `delete_report`: takes a report that was handled off the list of the room's admins.

use http::Method;
use roomcast_domain::{Refusal, texts};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "delete_report",
    method: Method::DELETE,
    path: "/api/chat/rooms/{room_id}/reports/{report_id}/",
    summary: "Delete a report that was handled (admins); the operator keeps it",
    policy: Policy {
        capabilities: &[&SEE_ROOM],
        table: &[Access::Get(&[Partition::Reports]), Access::Delete(&[Partition::Reports])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(delete(call))),
    describe: Docs::new(|operation| {
        operation.says(texts::REPORT_HANDLED).refuses(&[Refusal::NotAMember, Refusal::AdminRequired])
    }),
};

async fn delete(call: Call) -> Result<Reply> {
    let (app, user) = (&call.app, call.caller.user.id);
    let seen = access::room(app, user, call.room_id()?).await?;
    seen.admin()?;
    app.store.reports().delete(seen.room.body.id, call.report_id()?, user, app.clock.now()).await?;
    Ok(Reply::done(texts::REPORT_HANDLED))
}
