//! The hub: the wire of one machine. It keeps a bounded queue for each connection and is as strict
//! as API Gateway: nothing can be posted to a connection before its handshake has been answered. The
//! frames of a connection's own greeting come before every other frame.

mod outbox;

#[cfg(test)]
mod orders;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use roomcast_domain::ClosedReason;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::wire::{Greeting, OPENING, Wire, WireError};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

pub use outbox::Outbox;

type Connections = HashMap<ConnectionId, Arc<Outbox>>;

/// All connections of this process.
pub struct Hub {
    connections: RwLock<Connections>,
    jobs: mpsc::UnboundedSender<Job>,
}

impl Hub {
    /// Makes a hub without connections that hands jobs to `jobs`.
    pub fn new(jobs: mpsc::UnboundedSender<Job>) -> Self {
        Self { connections: RwLock::default(), jobs }
    }

    /// Registers a connection whose handshake is being answered, under a new id.
    pub fn register(&self) -> (ConnectionId, Arc<Outbox>) {
        let id = ConnectionId(format!("{:032x}", rand::random::<u128>()));
        let outbox = Arc::new(Outbox::default());
        self.write().insert(id.clone(), outbox.clone());
        (id, outbox)
    }

    /// Removes a connection that has ended.
    pub fn remove(&self, connection: &ConnectionId) {
        let removed = self.write().remove(connection);
        if let Some(outbox) = removed {
            outbox.close(CloseCode::Normal);
            outbox.stop_waiting();
        }
    }

    /// Closes every connection, with 1001: the server stops.
    pub fn close_all(&self) {
        for outbox in self.read().values() {
            outbox.close(CloseCode::Away);
        }
    }

    /// Whether no connection is registered.
    pub fn is_empty(&self) -> bool {
        self.read().is_empty()
    }

    #[cfg(test)]
    pub fn any(&self) -> Option<ConnectionId> {
        self.read().keys().next().cloned()
    }

    fn find(&self, connection: &ConnectionId) -> Option<Arc<Outbox>> {
        self.read().get(connection).cloned()
    }

    /// A panic while the map was locked leaves nothing half done.
    fn read(&self) -> RwLockReadGuard<'_, Connections> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Connections> {
        self.connections.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives the close code that tells a client what to do: 4001 to come back with a new token, 4003 to stay
/// away, 4008 that another connection of its user took its place,
/// 4010 to come back at once.
fn close_code(reason: ClosedReason) -> CloseCode {
    CloseCode::Library(match reason {
        ClosedReason::Expired => 4001,
        ClosedReason::Left | ClosedReason::Removed | ClosedReason::Banned | ClosedReason::RoomClosed => 4003,
        ClosedReason::Replaced => 4008,
        ClosedReason::AccessChanged => 4010,
    })
}

/// Frames are JSON, so they are text.
fn text(frame: Bytes) -> Option<Utf8Bytes> {
    Utf8Bytes::try_from(frame).ok()
}

impl Wire for Hub {
    fn post<'a>(&'a self, targets: &'a [ConnectionId], frame: Bytes) -> BoxFuture<'a, Vec<ConnectionId>> {
        let gone = || {
            let frame = text(frame)?;
            let connections = self.read();
            let missed =
                |target: &&ConnectionId| !connections.get(*target).is_some_and(|outbox| outbox.post(&frame));
            Some(targets.iter().filter(missed).cloned().collect())
        };
        std::future::ready(gone().unwrap_or_default()).boxed()
    }

    fn greet<'a>(
        &'a self,
        target: &'a ConnectionId,
        frame: Bytes,
        place: Greeting,
    ) -> BoxFuture<'a, Result<(), WireError>> {
        async move {
            let outbox = self.find(target).ok_or(WireError::Gone)?;
            let frame = text(frame).ok_or(WireError::Unavailable)?;
            if place == Greeting::OfSubscription {
                return if outbox.post(&frame) { Ok(()) } else { Err(WireError::Gone) };
            }
            match tokio::time::timeout(OPENING, outbox.greet(&frame, place)).await {
                Ok(true) => Ok(()),
                Ok(false) | Err(_) => Err(WireError::Gone),
            }
        }
        .boxed()
    }

    fn close<'a>(&'a self, target: &'a ConnectionId, reason: Option<ClosedReason>) -> BoxFuture<'a, ()> {
        if let Some(outbox) = self.find(target) {
            outbox.close(reason.map_or(CloseCode::Normal, close_code));
        }
        std::future::ready(()).boxed()
    }

    fn start(&self, job: Job) -> BoxFuture<'_, Result<(), WireError>> {
        std::future::ready(self.jobs.send(job).map_err(|_| WireError::Unavailable)).boxed()
    }

    fn direct_posts(&self) -> usize {
        usize::MAX
    }
}
