//! `create_room`.

use http::Method;
use roomcast_domain::{Description, MaxMembers, RoomName, RoomType};
use roomcast_store::{NewRoom, Result};
use serde::Deserialize;

use crate::body::{parse, required};
use crate::reply::Reply;
use crate::routes::{Call, Endpoint};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "create_room",
    method: Method::POST,
    path: "/api/chat/rooms/",
    summary: "Create a room; its creator is its first member and admin",
    handler: |call| Box::pin(create(call)),
};

#[derive(Deserialize)]
struct Body {
    name: Option<String>,
    description: Option<String>,
    room_type: Option<RoomType>,
    max_members: Option<i64>,
}

async fn create(call: Call) -> Result<Reply> {
    let body: Body = parse(&call.body)?;
    let room = call.app.store.create_room(NewRoom {
        name: RoomName::parse(&required("name", body.name)?)?,
        description: body.description.as_deref().map(Description::parse).transpose()?.unwrap_or_default(),
        room_type: required("room_type", body.room_type)?,
        max_members: body.max_members.map(MaxMembers::parse).transpose()?.unwrap_or_default(),
        creator: call.caller.user,
        creator_iat_s: call.caller.issued_s,
        now: call.app.clock.now(),
    });
    Ok(Reply::created(&room.await?.new_view()))
}
