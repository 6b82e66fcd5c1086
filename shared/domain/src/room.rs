//! Rooms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    DESCRIPTION_CHARS, MAX_MEMBERS_DEFAULT, MAX_MEMBERS_MAX, MAX_MEMBERS_MIN, MessageId, ROOM_NAME_CHARS,
    Refusal, Result, RoomId, Time, User,
};

/// A room's name: 1..100 characters after trimming, no NUL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomName(String);

impl RoomName {
    /// Trims and checks.
    pub fn parse(raw: &str) -> Result<Self> {
        let name = raw.trim();
        match name.chars().count() {
            0 => Err(Refusal::field("name", "不能为空")),
            n if n > ROOM_NAME_CHARS => Err(Refusal::field("name", "不能超过100个字符")),
            _ if name.contains('\0') => Err(Refusal::field("name", "不能包含空字符")),
            _ => Ok(Self(name.to_owned())),
        }
    }

    /// The name.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A room's description: up to 300 characters, no NUL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description(String);

impl Description {
    /// Checks.
    pub fn parse(raw: &str) -> Result<Self> {
        if raw.chars().count() > DESCRIPTION_CHARS {
            return Err(Refusal::field("description", "不能超过300个字符"));
        }
        if raw.contains('\0') {
            return Err(Refusal::field("description", "不能包含空字符"));
        }
        Ok(Self(raw.to_owned()))
    }

    /// The description.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Who sees a room and who may enter it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoomType {
    /// In everybody's list; anybody reads, joins, watches and, as a member, invites.
    Public,
    /// Seen by members and invited users; only admins invite.
    Private,
    /// Seen by members and invited users; any member invites.
    Group,
}

/// How many members a room may have: 2..100,000, by default 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxMembers(u32);

impl MaxMembers {
    /// Checks.
    pub fn parse(raw: i64) -> Result<Self> {
        u32::try_from(raw)
            .ok()
            .filter(|n| (MAX_MEMBERS_MIN..=MAX_MEMBERS_MAX).contains(n))
            .map(Self)
            .ok_or_else(|| Refusal::field("max_members", "必须在2到100000之间"))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for MaxMembers {
    fn default() -> Self {
        Self(MAX_MEMBERS_DEFAULT)
    }
}

/// The newest message as a room list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LastMessage {
    /// The message's id.
    pub id: MessageId,
    /// Its first 100 characters.
    pub content: String,
    /// The sender's username.
    pub sender: String,
    /// When it was sent.
    pub created_at: Time,
}

/// One line of the room list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomListItem {
    /// The room's id.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Its description, possibly empty.
    pub description: String,
    /// Who sees it.
    pub room_type: RoomType,
    /// Who created it, with the names of then.
    pub created_by: User,
    /// How many members it has.
    pub member_count: u32,
    /// Its newest message, if the caller may read it.
    pub last_message: Option<LastMessage>,
    /// When it was created.
    pub created_at: Time,
    /// Messages after the caller's read position; 0 for non-members.
    pub unread_count: u32,
    /// Whether the caller is a member.
    pub is_member: bool,
}

/// A room as its creator gets it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewRoomView {
    /// The room's id.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Its description, possibly empty.
    pub description: String,
    /// Who sees it.
    pub room_type: RoomType,
    /// Who created it.
    pub created_by: User,
    /// How many members it has.
    pub member_count: u32,
    /// Whether it is in use.
    pub is_active: bool,
    /// How many members it may have.
    pub max_members: u32,
    /// When it was created.
    pub created_at: Time,
}

/// A room without what depends on the caller: `room_updated` frames.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomSummary {
    /// What a creator gets.
    #[serde(flatten)]
    pub room: NewRoomView,
    /// When its name, description or size changed last.
    pub updated_at: Time,
}

/// A room in detail.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomDetail {
    /// The room.
    #[serde(flatten)]
    pub room: RoomSummary,
    /// At most the first 100 members by username; empty for who may not see them.
    pub members: Vec<User>,
    /// Messages after the caller's read position; 0 for non-members.
    pub unread_count: u32,
    /// Whether the caller is a member.
    pub is_member: bool,
    /// The caller's read position; null for non-members and before the first message.
    pub last_read_message_id: Option<MessageId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_measured_in_characters() {
        assert_eq!(RoomName::parse("  房间 ").unwrap().into_string(), "房间");
        assert!(RoomName::parse(&"字".repeat(100)).is_ok());
        assert!(RoomName::parse(&"字".repeat(101)).is_err());
        assert!(RoomName::parse(" \t").is_err());
    }

    #[test]
    fn a_room_holds_2_to_100_000_members() {
        assert!(MaxMembers::parse(1).is_err() && MaxMembers::parse(100_001).is_err());
        assert!(MaxMembers::parse(2).is_ok() && MaxMembers::parse(100_000).is_ok());
    }
}
