//! Rooms as clients see them.

use roomcast_domain::{
    LastMessage, MessageId, NewRoomView, RoomListItem, RoomRef, RoomSummary, RoomType, Seq, Standing, Time,
    UserId,
};

use crate::item::{Membership, RoomItem, RoomSnapshot};

impl RoomItem {
    /// Its id and name.
    pub fn reference(&self) -> RoomRef {
        RoomRef { id: self.id, name: self.name.clone() }
    }

    /// Whether a user who stands to it like this may see it. Callers answer "not found" if not.
    pub fn is_visible_to(&self, membership: Option<&Membership>) -> bool {
        self.active
            && (self.room_type == RoomType::Public || membership.is_some_and(Membership::sees_hidden_room))
    }

    /// Whether a user who stands to it like this may read its messages: members, and in a public room
    /// everybody who is not banned.
    pub fn is_readable_by(&self, membership: Option<&Membership>) -> bool {
        is_readable(self.room_type, membership)
    }

    /// How far a user has read: sending moves the position, also in the moment before that is noted.
    pub fn read_by(&self, user: UserId, membership: &Membership) -> Seq {
        let own = self.preview.as_ref().filter(|newest| newest.sender_id == Some(user));
        own.map_or(membership.read_seq, |own| membership.read_seq.max(own.seq))
    }

    /// Messages after a member's read position.
    pub fn unread(&self, user: UserId, membership: Option<&Membership>) -> u32 {
        membership.filter(|m| m.is_member()).map_or(0, |m| self.last_seq.since(self.read_by(user, m)))
    }

    /// The room as its creator gets it.
    pub fn new_view(&self) -> NewRoomView {
        NewRoomView {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            room_type: self.room_type,
            created_by: self.created_by.clone().into(),
            member_count: self.member_count,
            is_active: self.active,
            max_members: self.max_members,
            created_at: Time(self.created_ms),
        }
    }

    /// The room without what depends on the caller.
    pub fn summary(&self) -> RoomSummary {
        RoomSummary { room: self.new_view(), updated_at: Time(self.updated_ms) }
    }

    /// The room as a notification keeps it.
    pub fn snapshot(&self) -> RoomSnapshot {
        RoomSnapshot {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            room_type: self.room_type,
            created_by: self.created_by.clone(),
            member_count: self.member_count,
            max_members: self.max_members,
            active: self.active,
            created_ms: self.created_ms,
            updated_ms: self.updated_ms,
        }
    }

    /// The room as a line of a user's list; its newest message for who may read it.
    pub fn list_item(&self, user: UserId, membership: Option<&Membership>) -> RoomListItem {
        let preview = self.preview.as_ref().filter(|_| self.is_readable_by(membership));
        RoomListItem {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            room_type: self.room_type,
            created_by: self.created_by.clone().into(),
            member_count: self.member_count,
            last_message: preview.map(|preview| LastMessage {
                id: MessageId::of(self.id, preview.seq),
                content: preview.content.clone(),
                sender: preview.sender.clone(),
                created_at: Time(preview.created_ms),
            }),
            created_at: Time(self.created_ms),
            unread_count: self.unread(user, membership),
            is_member: membership.is_some_and(Membership::is_member),
        }
    }
}

/// Whether the messages of a room of this type may be read by a user who stands to it like this.
pub(crate) fn is_readable(room_type: RoomType, membership: Option<&Membership>) -> bool {
    match membership.map(|membership| membership.standing) {
        Some(Standing::Member) => true,
        Some(Standing::Banned) => false,
        Some(Standing::Invited | Standing::Gone) | None => room_type == RoomType::Public,
    }
}

impl From<RoomSnapshot> for RoomSummary {
    fn from(room: RoomSnapshot) -> Self {
        Self {
            room: NewRoomView {
                id: room.id,
                name: room.name,
                description: room.description,
                room_type: room.room_type,
                created_by: room.created_by.into(),
                member_count: room.member_count,
                is_active: room.active,
                max_members: room.max_members,
                created_at: Time(room.created_ms),
            },
            updated_at: Time(room.updated_ms),
        }
    }
}
