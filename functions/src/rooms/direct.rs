//! `open_direct_room`: opens the direct room of the caller and another user.

use http::{Method, StatusCode};
use roomcast_domain::{ID_MAX, Refusal, UserId, Whole};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::user_channel;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, READ_PEOPLE, SEE_ROOM};
use crate::rooms;
use crate::rooms::access;
use crate::rooms::view::RoomDetail;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "open_direct_room",
    method: Method::POST,
    path: "/api/chat/rooms/direct/",
    summary: "Open the direct room with another user, which is made if there is none (50 new ones a day)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_PEOPLE, &POST],
        table: &[
            Access::Get(&[Partition::DirectRooms]),
            Access::Update(&[Partition::Counters, Partition::Users]),
            Access::Put(&[Partition::DirectRooms, Partition::Rooms, Partition::Users, Partition::People]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(open(call))),
    describe: Docs::new(|operation| {
        operation
            .body::<Body>()
            .answers::<RoomDetail>(201, "The room, which was made now")
            .answers::<RoomDetail>(200, "The room, which was there before")
            .refuses(&[Refusal::RateLimited { retry_after_s: 1 }])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "DirectRoom")]
struct Body {
    /// The id of the other user, who need not have used the chat before.
    #[schemars(required, range(min = 1, max = ID_MAX))]
    user_id: Option<Whole<u64>>,
}

async fn open(call: Call) -> Result<Reply> {
    let body: Body = parse(&call.body)?;
    let other = UserId::new(required("user_id", body.user_id)?.0);
    let other = other.ok_or_else(|| Refusal::field("user_id", "超出范围"))?;
    let (app, user) = (&call.app, &call.caller.user);
    let opened = app.store.rooms().open_direct(user, call.caller.issued_s, other, app.clock.now()).await?;
    if opened.appeared {
        user_channel::tell_room_added(app, user.id, opened.room).await;
    }
    let seen = access::room(app, user.id, opened.room).await?;
    let status = if opened.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Reply::new(status, &rooms::detail(app, user.id, &seen).await?))
}
