//! Pins of messages: one item a room, which is changed as a whole on the condition that it is unchanged.

use roomcast_domain::{Message, MessageId, PINS_MAX, Pin, Pins, Refusal, RoomId, Time, User};

use crate::Messages;
use crate::error::Result;
use crate::keys;
use crate::rows::{MessageRow, PinValue, PinsRow};
use crate::table::{Condition, Write, Written, pause};

/// Attempts at a change: only changes of one room's pins are in each other's way.
const ATTEMPTS: u32 = 100;

/// The outcome of a change of pins.
#[derive(Debug, Clone)]
pub struct PinsChange {
    /// The pins of the room.
    pub pins: Pins,
    /// Whether they were changed.
    pub is_changed: bool,
}

impl Messages<'_> {
    /// Reads the pins of a room (1 RRU per 4 KiB). A crash may have left a deleted message among them.
    pub async fn pins(self, room: RoomId) -> Result<Pins> {
        let row: Option<PinsRow> = self.store.table.get(&keys::pins(room)).await?;
        Ok(row.unwrap_or_default().of(room))
    }

    /// Reads the messages of pins with their annotations, in the same order; those that are deleted are left out
    /// (1 RRU per 4 KiB of each message, 0.5 to 1 RRU for the annotations of each).
    pub async fn pinned(self, pins: Pins) -> Result<Vec<(Pin, Message)>> {
        let keys = pins.all.iter().map(|pin| keys::message(pins.room, pin.seq)).collect();
        let rows: Vec<Option<MessageRow>> = self.store.table.get_many(keys, true).await?;
        let found = pins.all.into_iter().zip(rows).filter_map(|(pin, row)| Some((pin, Message::from(row?))));
        let (pins, mut messages): (Vec<Pin>, Vec<Message>) =
            found.filter(|(_, message)| !message.body.is_deleted).unzip();
        self.annotate(&mut messages).await?;
        Ok(pins.into_iter().zip(messages).collect())
    }

    /// Pins a message that was not deleted when it was read (1 WRU per KiB of all pins, about 1 for 15 of them;
    /// 1 RRU for them, 1 for the message).
    ///
    /// Touches the item of the room's pins, on the condition that it is unchanged, then reads the message again:
    /// whoever deletes a message unpins it afterwards, so one of the two sees the other. A crash after the write
    /// leaves clients untold, which find the pin by reading; if the message is deleted at that same moment, its
    /// pin stays in the item, which readers of the messages leave out.
    ///
    /// # Errors
    /// Refuses the 51st pin, and a message that was deleted meanwhile.
    pub async fn pin(self, id: MessageId, by: User, now: Time) -> Result<PinsChange> {
        let pin = PinValue { seq: id.seq(), pinned_by: by.into(), pinned_ms: now.ms() };
        let change = self.change_pins(id, Some(pin)).await?;
        if change.is_changed && self.find(id).await?.is_none_or(|message| message.body.is_deleted) {
            self.unpin(id).await?;
            return Err(Refusal::MessageDeleted.into());
        }
        Ok(change)
    }

    /// Takes the pin of a message back, if there is one (1 RRU; if there is one, 1 WRU per KiB of all pins).
    ///
    /// Touches the item of the room's pins, on the condition that it is unchanged. A crash after it leaves clients
    /// untold, which find the change by reading.
    pub async fn unpin(self, id: MessageId) -> Result<PinsChange> {
        self.change_pins(id, None).await
    }

    /// Puts the pin of a message in front of the others, or takes it out.
    async fn change_pins(self, id: MessageId, pin: Option<PinValue>) -> Result<PinsChange> {
        let (key, room) = (keys::pins(id.room()), id.room());
        let mut row: Option<PinsRow> = self.store.table.get(&key).await?;
        for attempt in 0..ATTEMPTS {
            let condition = row.as_ref().map_or(Condition::Missing, |row| PinsRow::version.is(row.version));
            let mut next = row.take().unwrap_or_default();
            let there = next.pins.iter().find(|there| there.seq == id.seq());
            if there.is_some() == pin.is_some() {
                // After a refusal this may be this call's own change, whose answer was lost.
                let is_changed = attempt > 0 && there == pin.as_ref();
                return Ok(PinsChange { pins: next.of(room), is_changed });
            }
            next.version += 1;
            next.pins.retain(|there| there.seq != id.seq());
            if let Some(pin) = &pin {
                self.drop_deleted(room, &mut next.pins).await?;
                next.pins.insert(0, pin.clone());
            }
            match self.store.table.write_patiently(Write::put(&key, &next)?.when(condition)).await? {
                Written::Done(_) => return Ok(PinsChange { pins: next.of(room), is_changed: true }),
                Written::Refused(there) => row = there.map(|item| item.read()).transpose()?,
                Written::Conflict => {}
            }
            pause(attempt.min(8)).await;
        }
        Err(Refusal::RoomBusy.into())
    }

    /// Takes the pins of deleted messages out, if there is no place for another pin (1 RRU per 4 KiB of each
    /// message), and refuses if there is still none.
    async fn drop_deleted(self, room: RoomId, pins: &mut Vec<PinValue>) -> Result<()> {
        if pins.len() < PINS_MAX {
            return Ok(());
        }
        let keys = pins.iter().map(|pin| keys::message(room, pin.seq)).collect();
        let rows: Vec<Option<MessageRow>> = self.store.table.get_many(keys, true).await?;
        let mut shown = rows.iter().map(|row| row.as_ref().is_some_and(|row| !row.is_deleted));
        pins.retain(|_| shown.next().unwrap_or(true));
        if pins.len() < PINS_MAX { Ok(()) } else { Err(Refusal::TooManyPins.into()) }
    }
}
