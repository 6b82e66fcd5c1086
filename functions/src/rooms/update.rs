//! `update_room`: changes the name, the description, the number of seats or the slow mode, as an admin.

use http::Method;
use roomcast_domain::{
    DESCRIPTION_CHARS, Description, MAX_MEMBERS_MAX, MAX_MEMBERS_MIN, MaxMembers, ROOM_NAME_CHARS, RoomName,
    SLOW_MODE_MAX_S, ServerFrame, SlowMode, Whole,
};
use roomcast_store::RoomChange;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::deliver;
use crate::live::job::JobName;
use crate::policy::{
    Access, FIND_MEMBER_SOCKETS, POST, Partition, Policy, READ_MESSAGES, READ_PEOPLE, SEE_ROOM,
};
use crate::rooms;
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "update_room",
    method: Method::PATCH,
    path: "/api/chat/rooms/{room_id}/",
    summary: "Change a room's name, description, size or slow mode (admins)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &READ_PEOPLE, &POST, &FIND_MEMBER_SOCKETS],
        starts: &[JobName::Deliver],
        table: &[Access::Update(&[Partition::Rooms])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(update(call))),
    describe: Docs::new(|operation| {
        operation.body::<Body>().answers::<rooms::view::RoomDetail>(200, "The room").refuses(&[
            roomcast_domain::Refusal::NotAMember,
            roomcast_domain::Refusal::AdminRequired,
            roomcast_domain::Refusal::DirectRoom,
            roomcast_domain::Refusal::TooFewSeats,
        ])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "RoomChange")]
struct Body {
    /// The new name; surrounding spaces are removed.
    #[schemars(length(min = 1, max = ROOM_NAME_CHARS))]
    name: Option<String>,
    /// The new description.
    #[schemars(length(max = DESCRIPTION_CHARS))]
    description: Option<String>,
    /// The new largest number of members; not less than the present number.
    #[schemars(range(min = MAX_MEMBERS_MIN, max = MAX_MEMBERS_MAX))]
    max_members: Option<Whole<i64>>,
    /// The seconds that members who are no admins wait between two messages; 0 for no wait.
    #[schemars(range(min = 0, max = SLOW_MODE_MAX_S))]
    slow_mode_s: Option<Whole<i64>>,
}

async fn update(call: Call) -> Result<Reply> {
    let id = call.room_id()?;
    let body: Body = parse(&call.body)?;
    let change = RoomChange {
        name: body.name.as_deref().map(RoomName::parse).transpose()?,
        description: body.description.as_deref().map(Description::parse).transpose()?,
        max_members: body.max_members.map(|n| MaxMembers::parse(n.0)).transpose()?,
        slow_mode: body.slow_mode_s.map(|n| SlowMode::parse(n.0)).transpose()?,
    };
    let mut seen = access::room(&call.app, call.caller.user.id, id).await?;
    seen.no_direct_room()?;
    seen.admin()?;
    if change != RoomChange::default() {
        // Frames of changes come in the order of the changes.
        let _turn = deliver::take_turn(&call.app, id).await?;
        seen.room = call.app.store.rooms().change(id, change, call.app.clock.now()).await?;
        let frame = ServerFrame::RoomUpdated { room_id: id, room: &seen.room.summary() };
        deliver::broadcast_to_members(&call.app, id, &frame).await?;
    }
    Ok(Reply::ok(&rooms::detail(&call.app, call.caller.user.id, &seen).await?))
}
