//! The end of connections: the one place that forgets connections and announces that users left.
//!
//! Connections end by their disconnect event, by being closed, or because a post showed that they are
//! gone. An announcement is a post itself and may show further departures: [`forget`] works through
//! them until none is left.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};
use roomcast_domain::{ClosedReason, Connection, RoomId, ServerFrame, User, UserId, encode};
use roomcast_store::ConnectionPlace;

use crate::App;
use crate::error::{Error, Result};
use crate::live::audience::Audience;
use crate::live::broadcast::{Broadcast, Recipient};
use crate::live::connection::ConnectionId;
use crate::live::post::{Departure, id_of, is_opening};
use crate::live::wire::Greeting;

/// Connections that end at the same time.
const AT_ONCE: usize = 16;

/// Forgets connections, after telling and closing those that have a reason. The end of a user's last
/// connection to a room is announced to the others; connections that this finds gone are forgotten,
/// too. Idempotent.
pub async fn forget(app: &Arc<App>, departures: Vec<Departure>) {
    let mut waiting = departures;
    while !waiting.is_empty() {
        let mut names = HashSet::new();
        waiting.retain(|departure| names.insert((departure.place, departure.connection.connection.clone())));
        let found: Vec<Vec<Departure>> = futures_util::stream::iter(waiting)
            .map(|departure| {
                let app = app.clone();
                async move { end(&app, departure).await }
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        waiting = found.into_iter().flatten().collect();
    }
}

/// Tells connections of one place the reason, closes them and forgets them; of a user socket only the
/// subscription ends where the reason asks for no more. A connection that may not be open yet is waited for.
pub async fn close(
    app: &Arc<App>,
    place: ConnectionPlace,
    connections: Vec<Connection>,
    reason: ClosedReason,
) {
    let departure = |connection: Connection| {
        let is_user_socket = connection.is_subscription || matches!(place, ConnectionPlace::User(_));
        let reason = if is_user_socket { reason.of_user_socket() } else { reason };
        Departure { place, connection, reason: Some(reason) }
    };
    forget(app, connections.into_iter().map(departure).collect()).await;
}

/// Posts a `closed` frame with the reason to a connection that has been greeted, then closes and
/// forgets it. `room_id` is the room of the connection, if it has one.
pub async fn close_greeted(
    app: &Arc<App>,
    room_id: Option<RoomId>,
    connection: &ConnectionId,
    reason: ClosedReason,
) {
    let frame = encode(&ServerFrame::Closed { room_id, reason });
    app.wire.post(std::slice::from_ref(connection), frame.into()).await;
    app.wire.close(connection, Some(reason)).await;
    disconnect(app, connection).await;
}

/// Forgets a connection by its name: its disconnect event has come. The end of a user's last
/// connection to a room is announced to the others. Idempotent.
pub async fn disconnect(app: &Arc<App>, connection: &ConnectionId) {
    let found = forget_by_name(app, connection).await;
    forget(app, found.unwrap_or_else(|failure| nothing_found(&failure))).await;
}

fn nothing_found(failure: &Error) -> Vec<Departure> {
    failure.log("disconnect");
    Vec::new()
}

/// Ends one connection and returns the departures that its announcement showed.
async fn end(app: &Arc<App>, departure: Departure) -> Vec<Departure> {
    let Departure { place, connection, reason } = departure;
    let (id, user) = (id_of(&connection), connection.user);
    let ended = match (place, reason) {
        (ConnectionPlace::Room(room), Some(reason))
            if connection.is_subscription && reason.ends_only_a_subscription() =>
        {
            let ended = end_subscription(app, room, user, None, &id).await;
            let frame = encode(&ServerFrame::Unsubscribed { room_id: room, reason: Some(reason) });
            app.wire.post(std::slice::from_ref(&id), frame.into()).await;
            ended
        }
        (ConnectionPlace::Room(_), _) if connection.is_subscription => {
            close_if_told(app, place, &connection, reason).await;
            forget_user_socket(app, user, &id, Some(place)).await
        }
        (ConnectionPlace::User(_), _) => {
            close_if_told(app, place, &connection, reason).await;
            forget_user_socket(app, user, &id, None).await
        }
        (ConnectionPlace::Room(_) | ConnectionPlace::Notifications(_), _) => {
            close_if_told(app, place, &connection, reason).await;
            forget_at(app, place, &connection).await
        }
    };
    ended.unwrap_or_else(|failure| nothing_found(&failure))
}

/// Tells a connection the reason, if there is one, and closes it.
async fn close_if_told(
    app: &App,
    place: ConnectionPlace,
    connection: &Connection,
    reason: Option<ClosedReason>,
) {
    let Some(reason) = reason else { return };
    let room_id = match place {
        ConnectionPlace::Room(room) if !connection.is_subscription => Some(room),
        _ => None,
    };
    let (id, frame) = (id_of(connection), encode(&ServerFrame::Closed { room_id, reason }).into());
    // What was greeted is open; a user socket is live before its greeting.
    let is_greeted = connection.live_after.is_some() && !matches!(place, ConnectionPlace::User(_));
    if !is_greeted && is_opening(connection, app.clock.now()) {
        let _ = app.wire.greet(&id, frame, Greeting::Last).await;
    } else {
        app.wire.post(std::slice::from_ref(&id), frame).await;
    }
    app.wire.close(&id, Some(reason)).await;
}

/// Forgets a connection by its lookup row. A connection without that row was forgotten before.
async fn forget_by_name(app: &Arc<App>, connection: &ConnectionId) -> Result<Vec<Departure>> {
    app.known_connections.forget(connection);
    let Some(lookup) = app.store.connections().forget(&connection.0).await? else { return Ok(Vec::new()) };
    let (place, user) = (ConnectionPlace::of(&lookup), lookup.user.id);
    if matches!(place, ConnectionPlace::User(_)) {
        return leave_everything(app, user, Some(&lookup.user), connection, None).await;
    }
    let one_at_a_time = app.departure_locks.lock(place, user).await;
    if !app.store.connections().leave_place(place, user, &connection.0, app.clock.now()).await? {
        return Ok(Vec::new());
    }
    let audience = audience_if_last_connection(app, place, user).await?;
    drop(one_at_a_time);
    Ok(announce_leave(app, audience, &lookup.user, connection).await)
}

/// Forgets a user socket that was found at one of its places, also one whose first attempt stopped in the
/// middle.
async fn forget_user_socket(
    app: &Arc<App>,
    user: UserId,
    connection: &ConnectionId,
    found_at: Option<ConnectionPlace>,
) -> Result<Vec<Departure>> {
    app.known_connections.forget(connection);
    let named = app.store.connections().forget(&connection.0).await?.map(|lookup| lookup.user);
    leave_everything(app, user, named.as_ref(), connection, found_at).await
}

/// Removes a user socket from the user's own channel and ends its subscriptions; that to `found_at` also if
/// the socket has no note of it.
async fn leave_everything(
    app: &Arc<App>,
    user: UserId,
    named: Option<&User>,
    connection: &ConnectionId,
    found_at: Option<ConnectionPlace>,
) -> Result<Vec<Departure>> {
    let own = ConnectionPlace::User(user);
    let (_, mut rooms) = futures_util::try_join!(
        app.store.connections().leave_place(own, user, &connection.0, app.clock.now()),
        app.store.subscriptions().list(&connection.0)
    )?;
    if let Some(ConnectionPlace::Room(room)) = found_at
        && !rooms.contains(&room)
    {
        rooms.push(room);
    }
    let ends = rooms.into_iter().map(|room| end_subscription(app, room, user, named, connection));
    let ended: Vec<Vec<Departure>> =
        futures_util::stream::iter(ends).buffer_unordered(AT_ONCE).try_collect().await?;
    Ok(ended.into_iter().flatten().collect())
}

/// Ends the subscription of a user socket and, if it was the last connection of its user to the room, announces
/// that the user left. Returns the departures that this showed. `named` is the user, where it is known.
pub(crate) async fn end_subscription(
    app: &Arc<App>,
    room: RoomId,
    user: UserId,
    named: Option<&User>,
    connection: &ConnectionId,
) -> Result<Vec<Departure>> {
    let place = ConnectionPlace::Room(room);
    let one_at_a_time = app.departure_locks.lock(place, user).await;
    let was_live = app.store.connections().leave_place(place, user, &connection.0, app.clock.now()).await?;
    app.store.subscriptions().forget(&connection.0, room).await?;
    if !was_live {
        return Ok(Vec::new());
    }
    let audience = audience_if_last_connection(app, place, user).await?;
    drop(one_at_a_time);
    if audience.is_none() {
        return Ok(Vec::new());
    }
    if let Some(user) = named {
        return Ok(announce_leave(app, audience, user, connection).await);
    }
    let user = app.store.members().user_in_room(user, room).await?;
    Ok(announce_leave(app, audience, &user, connection).await)
}

/// Forgets a connection that was found at a place, also one whose first attempt stopped between the
/// deletions of its two rows.
async fn forget_at(
    app: &Arc<App>,
    place: ConnectionPlace,
    connection: &Connection,
) -> Result<Vec<Departure>> {
    let (id, user) = (id_of(connection), connection.user);
    app.known_connections.forget(&id);
    let one_at_a_time = app.departure_locks.lock(place, user).await;
    let (lookup, was_live) = app.store.connections().forget_at(place, user, &id.0, app.clock.now()).await?;
    if !was_live {
        return Ok(Vec::new());
    }
    let audience = audience_if_last_connection(app, place, user).await?;
    drop(one_at_a_time);
    let user = match (lookup, place) {
        (Some(lookup), _) => lookup.user,
        (None, ConnectionPlace::Room(room)) => app.store.members().user_in_room(user, room).await?,
        (None, _) => return Ok(Vec::new()),
    };
    Ok(announce_leave(app, audience, &user, &id).await)
}

/// Returns the room and its audience, if a user has no live connection to the room any more.
async fn audience_if_last_connection(
    app: &App,
    place: ConnectionPlace,
    user: UserId,
) -> Result<Option<(RoomId, Audience)>> {
    let ConnectionPlace::Room(room) = place else { return Ok(None) };
    let audience = Audience::of(app, room).await?;
    let is_last = audience.of_user(app, room, user).await?.is_empty();
    Ok(is_last.then_some((room, audience)))
}

/// Announces that a user left a room, and returns the departures that this showed.
async fn announce_leave(
    app: &Arc<App>,
    audience: Option<(RoomId, Audience)>,
    user: &User,
    connection: &ConnectionId,
) -> Vec<Departure> {
    let Some((room, audience)) = audience else { return Vec::new() };
    let excluded = Recipient::speaker(user.id, Some(&connection.0));
    audience
        .post(app, &Broadcast::to_others(room, &ServerFrame::UserLeave { room_id: room, user }, excluded))
        .await
}
