//! The wire: how frames reach connections and how work is handed to a later invocation.
//!
//! On AWS (feature `lambda`) it is the API Gateway management API and asynchronous Lambda
//! invocations; on one machine it is the process's own hub. Handlers know nothing else of the
//! transport.

use std::fmt;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::live::job::Job;

/// The name that API Gateway, or the local hub, gives a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub String);

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a frame could not be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The connection does not exist any more (410).
    #[error("the connection is gone")]
    Gone,
    /// The wire did not take it, after its own retries: throttled, or out of reach.
    #[error("the wire is unavailable")]
    Unavailable,
}

/// Where a greeter's frame stands in the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    /// More of the greeting follows: nobody else's frame may come before it.
    More,
    /// The last frame of the greeting, `live`: everybody's frames follow.
    Last,
}

/// How frames reach connections.
///
/// What cannot be delivered is not lost: clients find it by its number (`docs/ARCHITECTURE.md`,
/// "Recover by number").
pub trait Wire: Send + Sync + 'static {
    /// Posts one frame to each target, with bounded concurrency and retries of what the gateway
    /// throttles. Answers the targets that are gone; other failures are logged and passed over.
    fn post<'a>(&'a self, targets: &'a [ConnectionId], frame: Bytes) -> BoxFuture<'a, Vec<ConnectionId>>;

    /// Posts a frame of a connection's own greeting. A connection that is not yet open is tried
    /// again for up to 10 seconds (API Gateway Developer Guide, "Use @connections commands": 410
    /// until `$connect` has returned).
    fn greet<'a>(
        &'a self,
        target: &'a ConnectionId,
        frame: Bytes,
        place: Greeting,
    ) -> BoxFuture<'a, Result<(), WireError>>;

    /// Closes a connection after what was posted to it before; one that is gone is fine.
    fn close<'a>(&'a self, target: &'a ConnectionId) -> BoxFuture<'a, ()>;

    /// Hands a job to a later invocation, which may run it twice.
    fn start(&self, job: Job) -> BoxFuture<'_, Result<(), WireError>>;

    /// Largest number of connections that one invocation posts to itself; above, `deliver` jobs
    /// share the room among them.
    fn direct_posts(&self) -> usize;
}
