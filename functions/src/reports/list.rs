//! `list_reports`: lists the reports of a room's messages, for its admins.

use http::Method;
use roomcast_domain::{REPORTS_PAGE_MAX, Refusal, Report, ReportId};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::numbers;
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "list_reports",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/reports/",
    summary: "List the reports of a room's messages but one's own, newest first (admins)",
    policy: Policy {
        capabilities: &[&SEE_ROOM],
        table: &[Access::Query(&[Partition::Reports])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(list(call))),
    describe: Docs::new(|operation| {
        operation
            .limit(REPORTS_PAGE_MAX, 50)
            .cursor()
            .answers::<Vec<Report>>(200, "The reports")
            .links(200, "/0/id", "report_id", &["delete_report"])
            .refuses(&[Refusal::NotAMember, Refusal::AdminRequired])
    }),
};

async fn list(call: Call) -> Result<Reply> {
    let (app, user) = (&call.app, call.caller.user.id);
    let seen = access::room(app, user, call.room_id()?).await?;
    seen.admin()?;
    let limit = call.query.limit(REPORTS_PAGE_MAX, 50)?;
    let before = call.query.cursor(read_cursor)?;
    let page = app.store.reports().list(seen.room.body.id, user, (limit, before), app.clock.now()).await?;
    Ok(Reply::ok(&page.reports).next(page.next.map(|id| id.to_string())))
}

/// Reads a cursor: the id of the last report of the page before.
fn read_cursor(text: &str) -> Option<ReportId> {
    let [id] = numbers(text)?;
    ReportId::new(id)
}
