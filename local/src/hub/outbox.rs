//! The frames that wait to be written to one connection.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use roomcast_functions::live::wire::Greeting;
use roomcast_functions::lock;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// Frames that may wait for a slow reader.
pub const QUEUED_FRAMES: usize = 4_096;
/// Bytes that may wait for a slow reader.
pub const QUEUED_BYTES: usize = 4 * 1024 * 1024;

/// The frames that wait to be written to one connection, and how far the connection has come.
#[derive(Default)]
pub struct Outbox {
    state: Mutex<State>,
    /// Wakes the connection's writer.
    written: Notify,
    /// Wakes a greeter that waits for the connection to open.
    opened: Notify,
    /// Wakes the connection's reader when the connection has to be closed.
    closed: Notify,
}

#[derive(Default)]
struct State {
    phase: Phase,
    queue: VecDeque<Utf8Bytes>,
    /// Frames that wait for the end of the greeting.
    held: Vec<Utf8Bytes>,
    bytes: usize,
    close: Option<CloseCode>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    /// The handshake is not answered yet.
    #[default]
    Opening,
    /// The connection is open; its greeting has not ended.
    Greeting,
    /// Every sender's frames are queued at once.
    Live,
    /// No frame is accepted any more.
    Closed,
}

/// The frames that a writer writes next.
#[derive(Debug)]
pub struct Batch {
    /// Frames, in order.
    pub frames: Vec<Utf8Bytes>,
    /// The code to close the connection with after the frames, if it has to be closed.
    pub close: Option<CloseCode>,
}

impl State {
    fn push(&mut self, frame: Utf8Bytes) {
        self.bytes += frame.len();
        if self.queue.len() + self.held.len() >= QUEUED_FRAMES || self.bytes > QUEUED_BYTES {
            // A reader this slow reads the missed messages by number when it comes back.
            *self = Self { phase: Phase::Closed, close: Some(CloseCode::Policy), ..Self::default() };
            return;
        }
        if self.phase == Phase::Greeting { self.held.push(frame) } else { self.queue.push_back(frame) }
    }

    fn release_held(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.queue.extend(held);
    }
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Waits for frames to write, or for the end of the connection.
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
            // Whoever posts may post more right away: what comes meanwhile leaves in the same write.
            tokio::task::yield_now().await;
        }
    }

    /// Notes that the handshake has been answered: the connection accepts frames.
    pub fn open(&self) {
        {
            let mut state = self.lock();
            if state.phase == Phase::Opening {
                state.phase = Phase::Greeting;
            }
        }
        self.opened.notify_waiters();
    }

    /// Closes the connection after the frames that were posted before. The first code counts.
    pub fn close(&self, code: CloseCode) {
        {
            let mut state = self.lock();
            state.release_held();
            state.phase = Phase::Closed;
            state.close.get_or_insert(code);
        }
        self.written.notify_one();
        self.closed.notify_one();
    }

    /// Wakes a greeter that still waits for the handshake of a connection that has ended.
    pub fn stop_waiting(&self) {
        self.opened.notify_waiters();
    }

    /// Waits until the connection has to be closed. Only the connection's reader may wait.
    pub async fn closed(&self) {
        while self.lock().phase != Phase::Closed {
            self.closed.notified().await;
        }
    }

    /// Posts a frame, behind the greeting if that has not ended. Returns whether it was accepted.
    pub fn post(&self, frame: &Utf8Bytes) -> bool {
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

    /// Waits for the handshake to be answered and posts a frame of the greeting. Returns whether it
    /// was accepted.
    pub async fn greet(&self, frame: &Utf8Bytes, place: Greeting) -> bool {
        loop {
            let opened = self.opened.notified();
            tokio::pin!(opened);
            opened.as_mut().enable();
            if let Some(accepted) = self.try_greet(frame, place) {
                return accepted;
            }
            opened.await;
        }
    }

    /// Posts a frame of the greeting; returns nothing while the handshake is not answered.
    fn try_greet(&self, frame: &Utf8Bytes, place: Greeting) -> Option<bool> {
        {
            let mut state = self.lock();
            match state.phase {
                Phase::Opening => return None,
                Phase::Closed => return Some(false),
                Phase::Greeting | Phase::Live => {}
            }
            state.bytes += frame.len();
            state.queue.push_back(frame.clone());
            if place == Greeting::Last {
                state.release_held();
                state.phase = Phase::Live;
            }
        }
        self.written.notify_one();
        Some(true)
    }
}
