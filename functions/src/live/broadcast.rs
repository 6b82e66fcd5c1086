//! A frame and the connections of a room that get it.

use roomcast_domain::{Connection, LiveMessage, Message, RoomId, Seq, ServerFrame, UserId, encode};
use serde::{Deserialize, Serialize};

/// A frame for the connections of a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Broadcast {
    /// The room.
    pub room: RoomId,
    /// The frame, as text.
    pub frame: String,
    /// A different frame for the connections of one user, the sender of a message.
    pub own: Option<Own>,
    /// The user or guest whose connections get no frame.
    pub excluded_recipient: Option<Recipient>,
    /// The number of the message in the frame, if the message was stored just now: connections that
    /// went live after that message have it from their greeter.
    pub seq: Option<Seq>,
}

/// A frame for the connections of one user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Own {
    /// The user or guest.
    pub recipient: Recipient,
    /// The frame, as text.
    pub frame: String,
}

/// All connections of a user, or one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The user.
    pub user: UserId,
    /// The name of the only connection that is meant; `None` means all of the user's.
    pub connection: Option<String>,
}

impl Recipient {
    /// Returns all connections of a user, or the one connection of a guest: all guests share one user id.
    pub fn speaker(user: UserId, connection: Option<&str>) -> Self {
        Self { user, connection: connection.filter(|_| user.is_guest()).map(str::to_owned) }
    }

    /// Whether a connection is one of these.
    pub fn includes(&self, connection: &Connection) -> bool {
        self.user == connection.user
            && self.connection.as_ref().is_none_or(|only| *only == connection.connection)
    }
}

impl Broadcast {
    /// Makes a broadcast of one frame to all connections of a room.
    pub fn to_all(room: RoomId, frame: &ServerFrame<'_>) -> Self {
        Self { room, frame: encode(frame), own: None, excluded_recipient: None, seq: None }
    }

    /// Makes a broadcast of one frame to all connections of a room but those of one user.
    pub fn to_others(room: RoomId, frame: &ServerFrame<'_>, excluded: Recipient) -> Self {
        Self { excluded_recipient: Some(excluded), ..Self::to_all(room, frame) }
    }

    /// Makes the broadcast of a message that was just stored. Only the frame for the sender carries the
    /// message's `client_message_id`.
    pub fn of_message(message: &Message) -> Self {
        let frame = |own| {
            let (room_id, message) = (message.room, LiveMessage::new(message, own));
            encode(&ServerFrame::ChatMessage { room_id, message, replayed: false })
        };
        let own = message.client_message_id.as_ref().map(|_| Own {
            recipient: Recipient::speaker(message.body.sender.id, message.guest_connection.as_deref()),
            frame: frame(true),
        });
        Self {
            room: message.room,
            frame: frame(false),
            own,
            excluded_recipient: None,
            seq: Some(message.seq),
        }
    }

    /// Makes the broadcast of a message that was edited. Only the frame for the sender carries the
    /// message's `client_message_id`.
    pub fn of_update(message: &Message) -> Self {
        let frame = |own| {
            let (room_id, message) = (message.room, LiveMessage::new(message, own));
            encode(&ServerFrame::MessageUpdated { room_id, message })
        };
        let own = message.client_message_id.as_ref().map(|_| Own {
            recipient: Recipient::speaker(message.body.sender.id, message.guest_connection.as_deref()),
            frame: frame(true),
        });
        Self { room: message.room, frame: frame(false), own, excluded_recipient: None, seq: None }
    }

    /// Whether a connection gets the frame: it is live, is not excluded, and did not get the message
    /// from its greeter.
    pub fn reaches(&self, connection: &Connection) -> bool {
        let live = match (connection.live_after, self.seq) {
            (Some(after), Some(seq)) => after < seq,
            (after, None) => after.is_some(),
            (None, Some(_)) => false,
        };
        live && !self.excluded_recipient.as_ref().is_some_and(|excluded| excluded.includes(connection))
    }
}
