//! Messages of one room that wait together, written in one transaction.

use std::collections::HashSet;
use std::sync::Arc;

use roomcast_domain::{Message, Refusal};

use super::{forget_newest, next, nonce, note_newest, put_message, put_pointer};
use crate::Store;
use crate::db::{Refused, Transacted, Transaction, from_item, pause};
use crate::error::{Result, StoreError};
use crate::lane::{Lane, lock};
use crate::outgoing::{Appended, Newest, Waiting};
use crate::rows::MessageRow;

/// Messages that are written together at most; with their pointers under the 100 actions of a
/// transaction (DynamoDB Developer Guide, "Amazon DynamoDB Transactions").
const GROUP_MAX: usize = 40;
/// Attempts at a group while other transactions hold its items.
const GROUP_ATTEMPTS: u32 = 12;

impl Store {
    /// Writes several messages in one transaction.
    pub(super) async fn append_group(&self, lane: &Lane, group: Vec<Waiting>) {
        match self.try_group(lane, &group).await {
            Ok(Grouped::Stored(messages)) => {
                if let Some(last) = messages.last() {
                    note_newest(lane, Newest { seq: last.seq, created_ms: last.body.created_at.ms() });
                }
                lane.note_stored(messages.iter().cloned());
                for (waiting, message) in group.into_iter().zip(messages) {
                    let _ = waiting.done.send(Ok(Appended::Stored(message)));
                }
            }
            Ok(Grouped::Repeats(repeats)) => {
                let (again, others): (Vec<_>, Vec<_>) =
                    group.into_iter().enumerate().partition(|(at, _)| repeats.contains(at));
                put_back(lane, others.into_iter().map(|(_, waiting)| waiting));
                for (_, waiting) in again {
                    self.append_alone(lane, waiting).await;
                }
            }
            Ok(Grouped::Lost) => {
                forget_newest(lane);
                group.into_iter().for_each(|waiting| drop(waiting.done.send(Ok(Appended::Lost))));
            }
            Err(error) => {
                forget_newest(lane);
                group.into_iter().for_each(|waiting| drop(waiting.done.send(Err(error.clone()))));
            }
        }
    }

    async fn try_group(&self, lane: &Lane, group: &[Waiting]) -> Result<Grouped> {
        let known = lock(&lane.queue).newest;
        let mut newest = match (known, group.first()) {
            (Some(newest), _) => newest,
            (None, Some(first)) => self.read_newest(first.outgoing.room).await?,
            (None, None) => return Ok(Grouped::Lost),
        };
        let nonce = nonce();
        let (mut items, mut transaction) = (Vec::new(), Transaction::new([]));
        for (at, waiting) in group.iter().enumerate() {
            let outgoing = &waiting.outgoing;
            newest = Newest { seq: next(newest.seq)?, created_ms: newest.created_ms.max(outgoing.now.ms()) };
            if let Some(key) = outgoing.pointer() {
                transaction.push(Place::Pointer(at), put_pointer(&key, newest.seq, outgoing.now)?);
            }
            let item = outgoing.row(newest.seq, newest.created_ms, &nonce);
            transaction.push(Place::Message, put_message(&item)?);
            items.push(item);
        }
        for attempt in 0..GROUP_ATTEMPTS {
            match self.db.transact(&transaction).await? {
                Transacted::Done => return Ok(Grouped::stored(items)),
                Transacted::Refused(refused) => return sort_refused(refused, &nonce, items),
                Transacted::Conflict => pause(attempt).await,
            }
        }
        Err(StoreError::Refused(Refusal::RoomBusy))
    }
}

/// What became of a group.
enum Grouped {
    Stored(Vec<Arc<Message>>),
    /// These were sent before; the others can go without them.
    Repeats(HashSet<usize>),
    Lost,
}

impl Grouped {
    fn stored(items: Vec<MessageRow>) -> Self {
        Self::Stored(items.into_iter().map(|item| Arc::new(item.into())).collect())
    }
}

/// What a write of a group's transaction is for.
#[derive(Clone, Copy)]
enum Place {
    Pointer(usize),
    Message,
}

fn sort_refused(refused: Vec<Refused<Place>>, nonce: &str, items: Vec<MessageRow>) -> Result<Grouped> {
    let mut repeats = HashSet::new();
    for Refused { place, item } in refused {
        match (place, item) {
            (Place::Pointer(at), _) => drop(repeats.insert(at)),
            (Place::Message, Some(there)) if from_item::<MessageRow>(there.clone())?.nonce == nonce => {
                return Ok(Grouped::stored(items));
            }
            (Place::Message, _) => return Ok(Grouped::Lost),
        }
    }
    Ok(Grouped::Repeats(repeats))
}

/// Takes the messages that are written next; with none left the lane has no leader any more. Two
/// with the same pointer never go together.
pub(super) fn take_group(lane: &Lane) -> Vec<Waiting> {
    let mut queue = lock(&lane.queue);
    let (mut group, mut pointers, mut later) = (Vec::new(), HashSet::new(), Vec::new());
    while group.len() < GROUP_MAX
        && let Some(waiting) = queue.waiting.pop_front()
    {
        let alone = waiting.pointer().is_none_or(|key| pointers.insert(key));
        if alone { group.push(waiting) } else { later.push(waiting) }
    }
    later.into_iter().rev().for_each(|waiting| queue.waiting.push_front(waiting));
    queue.led = !group.is_empty();
    group
}

fn put_back(lane: &Lane, waiting: impl DoubleEndedIterator<Item = Waiting>) {
    let mut queue = lock(&lane.queue);
    waiting.rev().for_each(|waiting| queue.waiting.push_front(waiting));
}
