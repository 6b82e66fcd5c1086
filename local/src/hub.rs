//! The hub: the wire of one machine. It keeps a bounded queue for each connection, as strict as API
//! Gateway where it matters: nothing can be posted to a connection before its handshake has been
//! answered, and what its greeter posts comes before what anybody else does.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::wire::{ConnectionId, Greeting, OPENING, Wire, WireError};
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// Frames that wait for a slow reader at most.
const QUEUED_FRAMES: usize = 4_096;
/// Bytes that wait for a slow reader at most.
const QUEUED_BYTES: usize = 4 * 1024 * 1024;

/// All connections of this process.
pub struct Hub {
    connections: RwLock<HashMap<ConnectionId, Arc<Outbox>>>,
    jobs: mpsc::UnboundedSender<Job>,
}

/// What waits to be written to one connection.
#[derive(Default)]
pub struct Outbox {
    state: Mutex<State>,
    /// Wakes the connection's writer.
    written: Notify,
    /// Wakes a greeter that waits for the connection to open.
    opened: Notify,
    /// Wakes the connection's reader when it is to be closed.
    closed: Notify,
}

#[derive(Default)]
struct State {
    phase: Phase,
    queue: VecDeque<Utf8Bytes>,
    held: Vec<Utf8Bytes>,
    bytes: usize,
    close: Option<CloseCode>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    /// The handshake is not answered yet.
    #[default]
    Opening,
    /// Open; the greeting is not at its end.
    Greeting,
    /// Everybody's frames are taken.
    Live,
    /// Nothing is taken any more.
    Closed,
}

/// What a writer writes next.
#[derive(Debug)]
pub struct Batch {
    /// Frames, in order.
    pub frames: Vec<Utf8Bytes>,
    /// Then the connection is closed.
    pub close: Option<CloseCode>,
}

impl State {
    fn push(&mut self, frame: Utf8Bytes) {
        self.bytes += frame.len();
        if self.queue.len() + self.held.len() >= QUEUED_FRAMES || self.bytes > QUEUED_BYTES {
            // A reader this slow finds what it missed by number when it comes back.
            *self = Self { phase: Phase::Closed, close: Some(CloseCode::Policy), ..Self::default() };
            return;
        }
        if self.phase == Phase::Greeting { self.held.push(frame) } else { self.queue.push_back(frame) }
    }
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something to write.
    pub async fn next(&self) -> Batch {
        loop {
            {
                let mut state = self.lock();
                if !state.queue.is_empty() || state.close.is_some() {
                    let frames: Vec<_> = state.queue.drain(..).collect();
                    state.bytes = state.held.iter().map(|frame| frame.len()).sum();
                    return Batch { frames, close: state.close };
                }
            }
            self.written.notified().await;
        }
    }

    /// The handshake is answered: the connection can be posted to.
    pub fn open(&self) {
        {
            let mut state = self.lock();
            if state.phase == Phase::Opening {
                state.phase = Phase::Greeting;
            }
        }
        self.opened.notify_waiters();
    }

    /// Closes behind what is queued.
    pub fn close(&self, code: CloseCode) {
        {
            let mut state = self.lock();
            let held = std::mem::take(&mut state.held);
            state.queue.extend(held);
            state.phase = Phase::Closed;
            state.close.get_or_insert(code);
        }
        self.written.notify_one();
        self.closed.notify_one();
    }

    /// Waits until the connection is to be closed; for its reader alone.
    pub async fn closed(&self) {
        while self.lock().phase != Phase::Closed {
            self.closed.notified().await;
        }
    }

    fn post(&self, frame: &Utf8Bytes) -> bool {
        {
            let mut state = self.lock();
            if matches!(state.phase, Phase::Opening | Phase::Closed) {
                return false;
            }
            state.push(frame.clone());
            if state.phase == Phase::Closed {
                self.closed.notify_one();
            }
        }
        self.written.notify_one();
        true
    }

    fn greet(&self, frame: Utf8Bytes, place: Greeting) -> Option<bool> {
        {
            let mut state = self.lock();
            match state.phase {
                Phase::Opening => return None,
                Phase::Closed => return Some(false),
                Phase::Greeting | Phase::Live => {}
            }
            state.bytes += frame.len();
            state.queue.push_back(frame);
            if place == Greeting::Last {
                let held = std::mem::take(&mut state.held);
                state.queue.extend(held);
                state.phase = Phase::Live;
            }
        }
        self.written.notify_one();
        Some(true)
    }
}

impl Hub {
    /// A hub that hands jobs to `jobs`.
    pub fn new(jobs: mpsc::UnboundedSender<Job>) -> Self {
        Self { connections: RwLock::default(), jobs }
    }

    /// Makes room for a connection whose handshake is being answered.
    pub fn expect(&self) -> (ConnectionId, Arc<Outbox>) {
        let id = ConnectionId(format!("{:032x}", rand::random::<u128>()));
        let outbox = Arc::new(Outbox::default());
        let mut connections = self.connections.write().unwrap_or_else(PoisonError::into_inner);
        connections.insert(id.clone(), outbox.clone());
        (id, outbox)
    }

    /// Forgets a connection that has ended.
    pub fn forget(&self, connection: &ConnectionId) {
        let removed = {
            let mut connections = self.connections.write().unwrap_or_else(PoisonError::into_inner);
            connections.remove(connection)
        };
        if let Some(outbox) = removed {
            outbox.close(CloseCode::Normal);
            outbox.opened.notify_waiters();
        }
    }

    /// Closes every connection: the server stops.
    pub fn close_all(&self) {
        for outbox in self.connections.read().unwrap_or_else(PoisonError::into_inner).values() {
            outbox.close(CloseCode::Away);
        }
    }

    /// How many connections there are.
    pub fn len(&self) -> usize {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there is no connection.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[cfg(test)]
    pub fn any(&self) -> Option<ConnectionId> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).keys().next().cloned()
    }

    fn find(&self, connection: &ConnectionId) -> Option<Arc<Outbox>> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).get(connection).cloned()
    }
}

/// Frames are JSON, so they are text.
fn text(frame: Bytes) -> Option<Utf8Bytes> {
    Utf8Bytes::try_from(frame).ok()
}

impl Wire for Hub {
    fn post<'a>(&'a self, targets: &'a [ConnectionId], frame: Bytes) -> BoxFuture<'a, Vec<ConnectionId>> {
        let gone = || {
            let frame = text(frame)?;
            let connections = self.connections.read().unwrap_or_else(PoisonError::into_inner);
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
            let posted = async {
                loop {
                    let opened = outbox.opened.notified();
                    tokio::pin!(opened);
                    opened.as_mut().enable();
                    if let Some(posted) = outbox.greet(frame.clone(), place) {
                        return posted;
                    }
                    opened.await;
                }
            };
            match tokio::time::timeout(OPENING, posted).await {
                Ok(true) => Ok(()),
                Ok(false) | Err(_) => Err(WireError::Gone),
            }
        }
        .boxed()
    }

    fn close<'a>(&'a self, target: &'a ConnectionId) -> BoxFuture<'a, ()> {
        if let Some(outbox) = self.find(target) {
            outbox.close(CloseCode::Normal);
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

#[cfg(test)]
mod tests;
