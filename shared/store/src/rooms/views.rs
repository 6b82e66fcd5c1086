//! Rooms as clients see them.

use roomcast_domain::{
    LastMessage, MessageId, NewRoomView, RoomListItem, RoomRef, RoomSummary, RoomType, Time,
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

    /// Messages after a member's read position.
    pub fn unread(&self, membership: Option<&Membership>) -> u32 {
        membership.filter(|m| m.is_member()).map_or(0, |m| self.last_seq.since(m.read_seq))
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

    /// The room as a line of the list.
    pub fn list_item(&self, membership: Option<&Membership>) -> RoomListItem {
        RoomListItem {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            room_type: self.room_type,
            created_by: self.created_by.clone().into(),
            member_count: self.member_count,
            last_message: self.preview.as_ref().map(|preview| LastMessage {
                id: MessageId::of(self.id, preview.seq),
                content: preview.content.clone(),
                sender: preview.sender.clone(),
                created_at: Time(preview.created_ms),
            }),
            created_at: Time(self.created_ms),
            unread_count: self.unread(membership),
            is_member: membership.is_some_and(Membership::is_member),
        }
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
