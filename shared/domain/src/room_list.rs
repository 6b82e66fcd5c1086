//! The lines of the room list, in answers and in frames.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{Membership, MessageId, OwnStanding, Preview, Room, RoomBody, RoomId, Seq, Time, UserId};

/// A room's newest message as the room list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LastMessage {
    /// The message's id.
    pub id: MessageId,
    /// The first 100 characters.
    pub content: String,
    /// The sender's username.
    pub sender: String,
    /// The sender's id; null if it is not known.
    pub sender_id: Option<UserId>,
    /// The time when the message was sent.
    pub created_at: Time,
    /// The time when the message was sent, edited or deleted last; null if it is not known.
    pub updated_at: Option<Time>,
    /// Whether the message was deleted.
    pub is_deleted: bool,
}

impl LastMessage {
    /// Makes what the list of rooms shows of a room's newest message.
    pub fn new(room: RoomId, preview: &Preview) -> Self {
        let Preview { seq, content, sender, sender_id, created_at, updated_at, is_deleted } = preview.clone();
        let id = MessageId::of(room, seq);
        Self { id, content, sender, sender_id, created_at, updated_at, is_deleted }
    }
}

/// One line of the room list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomListItem<'a> {
    #[serde(flatten)]
    body: &'a RoomBody,
    /// The newest message, if the caller may read it.
    last_message: Option<LastMessage>,
    /// The number of messages after the caller's read position, or from an unread mark on; 0 for non-members.
    unread_count: u32,
    /// The number of the last message that the caller has read, 0 before the first; null for
    /// non-members.
    last_read_seq: Option<Seq>,
    /// Whether the caller is a member.
    is_member: bool,
    /// The caller's own standing; null for non-members.
    me: Option<OwnStanding>,
}

impl<'a> RoomListItem<'a> {
    /// Makes the line of a room for a user with this membership.
    pub fn new(room: &'a Room, user: UserId, membership: Option<&Membership>) -> Self {
        let preview = room.preview.as_ref().filter(|_| room.is_readable_by(membership));
        Self {
            body: &room.body,
            last_message: preview.map(|preview| LastMessage::new(room.body.id, preview)),
            unread_count: room.unread(user, membership),
            last_read_seq: room.position_of(user, membership),
            is_member: membership.is_some_and(Membership::is_member),
            me: OwnStanding::of(room, user, membership),
        }
    }
}
