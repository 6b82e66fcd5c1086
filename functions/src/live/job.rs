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

/// The names of the jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // as the variants of `Job`
pub enum JobName {
    Greet,
    Deliver,
    Close,
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
