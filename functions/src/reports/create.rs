//! `report_message`: reports a message to the admins of its room and to the operator.

use http::{Method, StatusCode};
use roomcast_domain::{REPORT_REASON_CHARS, Refusal, ReportReason, texts};
use roomcast_store::Allowance;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, COUNT, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "report_message",
    method: Method::POST,
    path: "/api/chat/messages/{message_id}/report/",
    summary: "Report a message to the admins of its room and to the operator (60 an hour)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &COUNT],
        table: &[Access::Put(&[Partition::Reports, Partition::OperatorReports])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(report(call))),
    describe: Docs::new(|operation| {
        operation
            .body::<Body>()
            .says_with(201, texts::MESSAGE_REPORTED)
            .says(texts::MESSAGE_REPORTED)
            .refuses(&[Refusal::MessageDeleted, Refusal::RateLimited { retry_after_s: 1 }])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewReport")]
struct Body {
    /// The reason: 1..500 characters.
    #[schemars(required, length(min = 1, max = REPORT_REASON_CHARS))]
    reason: Option<String>,
}

async fn report(call: Call) -> Result<Reply> {
    let (app, id, user) = (&call.app, call.message_id()?, call.caller.user.id);
    let body: Body = parse(&call.body)?;
    let reason = ReportReason::parse(&required("reason", body.reason)?)?;
    let (message, seen) = access::message(app, user, id).await?;
    if message.body.is_deleted {
        return Err(Refusal::MessageDeleted.into());
    }
    let mut reply = Reply::done(texts::MESSAGE_REPORTED);
    let now = app.clock.now();
    if !app.store.reports().has_reported(user, &message, now).await? {
        app.store.users().count_act(user, Allowance::Reports, now).await?;
        if app.store.reports().create(user, (message, &seen.room), reason, now).await? {
            reply.status = StatusCode::CREATED;
        }
    }
    Ok(reply)
}
