use roomcast_domain::{Connection, ConnectionFacts, RoomId, Seq, User, UserId};

use super::UserRow;

row! {
    /// A connection in its room's (or user's) partition.
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
        expires_s: i64 = "x",
    }
}

impl From<ConnectionRow> for Connection {
    fn from(row: ConnectionRow) -> Self {
        let ConnectionRow { user, connection, opened_ms, token_expires_s, live_after, expires_s: _ } = row;
        Self { user, connection, opened_ms, token_expires_s, live_after }
    }
}

row! {
    /// The facts about a connection, by its name.
    #[derive(Debug, Clone)]
    LookupRow {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<RoomId> = "r",
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
        let LookupRow { room, user, token_issued_s, token_expires_s, .. } = row;
        Self { room, user: User::from(user), token_issued_s, token_expires_s }
    }
}
