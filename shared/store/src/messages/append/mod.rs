//! Append: stores a message at the next number of its room. The key of a message is its number.
//!
//! A message is put, if nothing is there, at the number after the room's newest one; the loser of a
//! race takes the next number. One write stores and numbers a message, so no crash can leave a gap or
//! a double, and a reader who sees a message can see every earlier one.
//!
//! A message with a `client_message_id` has a pointer: a record of the only number where that message
//! may be. The pointer is written first and is moved only from the number that it names, so that
//! repeats, however many at once, find the same message or put it at the same number.
//!
//! A reply has an entry in its thread, which is written before the message: each reply that is stored has
//! one, and an entry whose number another message took is passed over by whoever reads the thread.
//!
//! In one process the messages of a room that wait while another one is being written are written
//! together, in one transaction ([`group`]). A process on AWS has one message at a time, so that a
//! message is one plain `PutItem` there (1 WRU per KiB).

use std::sync::Arc;

use roomcast_domain::{IDEMPOTENCY_MS, Message, Refusal, RoomId, Seq, Time};
use tokio::sync::oneshot;

use crate::Messages;
use crate::error::{Result, StoreError};
use crate::keys;
use crate::messages::outgoing::{Appended, Newest, Outgoing, QueuedMessage};
use crate::messages::room_state::RoomState;
use crate::rows::{MessageRow, PointerRow};
use crate::table::{Condition, Query, Write, Written};
use leader::Leader;

mod group;
mod leader;

fn nonce() -> String {
    format!("{:016x}", rand::random::<u64>())
}

fn put_message(row: &MessageRow) -> Result<Write> {
    Ok(Write::put(&keys::message(row.room, row.seq), row)?.when(Condition::Missing))
}

/// Makes the write of a pointer where there is none, or only an expired one.
fn put_pointer(key: &keys::Key, seq: Seq, now: Time) -> Result<Write> {
    let pointer = PointerRow { seq, expires_s: now.plus_ms(IDEMPOTENCY_MS).s() };
    Ok(Write::put(key, &pointer)?.when(Condition::Missing.or(PointerRow::expires_s.is_at_most(now.s()))))
}

impl Messages<'_> {
    /// The room's newest message. 1 RRU per 4 KiB; nothing where no other process writes and this
    /// one has written or read it before.
    pub async fn newest(self, room: RoomId) -> Result<Newest> {
        let state = self.store.room_states.of(room);
        if self.store.sole_writer
            && let Some(newest) = state.memory().newest
        {
            return Ok(newest);
        }
        let newest = self.read_newest(room).await?;
        let mut memory = state.memory();
        let known = memory.newest.filter(|known| known.seq > newest.seq).unwrap_or(newest);
        memory.newest = Some(known);
        Ok(known)
    }

    async fn read_newest(self, room: RoomId) -> Result<Newest> {
        let query = Query::all(keys::messages(room), 1).descending();
        let found: Vec<MessageRow> = self.store.table.query(query).await?;
        Ok(found.first().map_or_else(Newest::default, Newest::of))
    }

    /// Stores a message at the next number of its room.
    ///
    /// Writes the pointer (with a `client_message_id`), then the entry of the thread (of a reply), then the
    /// message; pointer and message on the condition that nothing is there. A crash after the pointer
    /// leaves a pointer to nothing, which the next repeat
    /// fills or moves, and one after the entry an entry of nothing, which is never shown. A crash after the message leaves it stored and not delivered: clients find it by
    /// its number, and a repeat delivers it.
    pub async fn append(self, outgoing: Outgoing) -> Result<Appended> {
        let state = self.store.room_states.of(outgoing.room);
        let (sender, outcome) = oneshot::channel();
        if let Some(leader) = Leader::enqueue(self.store, &state, QueuedMessage { outgoing, outcome: sender })
        {
            tokio::spawn(leader.run());
        }
        outcome.await.unwrap_or_else(|_| Err(StoreError::Unavailable("append was interrupted".into())))
    }

    async fn append_alone(self, state: &RoomState, queued: QueuedMessage) {
        let outcome = self.try_append(state, &queued.outgoing).await;
        match &outcome {
            Ok(Appended::Stored(message)) => {
                note_newest(state, Newest { seq: message.seq, created_ms: message.body.created_at.ms() });
                state.note_stored([message.clone()]);
            }
            Ok(Appended::Repeated(_)) => {}
            Ok(Appended::Lost) | Err(_) => forget_newest(state),
        }
        let _ = queued.outcome.send(outcome);
    }

    async fn try_append(self, state: &RoomState, outgoing: &Outgoing) -> Result<Appended> {
        let known = state.memory().newest;
        let newest = match known {
            Some(newest) => newest,
            None => self.read_newest(outgoing.room).await?,
        };
        if let Some(key) = outgoing.pointer() {
            let seq = next(newest.seq)?;
            if let Written::Refused(Some(item)) =
                self.store.table.write_patiently(put_pointer(&key, seq, outgoing.now)?).await?
            {
                let pointer: PointerRow = item.read()?;
                return self.repeat(outgoing, pointer.seq).await;
            }
        }
        self.put_after(outgoing, newest).await
    }

    /// Puts a message after `newest`. After a first lost race it takes the next number at once.
    async fn put_after(self, outgoing: &Outgoing, newest: Newest) -> Result<Appended> {
        let mut newest = newest;
        for attempt in 0..2 {
            let seq = next(newest.seq)?;
            let item = outgoing.row(seq, newest.created_ms.max(outgoing.now.ms()), &nonce());
            if let Some(entry) = outgoing.put_entry(seq)? {
                self.store.table.write_patiently(entry).await?;
            }
            let there = match self.store.table.write_patiently(put_message(&item)?).await? {
                Written::Refused(Some(there)) => there.read::<MessageRow>()?,
                _ => return Ok(Appended::Stored(Arc::new(item.into()))),
            };
            if there.nonce == item.nonce {
                return Ok(Appended::Stored(Arc::new(item.into())));
            }
            if outgoing.is_same_message(&there) {
                return Ok(Appended::Repeated(Arc::new(there.into())));
            }
            newest = Newest::of(&there);
            if attempt == 0 && !self.move_pointer(outgoing, seq, next(newest.seq)?).await? {
                break;
            }
        }
        Ok(Appended::Lost)
    }

    /// Moves the pointer of a message from one number to another; answers whether the pointer names
    /// `to` now. A message without a pointer needs no move.
    async fn move_pointer(self, outgoing: &Outgoing, from: Seq, to: Seq) -> Result<bool> {
        let Some(key) = outgoing.pointer() else { return Ok(true) };
        let moved = Write::update(key, [PointerRow::seq.set(to)]).when(PointerRow::seq.is(from));
        match self.store.table.write_patiently(moved).await? {
            Written::Refused(Some(item)) => Ok(item.read::<PointerRow>()?.seq == to),
            Written::Refused(None) => Ok(false),
            Written::Done(_) | Written::Conflict => Ok(true),
        }
    }

    /// Finds the stored message that `outgoing` repeats, by its `client_message_id` (2 RRU).
    pub async fn find_repeated(self, outgoing: &Outgoing) -> Result<Option<Arc<Message>>> {
        let Some(key) = outgoing.pointer() else { return Ok(None) };
        let pointer: Option<PointerRow> = self.store.table.get(&key).await?;
        let Some(pointer) = pointer.filter(|pointer| pointer.expires_s > outgoing.now.s()) else {
            return Ok(None);
        };
        let there: Option<MessageRow> =
            self.store.table.get(&keys::message(outgoing.room, pointer.seq)).await?;
        Ok(there.filter(|there| outgoing.is_same_message(there)).map(|there| Arc::new(there.into())))
    }

    /// Answers a message whose pointer existed and names the number `at`. The message is there, or may
    /// be put there; if another message took that number, the pointer moves on.
    async fn repeat(self, outgoing: &Outgoing, at: Seq) -> Result<Appended> {
        let there: Option<MessageRow> = self.store.table.get(&keys::message(outgoing.room, at)).await?;
        match there {
            Some(there) if outgoing.is_same_message(&there) => Ok(Appended::Repeated(Arc::new(there.into()))),
            Some(_) => {
                let newest = self.read_newest(outgoing.room).await?;
                if self.move_pointer(outgoing, at, next(newest.seq)?).await? {
                    self.put_after(outgoing, newest).await
                } else {
                    Ok(Appended::Lost)
                }
            }
            None => {
                let newest = self.read_newest(outgoing.room).await?;
                if newest.seq.next() == Some(at) {
                    self.put_after(outgoing, newest).await
                } else {
                    Ok(Appended::Lost)
                }
            }
        }
    }
}

fn next(seq: Seq) -> Result<Seq> {
    seq.next().ok_or(StoreError::Refused(Refusal::RoomExhausted))
}

fn note_newest(state: &RoomState, newest: Newest) {
    let mut memory = state.memory();
    if memory.newest.is_none_or(|known| known.seq < newest.seq) {
        memory.newest = Some(newest);
    }
}

fn forget_newest(state: &RoomState) {
    state.memory().newest = None;
}
