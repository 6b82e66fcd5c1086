//! `list_members`: lists the members of a room by username, and the banned users for admins.

use std::collections::{BTreeSet, HashSet};

use http::Method;
use roomcast_domain::{MEMBERS_BY_ID_MAX, MEMBERS_PAGE_MAX, Refusal, UserId};
use roomcast_store::{ConnectionPlace, People};

use crate::App;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::members::view::MemberView;
use crate::policy::{Access, Partition, Policy, READ_PEOPLE, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::access::Seen;
use crate::rooms::view::RoomRef;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "list_members",
    method: Method::GET,
    path: "/api/chat/rooms/{room_id}/members/",
    summary: "List a room's members by username",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_PEOPLE],
        table: &[Access::BatchGet(&[Partition::Users]), Access::Query(&[Partition::Connections])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(list(call))),
    describe: Docs::new(|operation| {
        operation
            .choice("banned", "`true`: the banned, for admins", &["true", "false"])
            .text("ids", "At most 100 ids of users, with commas: their entries, also of who has left")
            .text("prefix", "Only usernames that begin so, in any case")
            .limit(MEMBERS_PAGE_MAX, MEMBERS_PAGE_MAX)
            .cursor()
            .answers::<Vec<MemberView>>(200, "The members")
            .refuses(&[Refusal::NotAMember, Refusal::Banned, Refusal::AdminRequired])
    }),
};

async fn list(call: Call) -> Result<Reply> {
    let id = call.room_id()?;
    let seen = access::room(&call.app, call.caller.user.id, id).await?;
    seen.readable()?;
    let limit = call.query.limit(MEMBERS_PAGE_MAX, MEMBERS_PAGE_MAX)?;
    let banned = call.query.choice("banned", &[("true", true), ("false", false)], false)?;
    let prefix = call.query.get("prefix").unwrap_or_default();
    let people = if banned { People::Banned } else { People::Members { prefix } };
    let cursor = call.query.cursor(|text| people.read_cursor(text))?;
    if banned {
        seen.admin()?;
    }
    if let Some(ids) = ids_of(&call.query)? {
        return list_known(&call.app, &seen, &ids).await;
    }
    let place = ConnectionPlace::Room(id);
    let (page, connections) = futures_util::try_join!(
        call.app.store.members().list(id, people, limit, cursor.as_deref()),
        call.app.store.connections().list(place, call.app.clock.now())
    )?;
    let users: Vec<UserId> = page.people.iter().map(|person| person.user.id).collect();
    let memberships = call.app.store.members().find_many(id, &users).await?;
    let online: HashSet<UserId> =
        connections.iter().filter(|c| c.live_after.is_some()).map(|c| c.user).collect();
    let views: Vec<_> = page
        .people
        .into_iter()
        .map(|person| {
            let (user, room) = (person.user.id, RoomRef::of(&seen.room));
            let read_ms = memberships.get(&user).and_then(|m| m.read_ms);
            MemberView::of_member(room, person, read_ms, banned, online.contains(&user))
        })
        .collect();
    Ok(Reply::ok(&views).next(page.next))
}

/// Returns the users whom `ids` names.
fn ids_of(query: &Query) -> Result<Option<Vec<UserId>>> {
    let Some(text) = query.get("ids") else { return Ok(None) };
    let refused = || Refusal::InvalidQuery { parameter: "ids" };
    let id = |text: &str| text.parse().ok().and_then(UserId::new).ok_or_else(refused);
    let ids: BTreeSet<UserId> = text.split(',').map(id).collect::<std::result::Result<_, _>>()?;
    if ids.len() > MEMBERS_BY_ID_MAX { Err(refused().into()) } else { Ok(Some(ids.into_iter().collect())) }
}

/// Lists those of these users who are or were members.
async fn list_known(app: &App, seen: &Seen, ids: &[UserId]) -> Result<Reply> {
    let room = seen.room.body.id;
    let (memberships, connections) = futures_util::try_join!(
        app.store.members().find_many_with_former(room, ids),
        app.store.connections().list(ConnectionPlace::Room(room), app.clock.now())
    )?;
    let is_online = |user| connections.iter().any(|own| own.user == user && own.live_after.is_some());
    let known = ids.iter().filter_map(|user| Some((*user, memberships.get(user)?)));
    let known = known.filter(|(_, membership)| membership.joined_ms > 0);
    let views: Vec<_> = known
        .map(|(user, own)| MemberView::of_known(RoomRef::of(&seen.room), user, own, is_online(user)))
        .collect();
    Ok(Reply::ok(&views))
}
