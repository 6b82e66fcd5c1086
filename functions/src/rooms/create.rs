//! `create_room`: makes a room with the caller as its first member and admin.

use http::Method;
use roomcast_domain::{
    DESCRIPTION_CHARS, Description, MAX_MEMBERS_MAX, MAX_MEMBERS_MIN, MaxMembers, ROOM_NAME_CHARS, RoomName,
    RoomType, Whole, Word,
};
use roomcast_store::NewRoom;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::user_channel;
use crate::policy::{Access, POST, Partition, Policy, READ_MEMBERSHIPS, SEE_ROOM};
use crate::rooms::view::NewRoomView;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "create_room",
    method: Method::POST,
    path: "/api/chat/rooms/",
    summary: "Create a room; its creator is its first member and admin",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MEMBERSHIPS, &POST],
        table: &[
            Access::Update(&[Partition::Counters]),
            Access::Put(&[Partition::Rooms, Partition::Users, Partition::People]),
            Access::Delete(&[Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(create(call))),
    describe: Docs::new(|operation| {
        operation
            .body::<Body>()
            .answers::<NewRoomView<'_>>(201, "The room")
            .refuses(&[roomcast_domain::Refusal::TooManyRooms])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewRoom")]
struct Body {
    /// The name; surrounding spaces are removed.
    #[schemars(required, length(min = 1, max = ROOM_NAME_CHARS))]
    name: Option<String>,
    /// The description.
    #[schemars(length(max = DESCRIPTION_CHARS))]
    description: Option<String>,
    /// The type, which decides who may see and enter the room.
    #[schemars(required)]
    room_type: Option<Word<RoomType>>,
    /// The largest number of members, by default 50.
    #[schemars(range(min = MAX_MEMBERS_MIN, max = MAX_MEMBERS_MAX))]
    max_members: Option<Whole<i64>>,
}

async fn create(call: Call) -> Result<Reply> {
    let body: Body = parse(&call.body)?;
    let (app, creator) = (call.app, call.caller.user);
    let room = app.store.rooms().create(NewRoom {
        name: RoomName::parse(&required("name", body.name)?)?,
        description: body.description.as_deref().map(Description::parse).transpose()?.unwrap_or_default(),
        room_type: required("room_type", body.room_type)?.0,
        max_members: body.max_members.map(|n| MaxMembers::parse(n.0)).transpose()?.unwrap_or_default(),
        creator: creator.clone(),
        creator_iat_s: call.caller.issued_s,
        now: app.clock.now(),
    });
    let room = room.await?;
    user_channel::tell_room_added(&app, creator.id, room.body.id).await;
    Ok(Reply::created(&NewRoomView::new(&room)))
}
