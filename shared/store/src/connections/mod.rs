//! Connections: the WebSockets of a room or of a notification channel, the user sockets with their
//! subscriptions, and the message after which each of them gets everything of a room live.
//!
//! A connection or subscription is *pending* from its handshake or request until its greeter makes it live.
//! Going live is one transaction with a check that the room has no message after the cut, the last message
//! that the greeter posted. The greeter has posted every message up to the cut; the sender of such a message
//! sees `live_after` and does not post it. A message after the cut was stored after the connection
//! went live, and its sender, who queries the connections after the put, posts it. So a connection
//! misses nothing and gets nothing twice.

mod ending;
mod opening;
mod reading;
mod user_sockets;

use roomcast_domain::{Connection, ConnectionFacts, RoomId, Seq, SocketKind, Time, UserId};

pub use opening::OpenConnection;
pub use reading::FirstConnections;

use crate::Connections;
use crate::keys;
use crate::rows::ConnectionRow;

/// Time that a connection may stay pending, in milliseconds.
pub const PENDING_MS: i64 = 2 * 60 * 1000;
/// Time after which the rows of a connection expire, in milliseconds: API Gateway closes a connection
/// after 2 hours (API Gateway Developer Guide, "Quotas for WebSocket APIs"); 10 minutes are added.
pub const LIFE_MS: i64 = (2 * 60 + 10) * 60 * 1000;

/// The place where a connection listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionPlace {
    /// A room: its room sockets, and the subscriptions of user sockets.
    Room(RoomId),
    /// The notification channel of a user.
    Notifications(UserId),
    /// A user's own channel: the user sockets.
    User(UserId),
}

impl ConnectionPlace {
    /// Gives the place of a connection; that of a user socket is the user's own channel.
    pub fn of(facts: &ConnectionFacts) -> Self {
        match facts.kind {
            SocketKind::Room(room) => Self::Room(room),
            SocketKind::Notifications => Self::Notifications(facts.user.id),
            SocketKind::User => Self::User(facts.user.id),
        }
    }
}

/// The outcome of going live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLive {
    /// The connection is live.
    Live,
    /// The room has messages after the cut: the greeter posts them and tries again.
    Behind,
    /// The connection was live already: this greeting is a repeat.
    Already,
    /// The connection is not there any more.
    Gone,
}

/// The cut at which a connection goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLiveAt {
    /// Goes live only if this is the newest message of the room.
    Exactly(Seq),
    /// Goes live also if the room has later messages: the client is told to read on by REST.
    Unconditionally(Seq),
}

impl Connections<'_> {
    /// Gives the partition of the connections at a place. User sockets share one item there.
    fn partition(self, place: ConnectionPlace) -> String {
        match place {
            ConnectionPlace::Room(room) => keys::room_connections(&self.store.epoch, room),
            ConnectionPlace::Notifications(user) | ConnectionPlace::User(user) => {
                keys::user_connections(&self.store.epoch, user)
            }
        }
    }

    /// Gives the key of a connection at its place; a user socket has none of its own.
    pub(crate) fn key(self, place: ConnectionPlace, user: UserId, connection: &str) -> keys::Key {
        keys::Key { pk: self.partition(place), sk: keys::connection_sort(user, connection) }
    }
}

/// Gives the sort key of a connection at its place: the ends of a `deliver` job's share.
pub fn connection_sort(connection: &Connection) -> String {
    keys::connection_sort(connection.user, &connection.connection)
}

/// Drops expired connections: DynamoDB deletes them late.
fn unexpired(rows: Vec<ConnectionRow>, now: Time) -> Vec<Connection> {
    rows.into_iter().filter(|row| row.expires_s > now.s()).map(Connection::from).collect()
}
