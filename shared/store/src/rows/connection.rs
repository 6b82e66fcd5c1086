use roomcast_domain::{Connection, ConnectionFacts, RoomId, Seq, User, UserId};
use serde::{Deserialize, Serialize};

use super::UserRow;

/// A connection in its room's (or user's) partition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConnectionRow {
    #[serde(rename = "u")]
    pub user: UserId,
    #[serde(rename = "id")]
    pub connection: String,
    #[serde(rename = "oa")]
    pub opened_ms: i64,
    #[serde(rename = "te", default, skip_serializing_if = "Option::is_none")]
    pub token_expires_s: Option<i64>,
    /// Absent until the connection is greeted.
    #[serde(rename = "lv", default, skip_serializing_if = "Option::is_none")]
    pub live_after: Option<Seq>,
    #[serde(rename = "x")]
    pub expires_s: i64,
}

impl From<ConnectionRow> for Connection {
    fn from(row: ConnectionRow) -> Self {
        let ConnectionRow { user, connection, opened_ms, token_expires_s, live_after, expires_s: _ } = row;
        Self { user, connection, opened_ms, token_expires_s, live_after }
    }
}

/// The facts about a connection, by its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookupRow {
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    #[serde(rename = "us")]
    pub user: UserRow,
    #[serde(rename = "ia", default)]
    pub token_issued_s: i64,
    #[serde(rename = "te", default, skip_serializing_if = "Option::is_none")]
    pub token_expires_s: Option<i64>,
    #[serde(rename = "oa")]
    pub opened_ms: i64,
    #[serde(rename = "x")]
    pub expires_s: i64,
}

impl From<LookupRow> for ConnectionFacts {
    fn from(row: LookupRow) -> Self {
        let LookupRow { room, user, token_issued_s, token_expires_s, opened_ms: _, expires_s: _ } = row;
        Self { room, user: User::from(user), token_issued_s, token_expires_s }
    }
}
