//! Posts frames to connections, and returns the connections that are to end because of it: those that
//! are gone and those whose token has expired. [`crate::live::presence`] ends them.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use roomcast_domain::{ClosedReason, Connection, Time};
use roomcast_store::{ConnectionPlace, connection_sort};

use crate::App;
use crate::error::Error;
use crate::live::broadcast::Broadcast;
use crate::live::connection::ConnectionId;
use crate::live::job::{Deliver, Job};
use crate::live::wire::OPENING;

/// A connection that is to end.
#[derive(Debug, Clone)]
pub struct Departure {
    /// The place where the connection was found.
    pub place: ConnectionPlace,
    /// The connection.
    pub connection: Connection,
    /// The reason that the client is told before the connection is closed; `None` if it is gone.
    pub reason: Option<ClosedReason>,
}

/// Posts a broadcast to those of `connections` that it reaches, and returns the departures that this
/// showed. A room with more connections than one invocation posts to is shared out to `deliver` jobs.
#[must_use = "the departures are to be handed to `presence::forget`"]
pub async fn post(app: &Arc<App>, connections: &[Connection], broadcast: &Broadcast) -> Vec<Departure> {
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
            let room = broadcast.room.get();
            tracing::error!(
                operation = "deliver",
                service = "wire",
                detail = %error,
                room,
                "the job for a share of a room was not started"
            );
        }
    }
    Vec::new()
}

/// Posts a broadcast to those of `connections` that it reaches, in this invocation, and returns the
/// departures that this showed.
#[must_use = "the departures are to be handed to `presence::forget`"]
pub async fn post_directly(
    app: &Arc<App>,
    connections: &[Connection],
    broadcast: &Broadcast,
) -> Vec<Departure> {
    let place = |_: &Connection| ConnectionPlace::Room(broadcast.room);
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for connection in connections.iter().filter(|connection| broadcast.reaches(connection)) {
        let is_own = broadcast.own.as_ref().is_some_and(|own| own.recipient.includes(connection));
        if is_own { own.push(connection) } else { others.push(connection) }
    }
    let mut departures =
        post_to(app, place, others, Bytes::copy_from_slice(broadcast.frame.as_bytes())).await;
    if let Some(frame) = broadcast.own.as_ref().map(|own| &own.frame).filter(|_| !own.is_empty()) {
        departures.extend(post_to(app, place, own, Bytes::copy_from_slice(frame.as_bytes())).await);
    }
    departures
}

/// Posts one frame to connections, each at its `place`, except to those whose token has expired, and returns
/// the departures that this showed.
#[must_use = "the departures are to be handed to `presence::forget`"]
pub async fn post_to(
    app: &Arc<App>,
    place: impl Fn(&Connection) -> ConnectionPlace,
    connections: Vec<&Connection>,
    frame: Bytes,
) -> Vec<Departure> {
    let now = app.clock.now();
    let (old, mut valid): (Vec<_>, Vec<_>) =
        connections.into_iter().partition(|connection| has_expired(connection, now));
    let mut expired = Vec::new();
    for connection in old {
        if was_renewed(app, place(connection), connection, now).await {
            valid.push(connection);
        } else {
            expired.push(connection);
        }
    }
    let targets: Vec<ConnectionId> = valid.iter().map(|connection| id_of(connection)).collect();
    let gone: HashSet<ConnectionId> = app.wire.post(&targets, frame).await.into_iter().collect();
    let now = app.clock.now();
    let gone = valid.into_iter().filter(|c| !is_opening(c, now) && gone.contains(&id_of(c)));
    let departure = |connection: &Connection, reason| Departure {
        place: place(connection),
        connection: connection.clone(),
        reason,
    };
    let gone = gone.map(|connection| departure(connection, None));
    gone.chain(expired.into_iter().map(|c| departure(c, Some(ClosedReason::Expired)))).collect()
}

/// Whether the token of a connection was renewed since its expiry was noted at its place; then notes the new
/// one there (1 RRU, 1 WRU). A connection whose token cannot be read counts as expired.
async fn was_renewed(app: &App, place: ConnectionPlace, connection: &Connection, now: Time) -> bool {
    let facts = app.store.connections().find(&connection.connection).await;
    let facts = facts.unwrap_or_else(|failure| {
        Error::from(failure).log("post");
        None
    });
    let Some(expires_s) = facts.and_then(|facts| facts.token_expires_s).filter(|at| *at > now.s()) else {
        return false;
    };
    let (user, name) = (connection.user, &connection.connection);
    if let Err(failure) = app.store.connections().note_renewal(place, user, name, expires_s, now).await {
        Error::from(failure).log("post");
    }
    true
}

/// Whether a connection may not be open everywhere yet. The socket of a subscription is open.
pub fn is_opening(connection: &Connection, now: Time) -> bool {
    if connection.is_subscription {
        return false;
    }
    let age_ms = now.ms() - connection.opened_ms;
    u128::try_from(age_ms).map_or(true, |age_ms| age_ms < OPENING.as_millis())
}

/// Returns the name of a connection.
pub fn id_of(connection: &Connection) -> ConnectionId {
    ConnectionId(connection.connection.clone())
}

fn has_expired(connection: &Connection, now: Time) -> bool {
    connection.token_expires_s.is_some_and(|at| at <= now.s())
}
