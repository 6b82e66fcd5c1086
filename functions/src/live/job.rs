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
    /// Greets a new connection or subscription.
    Greet(Greet),
    /// Posts a frame to one share of a large room.
    Deliver(Deliver),
    /// Closes connections of a room.
    Close(Close),
    /// Writes the new names of a user into the user's memberships.
    Rename(Rename),
}

impl Job {
    /// The name of the job.
    pub fn name(&self) -> JobName {
        match self {
            Self::Greet(_) => JobName::Greet,
            Self::Deliver(_) => JobName::Deliver,
            Self::Close(_) => JobName::Close,
            Self::Rename(_) => JobName::Rename,
        }
    }
}

/// A connection or subscription to greet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Greet {
    /// The name of the connection.
    pub connection: ConnectionId,
    /// What begins.
    pub begins: Begins,
    /// The user of the connection.
    pub user: User,
    /// The last message that the client has, if the client asks for the later ones.
    pub since: Option<Seq>,
    /// Whether the client takes several frames as one.
    pub takes_batches: bool,
}

/// What begins with a greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begins {
    /// A room socket.
    Room(RoomId),
    /// A connection to the notification channel.
    Notifications,
    /// A user socket, whose token expires at this second.
    UserSocket(i64),
    /// The subscription of a user socket.
    Subscription(RoomId),
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

/// The names of the jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobName {
    /// The name of [`Job::Greet`].
    Greet,
    /// The name of [`Job::Deliver`].
    Deliver,
    /// The name of [`Job::Close`].
    Close,
    /// The name of [`Job::Rename`].
    Rename,
}

impl JobName {
    /// Every name.
    pub const ALL: [Self; 4] = [Self::Greet, Self::Deliver, Self::Close, Self::Rename];

    /// The name as text: the `job` of the payload, and the `Handler` of the job's Lambda function.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Greet => "greet",
            Self::Deliver => "deliver",
            Self::Close => "close",
            Self::Rename => "rename",
        }
    }

    /// The environment variable that names the Lambda function of the job, such as `GREET_FUNCTION`.
    pub fn function_variable(self) -> String {
        format!("{}_FUNCTION", self.as_str().to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_says_the_name_of_its_job() {
        let close = Close { room: RoomId::new(7).unwrap(), user: None, reason: ClosedReason::Left };
        let payload = serde_json::to_value(Job::Close(close)).unwrap();
        assert_eq!(payload["job"], JobName::Close.as_str());
        for name in JobName::ALL {
            let payload = serde_json::json!({ "job": name.as_str() });
            let error = serde_json::from_value::<Job>(payload).unwrap_err().to_string();
            assert!(error.starts_with("missing field"), "{}: {error}", name.as_str());
        }
    }
}
