//! `read_all_notifications`: marks every notification as read. Read positions do not change.

use http::Method;
use roomcast_domain::texts;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "read_all_notifications",
    method: Method::POST,
    path: "/api/chat/notifications/read-all/",
    summary: "Mark all notifications as read",
    policy: Policy { table: &[Access::Put(&[Partition::Users])], ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(read_all(call))),
    describe: Docs::new(|operation| operation.says(texts::NOTIFICATIONS_READ)),
};

async fn read_all(call: Call) -> Result<Reply> {
    call.app.store.notifications().read_all(call.caller.user.id, call.app.clock.now()).await?;
    Ok(Reply::done(texts::NOTIFICATIONS_READ))
}
