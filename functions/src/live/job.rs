//! Worker jobs as data: what an asynchronous invocation's payload holds.

use roomcast_domain::{ClosedReason, RoomId, Seq, User, UserId};
use serde::{Deserialize, Serialize};

use crate::live::broadcast::Broadcast;
use crate::live::wire::ConnectionId;

/// A job, as it travels in an asynchronous invocation's payload.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Greets a new connection.
    Greet(Greet),
    /// Posts a frame to a share of a large room.
    Deliver(Deliver),
    /// Closes connections to a room.
    Close(Close),
    /// Gives a user's memberships new names.
    Rename(Rename),
}

impl Job {
    /// The names of all jobs.
    pub const NAMES: [&str; 4] = ["greet", "deliver", "close", "rename"];

    /// The job's name: its function's `Handler`, and the stem of the variable that names the function.
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
    /// The connection.
    pub connection: ConnectionId,
    /// Its room, or nothing for the notification channel.
    pub room: Option<RoomId>,
    /// Who it is.
    pub user: User,
    /// The last message that the client has, if it asks for the later ones.
    pub since: Option<Seq>,
}

/// A frame for the connections of a range. The range, not a list: whoever left meanwhile is not
/// posted to, and the job's payload has the same size for any room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deliver {
    /// The frame.
    pub broadcast: Broadcast,
    /// Sort key of the first connection.
    pub first: String,
    /// Sort key of the last connection.
    pub last: String,
}

/// Connections to close, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Close {
    /// The room.
    pub room: RoomId,
    /// Whose connections; everybody's if absent.
    pub user: Option<UserId>,
    /// Why.
    pub reason: ClosedReason,
}

/// New names of a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rename {
    /// The user, with the new names.
    pub user: User,
    /// When the token that has them was issued, in seconds: an older one never wins.
    pub issued_s: i64,
}
