//! Messages as REST shows them.

use roomcast_domain::{Message, MessageBody, MessageId, ReactionView, Seq, ThreadView, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::rooms::view::RoomRef;

/// A message as REST shows it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MessageView<'a> {
    /// The message's id.
    id: MessageId,
    /// The room.
    room: &'a RoomRef,
    /// The message's number in the room.
    seq: Seq,
    #[serde(flatten)]
    body: &'a MessageBody,
    /// The reactions, in the order of their first use.
    reactions: Vec<ReactionView<'a>>,
    /// The number of changes of the reactions: the greatest wins.
    reactions_version: u64,
    #[serde(flatten)]
    thread: ThreadView,
    /// The id that the sender's client gave the message; only the sender gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<&'a str>,
}

impl<'a> MessageView<'a> {
    /// Makes the view of a message for `viewer`.
    pub fn new(message: &'a Message, room: &'a RoomRef, viewer: UserId) -> Self {
        let is_own = viewer == message.body.sender.id && !viewer.is_guest();
        Self {
            id: message.id(),
            room,
            seq: message.seq,
            body: &message.body,
            reactions: message.reactions.seen_by(viewer),
            reactions_version: message.reactions.version,
            thread: message.thread.view(message.room),
            client_message_id: message.client_message_id.as_deref().filter(|_| is_own),
        }
    }
}

/// A part of a room's history.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MessageEnvelope<'a> {
    /// The messages.
    pub messages: Vec<MessageView<'a>>,
    /// The number of the page; null for `after`, `before` and `around`.
    pub page: Option<u64>,
    /// The largest number of messages in this part.
    pub page_size: u32,
    /// The number of messages in the room, including deleted ones.
    pub total: u32,
    /// Whether there are more messages in the direction of reading; with `around`, on either side. Absent
    /// on numbered pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
    /// With `around`: whether there are messages before these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_older: Option<bool>,
    /// With `around`: whether there are messages after these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_newer: Option<bool>,
}
