//! The leader of a room: the one task of a process that writes the messages which wait in the room's
//! queue.

use std::collections::HashSet;
use std::sync::Arc;

use crate::Store;
use crate::messages::outgoing::QueuedMessage;
use crate::messages::room_state::RoomState;

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
            let messages = self.store.messages();
            match group.len() {
                0 => return,
                // Where nobody else writes, a pointer and its message go to the disk together.
                1 if !self.store.sole_writer => messages.append_alone(&self.state, group.remove(0)).await,
                _ => messages.append_group(&self.state, group).await,
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

/// The queue in random orders of what senders, the leader and its failures do. Each is one step under the
/// room's lock, so that an order of steps is a schedule of their tasks.
#[cfg(test)]
mod tests {
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};
    use roomcast_domain::{Draft, Names, RoomId, Time, User, UserId};
    use tokio::sync::oneshot::error::TryRecvError;
    use tokio::sync::oneshot::{self, Receiver};

    use super::*;
    use crate::error::Result;
    use crate::messages::outgoing::{Appended, Outgoing};
    use crate::table::Table;
    use crate::{NativeTable, StoreOptions};

    /// Orders that are tried.
    const ORDERS: u64 = 2_000;
    const STEPS: usize = 200;

    fn message(client_message_id: Option<String>) -> (QueuedMessage, Receiver<Result<Appended>>) {
        let draft = Draft { content: "hello".to_owned(), client_message_id, ..Draft::default() };
        let outgoing = Outgoing {
            room: RoomId::new(1).unwrap(),
            sender: User::named(UserId::new(1).unwrap(), Names::clean(Some("alice"), None, None)),
            guest_connection: None,
            draft,
            thread_id: None,
            mentions: Vec::new(),
            answers: None,
            silenced: Vec::new(),
            now: Time(1),
        };
        let (outcome, answer) = oneshot::channel();
        (QueuedMessage { outgoing, outcome }, answer)
    }

    fn walk(store: &Store, seed: u64) {
        let (mut random, state) = (SmallRng::seed_from_u64(seed), Arc::<RoomState>::default());
        let (mut leader, mut group, mut answers) = (None::<Leader>, Vec::new(), Vec::new());
        for _ in 0..STEPS {
            match random.random_range(0..8) {
                // A sender comes, some with an id that another has, too.
                0..4 => {
                    let id = random.random_bool(0.5).then(|| random.random_range(0..5).to_string());
                    let (queued, answer) = message(id);
                    answers.push(answer);
                    if let Some(new) = Leader::enqueue(store, &state, queued) {
                        assert!(leader.is_none(), "a room has one leader");
                        leader = Some(new);
                    }
                }
                // The leader answers what it has written, and takes the next.
                4..7 => {
                    for queued in group.drain(..) {
                        let QueuedMessage { outcome, .. } = queued;
                        outcome.send(Ok(Appended::Lost)).expect("its sender waits");
                    }
                    if let Some(own) = &mut leader {
                        group = own.next_group();
                        let pointers: Vec<_> = group.iter().filter_map(QueuedMessage::pointer).collect();
                        let distinct: HashSet<_> = pointers.iter().cloned().collect();
                        assert_eq!(pointers.len(), distinct.len(), "one pointer goes once in a group");
                        if group.is_empty() {
                            leader = None;
                        }
                    }
                }
                // The leader fails.
                _ => {
                    leader = None;
                    group.clear();
                }
            }
            let is_led = leader.is_some();
            let memory = state.memory();
            assert!(memory.queue.is_empty() || is_led, "messages wait without a leader");
            assert_eq!(memory.has_leader, is_led);
        }
        drop((leader, group));
        let is_open = |answer: &mut Receiver<_>| matches!(answer.try_recv(), Err(TryRecvError::Empty));
        let waiting = answers.iter_mut().filter_map(|answer| is_open(answer).then_some(()));
        assert_eq!(waiting.count(), 0, "a sender waits for ever");
    }

    #[tokio::test]
    async fn a_room_has_one_leader_and_no_message_waits_without_one() {
        let data = tempfile::tempdir().unwrap();
        let table = Table::native(NativeTable::open(data.path()).unwrap());
        let store = Store::new(table, StoreOptions { epoch: "0".to_owned(), sole_writer: true });
        for seed in 0..ORDERS {
            let walked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| walk(&store, seed)));
            assert!(walked.is_ok(), "order {seed}");
        }
    }
}
