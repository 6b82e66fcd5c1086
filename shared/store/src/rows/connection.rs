use roomcast_domain::{Connection, ConnectionFacts, RoomId, Seq, SocketKind, User, UserId, UserSocket};
use serde::{Deserialize, Serialize};

use super::{UserRow, is_false};

row! {
    /// A connection in its room's (or user's) partition, or the subscription of a user socket.
    #[derive(Debug, Clone)]
    ConnectionRow {
        user: UserId = "u",
        connection: String = "id",
        opened_ms: i64 = "oa",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token_expires_s: Option<i64> = "te",
        /// Absent until the connection is greeted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        live_after: Option<Seq> = "lv",
        #[serde(default, skip_serializing_if = "is_false")]
        is_subscription: bool = "sb",
        expires_s: i64 = "x",
    }
}

impl From<ConnectionRow> for Connection {
    fn from(row: ConnectionRow) -> Self {
        let ConnectionRow {
            user,
            connection,
            opened_ms,
            token_expires_s,
            live_after,
            is_subscription,
            expires_s: _,
        } = row;
        Self { user, connection, opened_ms, token_expires_s, live_after, is_subscription }
    }
}

row! {
    /// The facts about a connection, by its name.
    #[derive(Debug, Clone)]
    LookupRow {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<RoomId> = "r",
        #[serde(default, skip_serializing_if = "is_false")]
        is_user_socket: bool = "w",
        #[serde(default, skip_serializing_if = "is_false")]
        takes_batches: bool = "ba",
        user: UserRow = "us",
        #[serde(default)]
        token_issued_s: i64 = "ia",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token_expires_s: Option<i64> = "te",
        opened_ms: i64 = "oa",
        /// When the connection announced its user last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joined_ms: Option<i64> = "lj",
        /// When the connection announced last that its user leaves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_ms: Option<i64> = "ll",
        expires_s: i64 = "x",
    }
}

impl From<LookupRow> for ConnectionFacts {
    fn from(row: LookupRow) -> Self {
        let LookupRow { room, is_user_socket, takes_batches, user, token_issued_s, token_expires_s, .. } =
            row;
        let kind = match room {
            Some(room) => SocketKind::Room(room),
            None if is_user_socket => SocketKind::User,
            None => SocketKind::Notifications,
        };
        Self { kind, user: User::from(user), token_issued_s, token_expires_s, takes_batches }
    }
}

row! {
    /// The note that a user socket is subscribed to a room, beside the facts about the socket.
    #[derive(Debug, Clone)]
    SubscriptionRow {
        subscribed_ms: i64 = "oa",
        /// When the connection announced its user last. The name of the attribute is that of [`LookupRow`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joined_ms: Option<i64> = "lj",
        /// When the connection announced last that its user leaves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_ms: Option<i64> = "ll",
        expires_s: i64 = "x",
    }
}

row! {
    /// The user sockets of a user.
    #[derive(Debug, Clone)]
    UserSocketsRow {
        /// A random number that every change replaces.
        version: i64 = "v",
        sockets: Vec<UserSocketValue> = "s",
        expires_s: i64 = "x",
    }
}

/// One user socket of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSocketValue {
    #[serde(rename = "id")]
    pub connection: String,
    #[serde(rename = "oa")]
    pub opened_ms: i64,
    #[serde(rename = "te", default, skip_serializing_if = "Option::is_none")]
    pub token_expires_s: Option<i64>,
    #[serde(rename = "lv", default, skip_serializing_if = "is_false")]
    pub is_live: bool,
    #[serde(rename = "q", default, skip_serializing_if = "is_false")]
    pub is_quiet: bool,
    #[serde(rename = "x")]
    pub expires_s: i64,
}

impl UserSocketValue {
    /// Gives the user socket of `user` that this is.
    pub fn of(self, user: UserId) -> UserSocket {
        let Self { connection, opened_ms, token_expires_s, is_live, is_quiet, expires_s: _ } = self;
        let live_after = is_live.then_some(Seq::ZERO);
        let is_subscription = false;
        let connection =
            Connection { user, connection, opened_ms, token_expires_s, live_after, is_subscription };
        UserSocket { connection, hears_activity: !is_quiet }
    }
}
