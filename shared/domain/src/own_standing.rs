//! How a member stands to a room, as the member sees it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{Membership, MessageId, Notify, Role, Room, Seq, Time, UserId};

/// A member's own standing in a room. The newest `updated_at` wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Standing")]
pub struct OwnStanding {
    /// The role of the member.
    role: Role,
    /// Whether the member may only read.
    is_muted: bool,
    /// Which notifications the member gets from the room.
    notify: Notify,
    /// The last message that the member has read; null before the first one.
    last_read_message_id: Option<MessageId>,
    /// The number of that message, 0 before the first one.
    last_read_seq: Seq,
    /// The number from which the member marked messages as unread; null without such a mark.
    unread_from_seq: Option<Seq>,
    /// The time of the last change.
    updated_at: Time,
}

impl OwnStanding {
    /// Makes the standing of a user with this membership; `None` for non-members.
    pub fn of(room: &Room, user: UserId, membership: Option<&Membership>) -> Option<Self> {
        let member = membership.filter(|membership| membership.is_member())?;
        let read = room.read_by(user, member);
        Some(Self {
            role: member.role,
            is_muted: member.muted,
            notify: member.notify,
            last_read_message_id: (read > Seq::ZERO).then(|| MessageId::of(room.body.id, read)),
            last_read_seq: read,
            unread_from_seq: room.unread_from(user, member),
            updated_at: member.updated_at(),
        })
    }
}
