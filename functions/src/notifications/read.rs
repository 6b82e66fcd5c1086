//! `read_notification`: marks a notification as read.

use http::Method;
use roomcast_domain::texts;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy, READ_MESSAGES};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "read_notification",
    method: Method::POST,
    path: "/api/chat/notifications/{notification_id}/read/",
    summary: "Mark a notification as read",
    policy: Policy {
        capabilities: &[&READ_MESSAGES],
        table: &[
            Access::Get(&[Partition::Users]),
            Access::Update(&[Partition::Users]),
            Access::Put(&[Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(read(call))),
    describe: Docs::new(|operation| operation.says(texts::NOTIFICATIONS_READ)),
};

async fn read(call: Call) -> Result<Reply> {
    call.app.store.notifications().read(call.caller.user.id, call.notification_id()?).await?;
    Ok(Reply::done(texts::NOTIFICATIONS_READ))
}
