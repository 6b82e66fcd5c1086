//! Presence at the beginning of a connection: its user is announced, and it learns who came and left meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use roomcast_domain::{ONLINE_SHOWN, RoomId, ServerFrame, User, UserId, encode};

use crate::App;
use crate::error::Result;
use crate::live::audience::Audience;
use crate::live::broadcast::{Broadcast, Recipient};
use crate::live::job::Greet;
use crate::live::presence;

/// Announces the user of a connection to the others in a room.
pub(super) async fn announce_join(app: &Arc<App>, greet: &Greet, room: RoomId, audience: &Audience) {
    let (user, excluded) = (&greet.user, Recipient::speaker(greet.user.id, Some(&greet.connection.0)));
    let join = Broadcast::to_others(room, &ServerFrame::UserJoin { room_id: room, user }, excluded);
    let departures = audience.post(app, &join).await;
    presence::forget(app, departures).await;
}

/// Tells the connection who came and left between its first frame, which listed the users in `listed`
/// as online, and its going live: announcements of that time did not reach it. Users that go live
/// later announce themselves to it.
pub(super) async fn announce_missed_presence(
    app: &Arc<App>,
    greet: &Greet,
    room: RoomId,
    listed: &BTreeSet<UserId>,
    audience: &Audience,
) -> Result<()> {
    let Some(live) = audience.live() else { return Ok(()) };
    let live: BTreeMap<UserId, &str> = live
        .filter(|connection| !connection.user.is_guest() && connection.user != greet.user.id)
        .map(|connection| (connection.user, connection.connection.as_str()))
        .collect();
    for (_, connection) in live.iter().filter(|(user, _)| !listed.contains(user)) {
        if let Some(lookup) = app.store.connections().find(connection).await? {
            tell(app, greet, &ServerFrame::UserJoin { room_id: room, user: &lookup.user }).await;
        }
    }
    for left in listed.iter().filter(|user| **user != greet.user.id && !live.contains_key(user)) {
        let user = app.store.members().user_in_room(*left, room).await?;
        tell(app, greet, &ServerFrame::UserLeave { room_id: room, user: &user }).await;
    }
    Ok(())
}

/// Posts a frame after the greeting. A connection that is gone is forgotten by its disconnect event.
async fn tell(app: &App, greet: &Greet, frame: &ServerFrame<'_>) {
    app.wire.post(std::slice::from_ref(&greet.connection), encode(frame).into()).await;
}

/// Returns the ids of the users online, the new user included, at most 100.
pub(super) fn with_user(online: &BTreeSet<UserId>, user: &User) -> Vec<UserId> {
    let own = [user.id].into_iter().filter(|user| !user.is_guest());
    let others = online.iter().copied().filter(|other| *other != user.id);
    let mut online: Vec<UserId> = own.chain(others).take(ONLINE_SHOWN).collect();
    online.sort_unstable();
    online
}
