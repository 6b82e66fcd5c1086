//! Rooms, and who may see and read them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    DESCRIPTION_CHARS, DirectUsers, MAX_MEMBERS_DEFAULT, MAX_MEMBERS_MAX, MAX_MEMBERS_MIN, Membership,
    Message, ROOM_NAME_CHARS, Refusal, Result, RoomId, SLOW_MODE_MAX_S, Seq, Standing, Time, User, UserId,
    excerpt, has_visible_char, is_bidi_control, is_control_or_line_break,
};

/// A room's name: 1..100 characters after trimming, at least one of them visible; no line break, control
/// or bidirectional control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomName(String);

impl RoomName {
    /// Trims and checks a raw name.
    pub fn parse(raw: &str) -> Result<Self> {
        let name = raw.trim();
        if name.chars().any(|c| is_control_or_line_break(c) || is_bidi_control(c)) {
            return Err(Refusal::field("name", "不能包含换行、控制字符或双向文本控制字符"));
        }
        if !has_visible_char(name) {
            return Err(Refusal::field("name", "不能为空"));
        }
        if name.chars().count() > ROOM_NAME_CHARS {
            return Err(Refusal::field("name", "不能超过100个字符"));
        }
        Ok(Self(name.to_owned()))
    }

    /// Gives the name.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A room's description: up to 300 characters, no NUL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description(String);

impl Description {
    /// Checks a raw description.
    pub fn parse(raw: &str) -> Result<Self> {
        if raw.chars().count() > DESCRIPTION_CHARS {
            return Err(Refusal::field("description", "不能超过300个字符"));
        }
        if raw.contains('\0') {
            return Err(Refusal::field("description", "不能包含空字符"));
        }
        Ok(Self(raw.to_owned()))
    }

    /// Gives the description.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The type of a room: it decides who sees the room and who may enter it.
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

impl RoomType {
    /// Tells whether a user with this membership may read the messages of a room of this type.
    pub fn is_readable_by(self, membership: Option<&Membership>) -> bool {
        match membership.map(|membership| membership.standing) {
            Some(Standing::Member) => true,
            Some(Standing::Banned) => false,
            Some(Standing::Invited | Standing::Gone) | None => self == Self::Public,
        }
    }
}

/// How many members a room may have: 2..100,000, by default 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxMembers(u32);

impl MaxMembers {
    /// Checks a raw number.
    pub fn parse(raw: i64) -> Result<Self> {
        u32::try_from(raw)
            .ok()
            .filter(|n| (MAX_MEMBERS_MIN..=MAX_MEMBERS_MAX).contains(n))
            .map(Self)
            .ok_or_else(|| Refusal::field("max_members", "必须在2到100000之间"))
    }

    /// Gives the number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for MaxMembers {
    fn default() -> Self {
        Self(MAX_MEMBERS_DEFAULT)
    }
}

/// Seconds that a member waits between two messages; 0 for no wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlowMode(u32);

impl SlowMode {
    /// Checks a raw number.
    pub fn parse(raw: i64) -> Result<Self> {
        let seconds = u32::try_from(raw).ok().filter(|s| *s <= SLOW_MODE_MAX_S);
        seconds.map(Self).ok_or_else(|| Refusal::field("slow_mode_s", "必须在0到21600之间"))
    }

    /// Gives the seconds.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// The fields that every view of a room shows.
///
/// Views flatten this struct, and the table's rows take it apart field by field: a field that is
/// added here appears in each view, and does not compile until the rows store it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoomBody {
    /// The room's id.
    pub id: RoomId,
    /// The name.
    pub name: String,
    /// The description, possibly empty.
    pub description: String,
    /// Who sees the room.
    pub room_type: RoomType,
    /// The creator, with the names at that time.
    pub created_by: User,
    /// How many members the room has.
    pub member_count: u32,
    /// Seconds that a member who is no admin waits between two messages; 0 for no wait.
    pub slow_mode_s: u32,
    /// When the room was created.
    pub created_at: Time,
    /// Whether this is the direct room of two users.
    pub is_direct: bool,
    /// The other user of a direct room, with the names of now; null in other rooms.
    pub direct_user: Option<User>,
}

/// A room without what depends on the caller: `room_updated` frames, and the room as a notification
/// keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoomSummary {
    /// The fields that every view shows.
    #[serde(flatten)]
    pub body: RoomBody,
    /// Whether the room is in use.
    pub is_active: bool,
    /// How many members the room may have.
    pub max_members: u32,
    /// When the name, description or size changed last.
    pub updated_at: Time,
}

/// A room. `last_seq`, `last_ms` and `preview` are a cache of its messages that never goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The fields that every view shows.
    pub body: RoomBody,
    /// Whether the room is in use; a room that nobody is left in is not.
    pub is_active: bool,
    /// How many members the room may have.
    pub max_members: u32,
    /// When the name, description or size changed last.
    pub updated_at: Time,
    /// The two users of a direct room.
    pub direct: Option<DirectUsers>,
    /// How many of the members are admins.
    pub admin_count: u32,
    /// The newest message's number.
    pub last_seq: Seq,
    /// When the newest message was sent, or the room created, in milliseconds.
    pub last_ms: i64,
    /// The newest message.
    pub preview: Option<Preview>,
    /// The second of the last activity that moved the room in the list.
    pub bump_s: i64,
}

/// A room's newest message, as the room list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The message's number.
    pub seq: Seq,
    /// The first 100 characters.
    pub content: String,
    /// The sender's username.
    pub sender: String,
    /// The sender's id; previews of old rooms lack it.
    pub sender_id: Option<UserId>,
    /// When the message was sent.
    pub created_at: Time,
    /// When the message was sent, edited or deleted last; previews of old rooms lack it.
    pub updated_at: Option<Time>,
    /// Whether the message was deleted.
    pub is_deleted: bool,
}

impl Preview {
    /// Makes the preview of a message.
    pub fn of(message: &Message) -> Self {
        Self {
            seq: message.seq,
            content: excerpt(&message.body.content),
            sender: message.body.sender.username.clone(),
            sender_id: Some(message.body.sender.id),
            created_at: message.body.created_at,
            updated_at: Some(message.body.updated_at),
            is_deleted: message.body.is_deleted,
        }
    }
}

impl Room {
    /// Gives the room without what depends on the caller.
    pub fn summary(&self) -> RoomSummary {
        RoomSummary {
            body: self.body.clone(),
            is_active: self.is_active,
            max_members: self.max_members,
            updated_at: self.updated_at,
        }
    }

    /// Tells whether a user with this membership may see the room. A room that a caller may not see
    /// is answered as "not found".
    pub fn is_visible_to(&self, membership: Option<&Membership>) -> bool {
        self.is_active
            && (self.body.room_type == RoomType::Public
                || membership.is_some_and(Membership::sees_hidden_room))
    }

    /// Tells whether the room stands in the lists of a user with this membership who may see it: a direct room
    /// once the user has opened it, or once it has a message that came after the user left it.
    pub fn is_listed_for(&self, membership: Option<&Membership>) -> bool {
        membership.and_then(|membership| membership.hidden_up_to).is_none_or(|seq| self.last_seq > seq)
    }

    /// Names a direct room for a viewer who talks to `other` there.
    pub fn show_direct_user(&mut self, other: User) {
        self.body.name.clone_from(&other.username);
        self.body.direct_user = Some(other);
    }

    /// Tells whether a user with this membership may read the room's messages: members, and in a
    /// public room everybody who is not banned.
    pub fn is_readable_by(&self, membership: Option<&Membership>) -> bool {
        self.body.room_type.is_readable_by(membership)
    }

    /// Gives the last message that `user` has read. Sending a message reads up to it, even before
    /// the stored read position catches up.
    pub fn read_by(&self, user: UserId, membership: &Membership) -> Seq {
        let own = self.preview.as_ref().filter(|newest| newest.sender_id == Some(user));
        own.map_or(membership.read_seq, |own| membership.read_seq.max(own.seq))
    }

    /// Gives a member's read position; `None` for non-members.
    pub fn position_of(&self, user: UserId, membership: Option<&Membership>) -> Option<Seq> {
        membership.filter(|membership| membership.is_member()).map(|member| self.read_by(user, member))
    }

    /// Gives the first message of those that a member marked as unread, unless the newest message is the member's
    /// own, which ends the mark.
    pub fn unread_from(&self, user: UserId, member: &Membership) -> Option<Seq> {
        let marked = member.unread_from?;
        let own = self.preview.as_ref().filter(|newest| newest.sender_id == Some(user));
        let is_older = own.is_none_or(|own| own.created_at.ms() < member.changed_ms);
        is_older.then_some(marked)
    }

    /// Counts the messages after a member's read position, or from an unread mark on; 0 for non-members.
    pub fn unread(&self, user: UserId, membership: Option<&Membership>) -> u32 {
        self.unread_up_to(self.last_seq, user, membership)
    }

    /// Counts the messages up to `newest` after a member's read position, or from an unread mark on; 0 for
    /// non-members.
    pub fn unread_up_to(&self, newest: Seq, user: UserId, membership: Option<&Membership>) -> u32 {
        let Some(member) = membership.filter(|membership| membership.is_member()) else { return 0 };
        let read =
            self.unread_from(user, member).map_or_else(|| self.read_by(user, member), |from| from.minus(1));
        newest.since(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_measured_in_characters() {
        assert_eq!(RoomName::parse("  房间 ").unwrap().into_string(), "房间");
        assert!(RoomName::parse(&"字".repeat(100)).is_ok());
        assert!(RoomName::parse(&"字".repeat(101)).is_err());
        for bad in
            [" \t", "\u{200b}\u{3164}", "a\nb", "a\u{2028}b", "a\u{7}b", "a\u{202e}b", "\u{200f}a", "a\0"]
        {
            assert!(RoomName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_slow_mode_waits_six_hours_at_most() {
        assert!(SlowMode::parse(-1).is_err() && SlowMode::parse(21_601).is_err());
        assert_eq!([0, 21_600].map(|s| SlowMode::parse(s).unwrap().get()), [0, 21_600]);
    }

    #[test]
    fn a_room_holds_2_to_100_000_members() {
        assert!(MaxMembers::parse(1).is_err() && MaxMembers::parse(100_001).is_err());
        assert!(MaxMembers::parse(2).is_ok() && MaxMembers::parse(100_000).is_ok());
    }
}
