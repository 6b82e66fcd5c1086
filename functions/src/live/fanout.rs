//! Fan-out: one frame to the connections of a room.
//!
//! The function that has something to tell queries the room's connections and posts to them. Chat
//! messages take turns per room ([`roomcast_store::DeliveryTurn`]); in a room with more connections
//! than one invocation posts to, `deliver` jobs take a share of them each.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use roomcast_domain::{ClosedReason, Connection, RoomId, ServerFrame, Time, UserId, encode};
use roomcast_store::{ConnectionPlace, DeliveryTurn, Result, Undelivered, connection_sort};

use crate::App;
use crate::live::audience::Audience;
use crate::live::broadcast::Broadcast;
use crate::live::job::Deliver;
use crate::live::job::Job;
use crate::live::wire::{ConnectionId, Greeting};

/// A connection younger than this may not be open everywhere yet: a failed post says nothing about it.
const OPENING_MS: i64 = 10_000;
/// Connections that are closed or forgotten at once.
const ENDINGS_AT_ONCE: usize = 16;

/// Delivers every stored message of the room that waits for it, in order.
pub async fn deliver_messages(app: &Arc<App>, room: RoomId) -> Result<()> {
    take_turn(app, room).await.map(drop)
}

/// Delivers what waits, and keeps the room's turn: what its holder writes and tells now comes in
/// this order to everybody, within this process.
pub async fn take_turn(app: &Arc<App>, room: RoomId) -> Result<DeliveryTurn> {
    let mut turn = app.store.delivery_turn(room).await;
    let messages = std::mem::take(&mut turn.messages);
    if messages.is_empty() {
        return Ok(turn);
    }
    let connections = match app.store.connections(ConnectionPlace::Room(room), app.clock.now()).await {
        Ok(connections) => connections,
        Err(error) => {
            messages.into_iter().for_each(|waiting| app.store.deliver_later(waiting));
            return Err(error);
        }
    };
    for Undelivered { message, again } in &messages {
        let mut broadcast = Broadcast::of_message(message);
        broadcast.seq = broadcast.seq.filter(|_| !again);
        post(app, &connections, &broadcast).await;
    }
    Ok(turn)
}

/// Posts a frame to a room, whatever its size.
pub async fn broadcast(app: &Arc<App>, broadcast: &Broadcast) -> Result<()> {
    let place = ConnectionPlace::Room(broadcast.room);
    let connections = app.store.connections(place, app.clock.now()).await?;
    post(app, &connections, broadcast).await;
    Ok(())
}

/// Posts a frame to a room with at most 100 live connections: typing, presence and membership are
/// not announced in larger ones.
pub async fn announce(app: &Arc<App>, broadcast: &Broadcast) -> Result<()> {
    let audience = Audience::of(app, broadcast.room).await?;
    audience.tell(app, broadcast).await;
    Ok(())
}

/// Announces a change of membership. It is made, so a failure here does not undo the answer: it is
/// logged, and the member list tells.
pub async fn tell_membership(app: &Arc<App>, room: RoomId, frame: &ServerFrame<'_>) {
    if let Err(error) = announce(app, &Broadcast::to_all(room, frame)).await {
        tracing::warn!(%error, room = room.get(), "a change of membership was not announced");
    }
}

/// Posts a frame to one user's connections at a place, but for one of them.
pub async fn post_to_user(
    app: &Arc<App>,
    place: ConnectionPlace,
    user: UserId,
    frame: &ServerFrame<'_>,
    but: Option<&str>,
) -> Result<()> {
    let now = app.clock.now();
    let connections = app.store.connections_of_user(place, user, now).await?;
    let live = connections.iter().filter(|c| c.live_after.is_some() && Some(c.connection.as_str()) != but);
    let (expired, good): (Vec<_>, Vec<_>) = live.partition(|connection| has_expired(connection, now));
    let targets: Vec<ConnectionId> = good.into_iter().map(id_of).collect();
    let gone = app.wire.post(&targets, encode(frame).into()).await;
    forget(app, place, &connections, gone).await;
    close_expired(app, place, expired).await;
    Ok(())
}

async fn close_expired(app: &Arc<App>, place: ConnectionPlace, expired: Vec<&Connection>) {
    let expired = futures_util::stream::iter(expired);
    expired
        .for_each_concurrent(ENDINGS_AT_ONCE, async |connection| {
            close_one(app, place, connection, ClosedReason::Expired).await;
        })
        .await;
}

fn has_expired(connection: &Connection, now: Time) -> bool {
    connection.token_expires_s.is_some_and(|at| at <= now.s())
}

/// Posts a frame to those of `connections` that it reaches.
pub(crate) async fn post(app: &Arc<App>, connections: &[Connection], broadcast: &Broadcast) {
    if connections.len() <= app.wire.direct_posts() {
        return post_directly(app, connections, broadcast).await;
    }
    let shares = connections.chunks(app.wire.direct_posts()).filter_map(|share| {
        let (first, last) = (share.first()?, share.last()?);
        let job = Deliver {
            broadcast: broadcast.clone(),
            first: connection_sort(first),
            last: connection_sort(last),
        };
        Some(app.wire.start(Job::Deliver(job)))
    });
    for started in futures_util::future::join_all(shares).await {
        if let Err(error) = started {
            tracing::error!(%error, room = broadcast.room.get(), "a share of a room was not handed over");
        }
    }
}

/// Posts a frame to those of `connections` that it reaches, in this invocation.
pub(crate) fn post_directly<'a>(
    app: &'a Arc<App>,
    connections: &'a [Connection],
    broadcast: &'a Broadcast,
) -> BoxFuture<'a, ()> {
    async move {
        let now = app.clock.now();
        let (mut own, mut others, mut expired) = (Vec::new(), Vec::new(), Vec::new());
        for connection in connections.iter().filter(|connection| broadcast.reaches(connection)) {
            if has_expired(connection, now) {
                expired.push(connection);
                continue;
            }
            let to = if broadcast.own.as_ref().is_some_and(|own| own.who.is(connection)) {
                &mut own
            } else {
                &mut others
            };
            to.push(id_of(connection));
        }
        let mut gone = app.wire.post(&others, Bytes::copy_from_slice(broadcast.frame.as_bytes())).await;
        if let Some(frame) = broadcast.own.as_ref().map(|own| &own.frame).filter(|_| !own.is_empty()) {
            gone.extend(app.wire.post(&own, Bytes::copy_from_slice(frame.as_bytes())).await);
        }
        let place = ConnectionPlace::Room(broadcast.room);
        forget(app, place, connections, gone).await;
        close_expired(app, place, expired).await;
    }
    .boxed()
}

/// Says why, then closes, also a connection that may not be open yet: that is waited for.
pub async fn close_one(
    app: &Arc<App>,
    place: ConnectionPlace,
    connection: &Connection,
    reason: ClosedReason,
) {
    let (id, frame) = (id_of(connection), encode(&ServerFrame::Closed { reason }).into());
    if is_opening(connection, app.clock.now()) {
        let _ = app.wire.greet(&id, frame, Greeting::Last).await;
    } else {
        app.wire.post(std::slice::from_ref(&id), frame).await;
    }
    app.wire.close(&id).await;
    crate::socket::disconnect_at(app, place, connection).await;
}

/// Says why, then closes. The connection is forgotten when its disconnect event comes, or here.
pub async fn close(app: &Arc<App>, connection: &ConnectionId, reason: ClosedReason) {
    let frame = encode(&ServerFrame::Closed { reason });
    app.wire.post(std::slice::from_ref(connection), frame.into()).await;
    app.wire.close(connection).await;
    crate::socket::disconnect(app, connection).await;
}

/// Forgets connections that a post has shown to be gone, unless they may still be opening.
async fn forget(app: &Arc<App>, place: ConnectionPlace, connections: &[Connection], gone: Vec<ConnectionId>) {
    if gone.is_empty() {
        return;
    }
    let gone: HashSet<String> = gone.into_iter().map(|id| id.0).collect();
    let now = app.clock.now();
    let over = connections.iter().filter(|c| gone.contains(&c.connection) && !is_opening(c, now));
    futures_util::stream::iter(over)
        .for_each_concurrent(ENDINGS_AT_ONCE, async |connection| {
            crate::socket::disconnect_at(app, place, connection).await;
        })
        .await;
}

fn is_opening(connection: &Connection, now: Time) -> bool {
    now.ms() - connection.opened_ms < OPENING_MS
}

fn id_of(connection: &Connection) -> ConnectionId {
    ConnectionId(connection.connection.clone())
}
