//! Worker jobs as data: the payload of an asynchronous invocation.

use roomcast_domain::{ClosedReason, RoomId, Seq, User, UserId};
use serde::{Deserialize, Serialize};

use crate::live::broadcast::Broadcast;
use crate::live::connection::ConnectionId;

/// A worker job: work that is done after an invocation has answered, each kind in a Lambda function
/// of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Greets a new connection.
    Greet(Greet),
    /// Posts a frame to one share of a large room.
    Deliver(Deliver),
    /// Closes connections of a room.
    Close(Close),
    /// Writes the new names of a user into the user's memberships.
    Rename(Rename),
}

impl Job {
    /// The names of all jobs.
    pub const NAMES: [&str; 4] = ["greet", "deliver", "close", "rename"];

    /// Returns the name of the job: the `Handler` of its Lambda function, and the stem of the variable
    /// that names that function.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Greet(_) => "greet",
            Self::Deliver(_) => "deliver",
            Self::Close(_) => "close",
            Self::Rename(_) => "rename",
        }
    }
}

/// A connection to greet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Greet {
    /// The name of the connection.
    pub connection: ConnectionId,
    /// The room of the connection; `None` for a notification channel.
    pub room: Option<RoomId>,
    /// The user of the connection.
    pub user: User,
    /// The last message that the client has, if the client asks for the later ones.
    pub since: Option<Seq>,
}

/// A frame for the connections of a range of sort keys. With a range instead of a list, connections
/// that closed in the meantime are skipped and the payload has the same size for any room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deliver {
    /// The frame and the room.
    pub broadcast: Broadcast,
    /// The sort key of the first connection.
    pub first: String,
    /// The sort key of the last connection.
    pub last: String,
}

/// Connections to close.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Close {
    /// The room.
    pub room: RoomId,
    /// The user whose connections are closed; `None` closes all connections of the room.
    pub user: Option<UserId>,
    /// The reason that each connection is told.
    pub reason: ClosedReason,
}

/// New names of a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rename {
    /// The user with the new names.
    pub user: User,
    /// The time when the token with these names was issued, in seconds: names of an older token never
    /// replace those of a newer one.
    pub issued_s: i64,
}
