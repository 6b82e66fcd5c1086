//! Connections of clients: to a room, to a user's notification channel, or a user socket with its subscriptions.

use crate::{RoomId, Seq, User, UserId};

/// A connection at a place where it listens: of its own, or the subscription of a user socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The user; guests share one id.
    pub user: UserId,
    /// The connection's name; the subscriptions of a user socket have its name.
    pub connection: String,
    /// When the connection was opened, or the subscription asked for, in milliseconds.
    pub opened_ms: i64,
    /// When its token expires, in seconds. A token that was renewed since may be noted with its connection only
    /// ([`ConnectionFacts`]).
    pub token_expires_s: Option<i64>,
    /// Senders post the messages after this number to the connection; `None` until it is greeted.
    pub live_after: Option<Seq>,
    /// Whether this is the subscription of a user socket.
    pub is_subscription: bool,
}

/// The kind of a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocketKind {
    /// A room socket.
    Room(RoomId),
    /// A notification channel.
    Notifications,
    /// A user socket: all rooms and notifications of a user.
    User,
}

/// The facts about a connection. Only a newer token changes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionFacts {
    /// The kind of the socket.
    pub kind: SocketKind,
    /// The user, with the names of the token.
    pub user: User,
    /// When the token was issued, in seconds.
    pub token_issued_s: i64,
    /// When the token expires, in seconds.
    pub token_expires_s: Option<i64>,
    /// Whether the client takes several frames as one.
    pub takes_batches: bool,
}

impl ConnectionFacts {
    /// Gives the room of a room socket.
    pub fn room(&self) -> Option<RoomId> {
        match self.kind {
            SocketKind::Room(room) => Some(room),
            SocketKind::Notifications | SocketKind::User => None,
        }
    }
}

/// A user socket, as far as those who post to it need to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSocket {
    /// The connection, at the user's own channel.
    pub connection: Connection,
    /// Whether it gets `activity` frames.
    pub hears_activity: bool,
}
