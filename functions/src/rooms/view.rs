//! Rooms as clients see them.

use roomcast_domain::{
    Member, Membership, MessageId, OwnStanding, Room, RoomBody, RoomId, RoomSummary, Seq, User, UserId,
};
use schemars::JsonSchema;
use serde::Serialize;

/// A room's id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoomRef {
    /// The room's id.
    pub id: RoomId,
    /// The name.
    pub name: String,
}

impl RoomRef {
    /// Makes the reference to a room.
    pub fn of(room: &Room) -> Self {
        Self { id: room.body.id, name: room.body.name.clone() }
    }
}

/// A room as its creator gets it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewRoomView<'a> {
    #[serde(flatten)]
    body: &'a RoomBody,
    /// Whether the room is in use.
    is_active: bool,
    /// The largest number of members.
    max_members: u32,
}

impl<'a> NewRoomView<'a> {
    /// Makes the view of a room that was created.
    pub fn new(room: &'a Room) -> Self {
        Self { body: &room.body, is_active: room.is_active, max_members: room.max_members }
    }
}

/// A room in detail.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomDetail {
    #[serde(flatten)]
    room: RoomSummary,
    /// At most the first 100 members by username; empty for callers who may not see them.
    members: Vec<User>,
    /// The number of messages after the caller's read position, or from an unread mark on; 0 for non-members.
    unread_count: u32,
    /// Whether the caller is a member.
    is_member: bool,
    /// The last message that the caller has read; null for non-members and before the first message.
    last_read_message_id: Option<MessageId>,
    /// The number of the last message that the caller has read, 0 before the first; null for
    /// non-members.
    last_read_seq: Option<Seq>,
    /// The caller's own standing; null for non-members.
    me: Option<OwnStanding>,
}

impl RoomDetail {
    /// Makes the detail of a room whose newest message is `newest`, for a user with this membership.
    pub fn new(
        room: &Room,
        members: Vec<Member>,
        newest: Seq,
        user: UserId,
        membership: Option<&Membership>,
    ) -> Self {
        let last_read_seq = room.position_of(user, membership);
        let last_read = last_read_seq.filter(|seq| *seq > Seq::ZERO);
        Self {
            room: room.summary(),
            members: members.into_iter().map(|member| member.user).collect(),
            unread_count: room.unread_up_to(newest, user, membership),
            is_member: last_read_seq.is_some(),
            last_read_message_id: last_read.map(|seq| MessageId::of(room.body.id, seq)),
            last_read_seq,
            me: OwnStanding::of(room, user, membership),
        }
    }
}
