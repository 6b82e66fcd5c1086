//! `list_notifications`: lists the caller's notifications, newest first.

use http::Method;
use roomcast_domain::NOTIFICATIONS_PAGE_MAX;
use roomcast_domain::NotificationId;
use roomcast_store::NotificationCursor;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::number_pair;
use crate::http::reply::Reply;
use crate::notifications::view::view;
use crate::policy::{Access, Partition, Policy, READ_MEMBERSHIPS, READ_MESSAGES};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "list_notifications",
    method: Method::GET,
    path: "/api/chat/notifications/",
    summary: "List the caller's notifications, newest first",
    policy: Policy {
        capabilities: &[&READ_MEMBERSHIPS, &READ_MESSAGES],
        table: &[
            Access::Get(&[Partition::Users]),
            Access::BatchGet(&[Partition::Rooms, Partition::Users, Partition::Messages]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(list(call))),
    describe: Docs::new(|operation| {
        operation
            .limit(NOTIFICATIONS_PAGE_MAX, 50)
            .cursor()
            .answers::<Vec<roomcast_domain::NotificationView>>(200, "The notifications")
            .links(200, "/0/id", "notification_id", &["read_notification"])
    }),
};

async fn list(call: Call) -> Result<Reply> {
    let limit = call.query.limit(NOTIFICATIONS_PAGE_MAX, 50)?;
    let cursor = call.query.cursor(read_cursor)?;
    let page = call.app.store.notifications().list(call.caller.user.id, limit, cursor).await?;
    let next = page.next.map(|cursor| format!("{}-{}", cursor.created_ms, cursor.id));
    let notifications: Vec<_> = page.notifications.iter().map(view).collect();
    Ok(Reply::ok(&notifications).next(next))
}

fn read_cursor(text: &str) -> Option<NotificationCursor> {
    let (created_ms, id) = number_pair(text).filter(|(ms, _)| *ms < 10_u64.pow(13))?;
    Some(NotificationCursor { created_ms: i64::try_from(created_ms).ok()?, id: NotificationId::new(id)? })
}
