//! Pins: messages that a room keeps in view.

use crate::{MessageId, RoomId, Seq, Time, User};

/// A pinned message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The number of the message.
    pub seq: Seq,
    /// Who pinned it, with the names of that time.
    pub pinned_by: User,
    /// When it was pinned.
    pub pinned_at: Time,
}

/// The pins of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins {
    /// The room.
    pub room: RoomId,
    /// The number of changes of the pins: the greatest wins.
    pub version: u64,
    /// The pins, the newest first.
    pub all: Vec<Pin>,
}

impl Pins {
    /// Gives the ids of the pinned messages, the newest pin first.
    pub fn message_ids(&self) -> Vec<MessageId> {
        self.all.iter().map(|pin| MessageId::of(self.room, pin.seq)).collect()
    }
}
