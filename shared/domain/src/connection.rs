//! Connections of clients to a room or to a user's notification channel.

use crate::{RoomId, Seq, User, UserId};

/// A connection at the place where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The user; guests share one id.
    pub user: UserId,
    /// The connection's name.
    pub connection: String,
    /// When the connection was opened, in milliseconds.
    pub opened_ms: i64,
    /// When its token expires, in seconds.
    pub token_expires_s: Option<i64>,
    /// Senders post the messages after this number to the connection; `None` until it is greeted.
    pub live_after: Option<Seq>,
}

/// The facts about a connection that are fixed at its handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionFacts {
    /// The room, or `None` for the notification channel.
    pub room: Option<RoomId>,
    /// The user, with the names of the token.
    pub user: User,
    /// When the token was issued, in seconds.
    pub token_issued_s: i64,
    /// When the token expires, in seconds.
    pub token_expires_s: Option<i64>,
}
