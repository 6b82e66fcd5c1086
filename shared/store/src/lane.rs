//! What this process remembers of a room while it is busy: the queue of messages to store, the
//! stored ones to deliver, and the newest state of the room's cache. Nothing here is authority:
//! a process that forgets it only reads the table again.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roomcast_domain::{Message, Room, RoomId, Seq};

use crate::Store;
use crate::outgoing::{Newest, Waiting};

/// Lanes above which idle ones are dropped.
const LANES_KEPT: usize = 4_096;

/// The lanes of all rooms that this process sends to.
#[derive(Default)]
pub struct Lanes(Mutex<HashMap<RoomId, Arc<Lane>>>);

/// One room's lane.
#[derive(Default)]
pub struct Lane {
    pub queue: Mutex<Queue>,
    pub undelivered: Mutex<VecDeque<Undelivered>>,
    pub delivery: Arc<tokio::sync::Mutex<()>>,
    pub cache: tokio::sync::Mutex<Cached>,
    pub latest: Mutex<Option<Arc<Message>>>,
    /// Whether this process has seen that the cache is not behind what another one left.
    pub checked: AtomicBool,
}

/// A stored message that waits for its delivery.
#[derive(Debug, Clone)]
pub struct Undelivered {
    /// The message.
    pub message: Arc<Message>,
    /// Whether its first sender died before it was posted: then connections that opened since go
    /// without it, too.
    pub again: bool,
}

/// Messages that wait for their number.
#[derive(Default)]
pub struct Queue {
    pub newest: Option<Newest>,
    pub waiting: VecDeque<Waiting>,
    pub led: bool,
}

/// The room as its last cache update left it.
#[derive(Default)]
pub struct Cached {
    pub covered: Seq,
    pub room: Option<Arc<Room>>,
}

/// Locks; a panic elsewhere while it was held leaves nothing half done here.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lanes {
    /// The room's lane, made if needed.
    pub fn of(&self, room: RoomId) -> Arc<Lane> {
        let mut lanes = lock(&self.0);
        if lanes.len() > LANES_KEPT && !lanes.contains_key(&room) {
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || !lock(&lane.undelivered).is_empty());
        }
        lanes.entry(room).or_default().clone()
    }
}

impl Lane {
    /// Waits for the turn to deliver and takes everything that waits for delivery. Whoever waits
    /// for a turn, or has it, keeps the lane: there is one turn in a room.
    async fn turn(self: Arc<Self>) -> DeliveryTurn {
        let turn = self.delivery.clone().lock_owned().await;
        let mut messages: Vec<_> = lock(&self.undelivered).drain(..).collect();
        messages.sort_by_key(|waiting| (waiting.message.seq, !waiting.again));
        messages.dedup_by_key(|waiting| waiting.message.seq);
        DeliveryTurn { messages, _turn: turn, _lane: self }
    }

    /// Notes stored messages, in order, as the newest and as not yet delivered.
    pub fn note_stored(&self, messages: impl IntoIterator<Item = Arc<Message>>) {
        let mut undelivered = lock(&self.undelivered);
        let mut latest = lock(&self.latest);
        for message in messages {
            if latest.as_ref().is_none_or(|known| known.seq < message.seq) {
                *latest = Some(message.clone());
            }
            undelivered.push_back(Undelivered { message, again: false });
        }
    }
}

/// The right to deliver a room's messages, and those that wait for it, in `seq` order.
///
/// While it is held no other sender of this process delivers in the room: this is what keeps live
/// messages in order on one machine, and what lets one query serve all messages that wait.
pub struct DeliveryTurn {
    /// Stored, not yet delivered, in order. Empty when another sender's turn took them all.
    pub messages: Vec<Undelivered>,
    _turn: tokio::sync::OwnedMutexGuard<()>,
    _lane: Arc<Lane>,
}

impl Store {
    /// Waits for the room's turn to deliver and takes everything that waits for delivery.
    pub async fn delivery_turn(&self, room: RoomId) -> DeliveryTurn {
        self.lanes.of(room).turn().await
    }

    /// Puts a stored message up for delivery, once more or back.
    pub fn deliver_later(&self, waiting: Undelivered) {
        lock(&self.lanes.of(waiting.message.room).undelivered).push_back(waiting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_room_has_one_turn_however_many_other_rooms_are_busy() {
        let lanes = Lanes::default();
        let room = |number: usize| RoomId::new(number as u64).unwrap();
        let turn = lanes.of(room(1)).turn().await;
        for other in 2..LANES_KEPT + 4 {
            lanes.of(room(other));
        }
        assert!(lanes.of(room(1)).delivery.try_lock().is_err());
        drop(turn);
        assert!(lanes.of(room(1)).delivery.try_lock().is_ok());
    }
}
