//! `list_pins`: lists a room's pinned messages.

use futures_util::TryFutureExt;
use http::Method;
use roomcast_domain::{Refusal, Time, User};
use schemars::JsonSchema;
use serde::Serialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::messages::view::MessageView;
use crate::policy::{Access, Partition, Policy, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "list_pins",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/pins/",
    summary: "List a room's pinned messages, the newest pin first",
    policy: Policy {
        capabilities: &[&SEE_ROOM],
        table: &[
            Access::Get(&[Partition::Annotations]),
            Access::BatchGet(&[Partition::Messages, Partition::Annotations]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(list(call))),
    describe: Docs::new(|operation| {
        operation
            .answers::<PinsView<'_>>(200, "The pins, at most 50")
            .refuses(&[Refusal::NotAMember, Refusal::Banned])
    }),
};

/// The pins of a room.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Pins")]
struct PinsView<'a> {
    /// The number of changes of the pins: the greatest wins.
    version: u64,
    /// The pins, the newest first.
    pins: Vec<PinView<'a>>,
}

/// A pinned message.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Pin")]
struct PinView<'a> {
    /// The message.
    message: MessageView<'a>,
    /// Who pinned it, with the names of that time.
    pinned_by: &'a User,
    /// When it was pinned.
    pinned_at: Time,
}

async fn list(call: Call) -> Result<Reply> {
    let (app, id, viewer) = (&call.app, call.room_id()?, call.caller.user.id);
    let (seen, pins) =
        futures_util::try_join!(access::room(app, viewer, id), app.store.messages().pins(id).err_into())?;
    seen.readable()?;
    let version = pins.version;
    let pinned = app.store.messages().pinned(pins).await?;
    let room = RoomRef::of(&seen.room);
    let views = pinned.iter().map(|(pin, message)| PinView {
        message: MessageView::new(message, &room, viewer),
        pinned_by: &pin.pinned_by,
        pinned_at: pin.pinned_at,
    });
    Ok(Reply::ok(&PinsView { version, pins: views.collect() }))
}
