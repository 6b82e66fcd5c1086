//! State of busy rooms in this process: messages that wait for their number, stored messages that
//! wait for their delivery, and the newest known state of each room. Nothing here is authority: a
//! process that forgets it reads the table again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roomcast_domain::{Message, Room, RoomId, Seq};

use super::outgoing::{Newest, QueuedMessage};

/// Rooms above which the state of idle ones is dropped.
const ROOMS_KEPT: usize = 4_096;

/// The states of all rooms that this process sends to.
#[derive(Default)]
pub struct RoomStates(Mutex<HashMap<RoomId, Arc<RoomState>>>);

/// The state of one room.
#[derive(Default)]
pub struct RoomState {
    /// Facts that are read and changed in a moment; never locked across a call of the table.
    memory: Mutex<RoomMemory>,
    /// Locked by the task that delivers the room's messages or tells of a change of the room.
    delivery_turn: Arc<tokio::sync::Mutex<()>>,
    /// Locked by the task that writes the room's preview of its newest message.
    pub cache: tokio::sync::Mutex<CachedRoom>,
}

/// Facts about one room that are read and changed in a moment.
#[derive(Default)]
pub struct RoomMemory {
    /// Number and time of the room's newest message; `None` if it is to be read from the table.
    pub newest: Option<Newest>,
    /// Messages that wait for their number, oldest first.
    pub queue: VecDeque<QueuedMessage>,
    /// Whether a task is writing the messages of `queue`.
    pub has_leader: bool,
    /// Stored messages that nobody has begun to deliver.
    undelivered: VecDeque<Undelivered>,
    /// The newest message that this process has stored in the room.
    pub latest: Option<Arc<Message>>,
    /// Whether this process has compared the room's preview with its newest message: a process that
    /// died may have left the preview behind.
    pub is_preview_checked: bool,
}

/// A stored message that waits for its delivery.
#[derive(Debug, Clone)]
pub struct Undelivered {
    /// The message.
    pub message: Arc<Message>,
    /// Whether the process that stored the message died before it posted it. Then the message goes to
    /// every live connection, also to those that were opened after it was stored.
    pub redelivery: bool,
}

/// A room as its last preview update left it.
#[derive(Default)]
pub struct CachedRoom {
    /// The number of the newest message that the preview covers.
    pub covered: Seq,
    /// The room's row after that update.
    pub room: Option<Arc<Room>>,
}

impl RoomStates {
    /// Returns the state of a room, which is made if this process has none.
    pub fn of(&self, room: RoomId) -> Arc<RoomState> {
        let mut states = lock(&self.0);
        if states.len() > ROOMS_KEPT && !states.contains_key(&room) {
            states.retain(|_, state| Arc::strong_count(state) > 1 || !state.memory().undelivered.is_empty());
        }
        states.entry(room).or_default().clone()
    }
}

impl RoomState {
    /// Locks the facts of the room.
    pub fn memory(&self) -> MutexGuard<'_, RoomMemory> {
        lock(&self.memory)
    }

    /// Notes stored messages, in order, as the newest of the room and as not yet delivered.
    pub fn note_stored(&self, messages: impl IntoIterator<Item = Arc<Message>>) {
        let mut memory = self.memory();
        for message in messages {
            if memory.latest.as_ref().is_none_or(|known| known.seq < message.seq) {
                memory.latest = Some(message.clone());
            }
            memory.undelivered.push_back(Undelivered { message, redelivery: false });
        }
    }

    /// Notes a stored message as not yet delivered although the process that stored it is gone.
    pub fn note_redelivery(&self, message: Arc<Message>) {
        self.memory().undelivered.push_back(Undelivered { message, redelivery: true });
    }

    /// Waits for the delivery turn of the room and takes the messages that wait for delivery. The
    /// turn keeps this state alive, so that a room never has two turns.
    pub async fn turn(self: Arc<Self>) -> DeliveryTurn {
        let turn = self.delivery_turn.clone().lock_owned().await;
        let mut messages: Vec<_> = self.memory().undelivered.drain(..).collect();
        messages.sort_by_key(|waiting| (waiting.message.seq, !waiting.redelivery));
        messages.dedup_by_key(|waiting| waiting.message.seq);
        DeliveryTurn { messages: messages.into(), room: self, _turn: turn }
    }
}

/// The right to post to a room, and the stored messages that wait for it in the order of their
/// numbers. In one process only one task has a room's turn.
///
/// A handler that changes what a room shows (an edit, a deletion, a new name) takes the turn
/// **before** it writes and keeps it until its frame is posted. Two tasks that write first and then
/// take the turn may post in the wrong order, and clients would keep the older state. A message needs
/// no turn before its write: its number orders it.
///
/// Messages that are still in the turn when it is dropped, by an error or a panic, wait for the next
/// turn.
pub struct DeliveryTurn {
    messages: VecDeque<Undelivered>,
    room: Arc<RoomState>,
    _turn: tokio::sync::OwnedMutexGuard<()>,
}

impl DeliveryTurn {
    /// Whether no message waits for delivery: another task's turn may have taken them all.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Takes the next message to deliver.
    pub fn next_message(&mut self) -> Option<Undelivered> {
        self.messages.pop_front()
    }
}

impl Drop for DeliveryTurn {
    fn drop(&mut self) {
        if !self.messages.is_empty() {
            self.room.memory().undelivered.extend(self.messages.drain(..));
        }
    }
}

/// Locks a mutex. Every critical section of this crate leaves its data whole, so a panic of another
/// task that held the lock is ignored.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(number: usize) -> RoomId {
        RoomId::new(number as u64).unwrap()
    }

    #[tokio::test]
    async fn a_room_has_one_delivery_turn_however_many_other_rooms_are_busy() {
        let states = RoomStates::default();
        let turn = states.of(room(1)).turn().await;
        for other in 2..ROOMS_KEPT + 4 {
            states.of(room(other));
        }
        assert!(states.of(room(1)).delivery_turn.try_lock().is_err());
        drop(turn);
        assert!(states.of(room(1)).delivery_turn.try_lock().is_ok());
    }
}
