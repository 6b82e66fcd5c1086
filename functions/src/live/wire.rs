//! The wire: the interface through which frames reach connections and jobs reach later invocations.
//!
//! On AWS (crate `roomcast-lambda`) the wire is the API Gateway management API and asynchronous Lambda
//! invocations; on one machine (crate `roomcast-local`) it is the hub of the process. Handlers know
//! nothing else of the transport.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use roomcast_domain::ClosedReason;

pub use crate::live::connection::ConnectionId;
use crate::live::job::Job;

/// Time from its handshake within which a connection may not be open everywhere: a failed post says
/// nothing about it, and its greeter waits for it (API Gateway Developer Guide, "Use @connections
/// commands": 410 until `$connect` has returned).
pub const OPENING: Duration = Duration::from_secs(10);

/// Why the wire did not take a frame or a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The connection does not exist any more (410).
    #[error("the connection is gone")]
    Gone,
    /// The wire was throttled or out of reach, after its own retries.
    #[error("the wire is unavailable")]
    Unavailable,
}

/// Position of a frame in the greeting of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    /// More frames of the greeting follow; no frame of another sender may come before them.
    More,
    /// The last frame of the greeting: frames of all senders follow.
    Last,
    /// A frame at the beginning of a subscription: it comes behind the greeting of its socket, which is open.
    OfSubscription,
}

/// The transport of frames and jobs.
///
/// A frame that cannot be delivered is not lost: clients find its message by number
/// (`docs/ARCHITECTURE.md`, "Recover by number").
pub trait Wire: Send + Sync + 'static {
    /// Posts one frame to each target, with bounded concurrency, and retries what the gateway
    /// throttles. Returns the targets that are gone; other failures are logged and ignored.
    fn post<'a>(&'a self, targets: &'a [ConnectionId], frame: Bytes) -> BoxFuture<'a, Vec<ConnectionId>>;

    /// Posts a frame of the greeting of a connection or subscription. A connection that is not open yet is
    /// tried again for the time of [`OPENING`].
    fn greet<'a>(
        &'a self,
        target: &'a ConnectionId,
        frame: Bytes,
        place: Greeting,
    ) -> BoxFuture<'a, Result<(), WireError>>;

    /// Closes a connection after the frames that were posted to it before, with the close code of the
    /// reason where the wire can choose one; a connection that is gone is ignored. Without a reason the
    /// client should connect again.
    fn close<'a>(&'a self, target: &'a ConnectionId, reason: Option<ClosedReason>) -> BoxFuture<'a, ()>;

    /// Hands a job to a later invocation, which may run it twice.
    fn start(&self, job: Job) -> BoxFuture<'_, Result<(), WireError>>;

    /// Largest number of connections that one invocation posts to. A room with more is shared out to
    /// `deliver` jobs.
    fn direct_posts(&self) -> usize;
}
