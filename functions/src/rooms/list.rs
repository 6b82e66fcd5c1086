//! `list_rooms`: lists the rooms that the caller may see, most recently active first.

use http::Method;
use roomcast_domain::ROOMS_PAGE_MAX;
use roomcast_domain::{RoomId, RoomListItem};
use roomcast_store::{RoomCursor, Scope};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::number_pair;
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy, READ_MEMBERSHIPS};

const SCOPES: &str = "`mine`: rooms one belongs to or is invited to; `public`: public rooms one neither \
belongs nor is invited to; `direct`: one's direct rooms; unset: the first two";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "list_rooms",
    method: Method::GET,
    path: "/api/chat/rooms/",
    summary: "List rooms, most recently active first",
    policy: Policy {
        capabilities: &[&READ_MEMBERSHIPS],
        table: &[Access::BatchGet(&[Partition::Rooms, Partition::Users]), Access::QueryPublicRooms],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(list(call))),
    describe: Docs::new(|operation| {
        operation
            .choice("scope", SCOPES, &["mine", "public", "direct"])
            .limit(ROOMS_PAGE_MAX, 100)
            .cursor()
            .answers::<Vec<RoomListItem<'_>>>(200, "The rooms")
    }),
};

async fn list(call: Call) -> Result<Reply> {
    let scopes = [("mine", Scope::Mine), ("public", Scope::Public), ("direct", Scope::Direct)];
    let scope = call.query.choice("scope", &scopes, Scope::All)?;
    let limit = call.query.limit(ROOMS_PAGE_MAX, 100)?;
    let cursor = call.query.cursor(read_cursor)?;
    let user = call.caller.user.id;
    let page = call.app.store.rooms().list(user, scope, limit, cursor).await?;
    let lines = page.rooms.iter();
    let lines = lines.map(|listed| RoomListItem::new(&listed.room, user, listed.membership.as_ref()));
    let rooms: Vec<_> = lines.collect();
    Ok(Reply::ok(&rooms).next(page.next.map(|cursor| format!("{}-{}", cursor.bump_s, cursor.room))))
}

fn read_cursor(text: &str) -> Option<RoomCursor> {
    let (bump_s, room) = number_pair(text)?;
    Some(RoomCursor { bump_s: u32::try_from(bump_s).ok()?.into(), room: RoomId::new(room)? })
}
