//! A frame and the connections of a room that it is for.

use roomcast_domain::{Connection, LiveMessage, Message, RoomId, Seq, ServerFrame, UserId, encode};
use serde::{Deserialize, Serialize};

/// A frame and who gets it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Broadcast {
    /// The room.
    pub room: RoomId,
    /// The frame, as text.
    pub frame: String,
    /// The frame that one user's connections get instead.
    pub own: Option<Own>,
    /// Who gets nothing.
    pub except: Option<Who>,
    /// The message that it brings: connections that went live after it have it already.
    pub seq: Option<Seq>,
}

/// A frame for one user's connections.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Own {
    /// The user.
    pub who: Who,
    /// The frame, as text.
    pub frame: String,
}

/// A user's connections; a guest's one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The user.
    pub user: UserId,
    /// One connection only.
    pub connection: Option<String>,
}

impl Who {
    /// All connections of a user, or the one of a guest.
    pub fn speaker(user: UserId, connection: Option<&str>) -> Self {
        Self { user, connection: connection.filter(|_| user.is_guest()).map(str::to_owned) }
    }

    pub(super) fn is(&self, connection: &Connection) -> bool {
        self.user == connection.user
            && self.connection.as_ref().is_none_or(|only| *only == connection.connection)
    }
}

impl Broadcast {
    /// The same frame for everybody.
    pub fn to_all(room: RoomId, frame: &ServerFrame<'_>) -> Self {
        Self { room, frame: encode(frame), own: None, except: None, seq: None }
    }

    /// The same frame for everybody but one user.
    pub fn to_others(room: RoomId, frame: &ServerFrame<'_>, except: Who) -> Self {
        Self { except: Some(except), ..Self::to_all(room, frame) }
    }

    /// A stored message, with its sender's own id of it for the sender alone.
    pub fn of_message(message: &Message) -> Self {
        let frame = |own| {
            encode(&ServerFrame::ChatMessage { message: LiveMessage::new(message, own), replayed: false })
        };
        let own = message.client_message_id.as_ref().map(|_| Own {
            who: Who::speaker(message.body.sender.id, message.guest_connection.as_deref()),
            frame: frame(true),
        });
        Self { room: message.room, frame: frame(false), own, except: None, seq: Some(message.seq) }
    }

    /// A changed message.
    pub fn of_update(message: &Message) -> Self {
        let frame = |own| encode(&ServerFrame::MessageUpdated { message: LiveMessage::new(message, own) });
        let own = message.client_message_id.as_ref().map(|_| Own {
            who: Who::speaker(message.body.sender.id, message.guest_connection.as_deref()),
            frame: frame(true),
        });
        Self { room: message.room, frame: frame(false), own, except: None, seq: None }
    }

    pub(super) fn reaches(&self, connection: &Connection) -> bool {
        let live = match (connection.live_after, self.seq) {
            (Some(after), Some(seq)) => after < seq,
            (after, None) => after.is_some(),
            (None, Some(_)) => false,
        };
        live && !self.except.as_ref().is_some_and(|who| who.is(connection))
    }
}
