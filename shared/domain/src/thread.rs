//! Threads: a message and the replies that go back to it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{MessageId, RoomId, Seq};

/// The replies to the first message of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Thread {
    /// The number of replies, deleted ones included.
    pub replies: u32,
    /// The number of the newest reply; 0 without any.
    pub last: Seq,
}

impl Thread {
    /// Makes what clients see, of a thread in `room`.
    pub fn view(self, room: RoomId) -> ThreadView {
        let last_reply_id = (self.replies > 0).then(|| MessageId::of(room, self.last));
        ThreadView { reply_count: self.replies, last_reply_id }
    }
}

/// The thread that begins with a message, as clients see it.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct ThreadView {
    /// The number of replies in the thread that begins with this message, deleted ones included; a moment behind.
    /// A client adds one for each reply that is newer than `last_reply_id`.
    reply_count: u32,
    /// The id of the newest reply of that thread; a moment behind.
    last_reply_id: Option<MessageId>,
}
