//! `pin_message`: pins a message, or takes its pin back.

use std::sync::Arc;

use http::Method;
use roomcast_domain::{MessageId, Pins, Refusal, RoomId, ServerFrame};
use roomcast_store::PinsChange;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::broadcast::Broadcast;
use crate::live::deliver;
use crate::live::job::JobName;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::access::Seen;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "pin_message",
    method: Method::PUT,
    path: "/api/chat/messages/{message_id}/pin/",
    summary: "Pin a message, or take its pin back (admins; both users of a direct room)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &POST],
        starts: &[JobName::Deliver],
        table: &[
            Access::Get(&[Partition::Annotations]),
            Access::BatchGet(&[Partition::Messages]),
            Access::Put(&[Partition::Annotations]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(pin(call))),
    describe: Docs::new(|operation| {
        operation.body::<Body>().answers::<PinnedView>(200, "The pins of the room").refuses(&[
            Refusal::NotAMember,
            Refusal::AdminRequired,
            Refusal::Blocked,
            Refusal::MessageDeleted,
            Refusal::TooManyPins,
        ])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PinChange")]
struct Body {
    /// Whether the message is pinned from now on.
    #[schemars(required)]
    on: Option<bool>,
}

/// The ids of a room's pinned messages.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PinnedMessages")]
struct PinnedView {
    /// The room.
    room_id: RoomId,
    /// The number of changes of the pins: the greatest wins.
    version: u64,
    /// The pinned messages, the newest pin first.
    message_ids: Vec<MessageId>,
}

async fn pin(call: Call) -> Result<Reply> {
    let (app, id, user) = (&call.app, call.message_id()?, call.caller.user);
    let body: Body = parse(&call.body)?;
    let is_on = required("on", body.on)?;
    let (message, seen) = access::message(app, user.id, id).await?;
    check(&seen)?;
    access::not_blocked(app, user.id, seen.membership.as_ref()).await?;
    let change = if !is_on {
        app.store.messages().unpin(id).await?
    } else if message.body.is_deleted {
        return Err(Refusal::MessageDeleted.into());
    } else {
        app.store.messages().pin(id, user, app.clock.now()).await?
    };
    announce(app, &change).await;
    let Pins { room, version, .. } = change.pins;
    Ok(Reply::ok(&PinnedView { room_id: room, version, message_ids: change.pins.message_ids() }))
}

fn check(seen: &Seen) -> std::result::Result<(), Refusal> {
    let may_pin = seen.member()?.is_admin() || seen.room.body.is_direct;
    if may_pin { Ok(()) } else { Err(Refusal::AdminRequired) }
}

/// Tells a room of its pins, if they were changed. A failure is logged and does not fail the request: the pins are
/// stored, and clients find them by reading.
pub(super) async fn announce(app: &Arc<App>, change: &PinsChange) {
    if !change.is_changed {
        return;
    }
    let Pins { room, version, .. } = change.pins;
    let frame = ServerFrame::PinsUpdated { room_id: room, version, message_ids: change.pins.message_ids() };
    if let Err(error) = deliver::broadcast(app, &Broadcast::to_all(room, &frame)).await {
        error.log("pins_updated");
    }
}
