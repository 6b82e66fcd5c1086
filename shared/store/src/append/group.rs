//! Stores several messages of one room in one transaction.

use std::collections::HashSet;
use std::sync::Arc;

use roomcast_domain::{Message, Refusal};

use super::{
    Appended, Newest, QueuedMessage, forget_newest, next, nonce, note_newest, put_message, put_pointer,
};
use crate::Store;
use crate::db::{Refused, Transacted, from_item, pause};
use crate::error::{Result, StoreError};
use crate::item::MessageItem;
use crate::room_state::RoomState;

/// Attempts to write a group while other transactions hold its items.
const GROUP_ATTEMPTS: u32 = 12;

impl Store {
    /// Stores several messages in one transaction and tells each sender the outcome. Messages that
    /// were stored before are answered alone; the others of their group wait again.
    pub(super) async fn append_group(&self, state: &RoomState, group: Vec<QueuedMessage>) {
        match self.try_group(state, &group).await {
            Ok(Grouped::Stored(messages)) => {
                if let Some(last) = messages.last() {
                    note_newest(state, Newest { seq: last.seq, created_ms: last.created_at.ms() });
                }
                state.note_stored(messages.iter().cloned());
                for (queued, message) in group.into_iter().zip(messages) {
                    let _ = queued.outcome.send(Ok(Appended::Stored(message)));
                }
            }
            Ok(Grouped::Repeats(repeats)) => {
                let (repeated, others): (Vec<_>, Vec<_>) =
                    group.into_iter().enumerate().partition(|(at, _)| repeats.contains(at));
                put_back(state, others.into_iter().map(|(_, queued)| queued));
                for (_, queued) in repeated {
                    self.append_alone(state, queued).await;
                }
            }
            Ok(Grouped::Lost) => {
                forget_newest(state);
                group.into_iter().for_each(|queued| drop(queued.outcome.send(Ok(Appended::Lost))));
            }
            Err(error) => {
                forget_newest(state);
                group.into_iter().for_each(|queued| drop(queued.outcome.send(Err(error.clone()))));
            }
        }
    }

    async fn try_group(&self, state: &RoomState, group: &[QueuedMessage]) -> Result<Grouped> {
        let known = state.memory().newest;
        let mut newest = match (known, group.first()) {
            (Some(newest), _) => newest,
            (None, Some(first)) => self.read_newest(first.outgoing.room).await?,
            (None, None) => return Ok(Grouped::Lost),
        };
        let nonce = nonce();
        let (mut items, mut writes, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (at, queued) in group.iter().enumerate() {
            let outgoing = &queued.outgoing;
            newest = Newest { seq: next(newest.seq)?, created_ms: newest.created_ms.max(outgoing.now.ms()) };
            if let Some(key) = outgoing.pointer() {
                writes.push(put_pointer(&key, newest.seq, outgoing.now)?);
                places.push(Place::Pointer(at));
            }
            let item = outgoing.item(newest.seq, newest.created_ms, &nonce);
            writes.push(put_message(&item)?);
            places.push(Place::Message);
            items.push(item);
        }
        for attempt in 0..GROUP_ATTEMPTS {
            match self.db.transact(writes.clone()).await? {
                Transacted::Done => return Ok(Grouped::stored(items)),
                Transacted::Refused(refused) => return classify_refused(refused, &places, &nonce, items),
                Transacted::Conflict => pause(attempt).await,
            }
        }
        Err(StoreError::Refused(Refusal::RoomBusy))
    }
}

/// Outcome of a group's transaction.
enum Grouped {
    /// All messages are stored.
    Stored(Vec<Arc<Message>>),
    /// The messages at these places of the group were stored before; nothing was written.
    Repeats(HashSet<usize>),
    /// Another process took a number of the group; nothing was written.
    Lost,
}

impl Grouped {
    fn stored(items: Vec<MessageItem>) -> Self {
        Self::Stored(items.into_iter().map(|item| Arc::new(item.into())).collect())
    }
}

/// Purpose of one write of a group's transaction.
enum Place {
    /// The pointer of the message at this place of the group.
    Pointer(usize),
    /// A message.
    Message,
}

fn classify_refused(
    refused: Vec<Refused>,
    places: &[Place],
    nonce: &str,
    items: Vec<MessageItem>,
) -> Result<Grouped> {
    let mut repeats = HashSet::new();
    for (refused, place) in refused.into_iter().zip(places).filter(|(refused, _)| refused.failed) {
        match (place, refused.item) {
            (Place::Pointer(at), _) => drop(repeats.insert(*at)),
            (Place::Message, Some(there)) if from_item::<MessageItem>(there.clone())?.nonce == nonce => {
                return Ok(Grouped::stored(items));
            }
            (Place::Message, _) => return Ok(Grouped::Lost),
        }
    }
    Ok(Grouped::Repeats(repeats))
}

fn put_back(state: &RoomState, queued: impl DoubleEndedIterator<Item = QueuedMessage>) {
    let mut memory = state.memory();
    queued.rev().for_each(|queued| memory.queue.push_front(queued));
}
