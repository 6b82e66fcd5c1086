//! Stores several messages of one room in one transaction.

use std::collections::HashSet;
use std::sync::Arc;

use roomcast_domain::{Message, Refusal};

use super::{forget_newest, next, nonce, note_newest, put_message, put_pointer};
use crate::Messages;
use crate::error::{Result, StoreError};
use crate::messages::outgoing::{Appended, Newest, QueuedMessage};
use crate::messages::room_state::RoomState;
use crate::rows::MessageRow;
use crate::table::{Refused, Transacted, Transaction, pause};

/// Attempts to write a group while other transactions hold its items.
const GROUP_ATTEMPTS: u32 = 12;

impl Messages<'_> {
    /// Stores several messages in one transaction and tells each sender the outcome. Messages that
    /// were stored before are answered alone; the others of their group wait again.
    pub(super) async fn append_group(self, state: &RoomState, group: Vec<QueuedMessage>) {
        match self.try_group(state, &group).await {
            Ok(Grouped::Stored(messages)) => {
                if let Some(last) = messages.last() {
                    note_newest(state, Newest { seq: last.seq, created_ms: last.body.created_at.ms() });
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

    async fn try_group(self, state: &RoomState, group: &[QueuedMessage]) -> Result<Grouped> {
        let known = state.memory().newest;
        let mut newest = match (known, group.first()) {
            (Some(newest), _) => newest,
            (None, Some(first)) => self.read_newest(first.outgoing.room).await?,
            (None, None) => return Ok(Grouped::Lost),
        };
        let nonce = nonce();
        let (mut items, mut transaction) = (Vec::new(), Transaction::new([]));
        for (at, queued) in group.iter().enumerate() {
            let outgoing = &queued.outgoing;
            newest = Newest { seq: next(newest.seq)?, created_ms: newest.created_ms.max(outgoing.now.ms()) };
            if let Some(key) = outgoing.pointer() {
                transaction.push(Place::Pointer(at), put_pointer(&key, newest.seq, outgoing.now)?);
            }
            if let Some(entry) = outgoing.put_entry(newest.seq)? {
                transaction.push(Place::Entry, entry);
            }
            let item = outgoing.row(newest.seq, newest.created_ms, &nonce);
            transaction.push(Place::Message, put_message(&item)?);
            items.push(item);
        }
        for attempt in 0..GROUP_ATTEMPTS {
            match self.store.table.transact(&transaction).await? {
                Transacted::Done => return Ok(Grouped::stored(items)),
                Transacted::Refused(refused) => return classify_refused(refused, &nonce, items),
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
    fn stored(items: Vec<MessageRow>) -> Self {
        Self::Stored(items.into_iter().map(|item| Arc::new(item.into())).collect())
    }
}

/// Purpose of one write of a group's transaction.
#[derive(Clone, Copy)]
enum Place {
    /// The pointer of the message at this place of the group.
    Pointer(usize),
    /// The entry of a reply in its thread.
    Entry,
    /// A message.
    Message,
}

fn classify_refused(refused: Vec<Refused<Place>>, nonce: &str, items: Vec<MessageRow>) -> Result<Grouped> {
    let mut repeats = HashSet::new();
    for Refused { place, item } in refused {
        match (place, item) {
            (Place::Pointer(at), _) => drop(repeats.insert(at)),
            (Place::Message, Some(there)) if there.read::<MessageRow>()?.nonce == nonce => {
                return Ok(Grouped::stored(items));
            }
            (Place::Message | Place::Entry, _) => return Ok(Grouped::Lost),
        }
    }
    Ok(Grouped::Repeats(repeats))
}

fn put_back(state: &RoomState, queued: impl DoubleEndedIterator<Item = QueuedMessage>) {
    let mut memory = state.memory();
    queued.rev().for_each(|queued| memory.queue.push_front(queued));
}
