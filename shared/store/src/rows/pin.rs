use roomcast_domain::{Pin, Pins, RoomId, Seq, Time, User};
use serde::{Deserialize, Serialize};

use super::UserRow;

row! {
    /// The pins of a room, the newest first.
    #[derive(Debug, Clone, Default)]
    PinsRow {
        version: i64 = "v",
        pins: Vec<PinValue> = "p",
    }
}

/// One pin of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinValue {
    #[serde(rename = "s")]
    pub seq: Seq,
    #[serde(rename = "us")]
    pub pinned_by: UserRow,
    #[serde(rename = "ca")]
    pub pinned_ms: i64,
}

impl PinsRow {
    /// Gives the pins of `room` that these are.
    pub fn of(self, room: RoomId) -> Pins {
        let pin = |PinValue { seq, pinned_by, pinned_ms }| Pin {
            seq,
            pinned_by: User::from(pinned_by),
            pinned_at: Time(pinned_ms),
        };
        Pins { room, version: self.version.cast_unsigned(), all: self.pins.into_iter().map(pin).collect() }
    }
}
