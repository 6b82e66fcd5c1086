//! The leader of a room: the one task of a process that writes the messages which wait in the room's
//! queue.

use std::collections::HashSet;
use std::sync::Arc;

use crate::Store;
use crate::outgoing::QueuedMessage;
use crate::room_state::RoomState;

/// Messages that are written together at most; with their pointers and the entries of their threads they stay
/// under the 100 actions of a transaction (DynamoDB Developer Guide, "Amazon DynamoDB Transactions").
const GROUP_MAX: usize = 33;

/// The leadership of a room, from the message that found no leader until the queue is empty.
///
/// A leader that is dropped earlier, by a panic, refuses the messages that wait, so that their senders
/// try again and the next message makes a new leader.
pub(super) struct Leader {
    store: Store,
    state: Arc<RoomState>,
    leads: bool,
}

impl Leader {
    /// Puts a message into the room's queue; answers a leader if the room has none.
    pub fn enqueue(store: &Store, state: &Arc<RoomState>, message: QueuedMessage) -> Option<Self> {
        let mut memory = state.memory();
        memory.queue.push_back(message);
        let has_leader = std::mem::replace(&mut memory.has_leader, true);
        drop(memory);
        (!has_leader).then(|| Self { store: store.clone(), state: state.clone(), leads: true })
    }

    /// Writes the messages of the queue, in groups, until none waits.
    pub async fn run(mut self) {
        loop {
            let mut group = self.next_group();
            match group.len() {
                0 => return,
                // Where nobody else writes, a pointer and its message go to the disk together.
                1 if !self.store.sole_writer => self.store.append_alone(&self.state, group.remove(0)).await,
                _ => self.store.append_group(&self.state, group).await,
            }
        }
    }

    /// Takes the messages that are written next. Two messages with the same pointer never go together.
    /// With an empty queue the leadership ends.
    fn next_group(&mut self) -> Vec<QueuedMessage> {
        let mut memory = self.state.memory();
        let (mut group, mut pointers, mut later) = (Vec::new(), HashSet::new(), Vec::new());
        while group.len() < GROUP_MAX
            && let Some(queued) = memory.queue.pop_front()
        {
            let is_alone = queued.pointer().is_none_or(|key| pointers.insert(key));
            if is_alone { group.push(queued) } else { later.push(queued) }
        }
        later.into_iter().rev().for_each(|queued| memory.queue.push_front(queued));
        self.leads = !group.is_empty();
        memory.has_leader = self.leads;
        group
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        if !self.leads {
            return;
        }
        let refused = {
            let mut memory = self.state.memory();
            memory.has_leader = false;
            // The message that was being written may be stored or not.
            memory.newest = None;
            std::mem::take(&mut memory.queue)
        };
        drop(refused);
    }
}
