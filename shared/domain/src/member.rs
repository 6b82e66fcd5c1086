//! Members: how users stand to rooms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Names, RoomId, Seq, Time, User, UserId};

/// The rights of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Changes the room and its members.
    Admin,
    /// Reads and posts.
    Member,
}

/// The notifications that a member wants from a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Notify {
    /// All of them.
    #[default]
    All,
    /// None for messages, but those that mention the member.
    Mentions,
    /// Only those about the membership itself.
    None,
}

/// How a user stands to a room. A user who was never in the room has no standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Belongs to the room.
    Member,
    /// May join once.
    Invited,
    /// May not come back.
    Banned,
    /// Left; mute and read position are kept.
    Gone,
}

/// How a user stands to a room, with everything that a check needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The room.
    pub room: RoomId,
    /// Member, invited, banned or gone.
    pub standing: Standing,
    /// What the member may do.
    pub role: Role,
    /// Whether the user may only read; outlives leaving.
    pub muted: bool,
    /// When the user joined, in milliseconds.
    pub joined_ms: i64,
    /// The room's newest message when the user joined.
    pub joined_seq: Seq,
    /// The last message that the user has read; outlives leaving.
    pub read_seq: Seq,
    /// When the user last read, in milliseconds.
    pub read_ms: Option<i64>,
    /// The first message of those that the member marked as unread, until the member reads or sends again.
    pub unread_from: Option<Seq>,
    /// The notifications that the member wants.
    pub notify: Notify,
    /// When the role, the mute, `notify` or `unread_from` changed last, in milliseconds; 0 if they never did.
    pub changed_ms: i64,
    /// The other user of a direct room.
    pub direct_with: Option<UserId>,
    /// The last message that does not bring a direct room into the user's lists; `None` once the user has
    /// opened the room and not left it since.
    pub hidden_up_to: Option<Seq>,
    /// When the present rate window began, in milliseconds.
    pub window_ms: i64,
    /// Messages sent in the present rate window.
    pub window_count: u32,
    /// When the user last sent a message, in milliseconds; outlives leaving.
    pub sent_ms: i64,
    /// The names that the room knows of the user.
    pub names: Option<User>,
    /// When the token that has these names was issued, in seconds.
    pub names_iat_s: i64,
}

impl Membership {
    /// Gives the time of the last change that the user is shown: joining, reading, a role, a mute, a choice
    /// of notifications or a mark.
    pub fn updated_at(&self) -> Time {
        Time(self.joined_ms.max(self.read_ms.unwrap_or(0)).max(self.changed_ms))
    }

    /// Makes a standing and nothing else: a plain member's role, no names, nothing read.
    pub fn new(room: RoomId, standing: Standing) -> Self {
        Self {
            room,
            standing,
            role: Role::Member,
            muted: false,
            joined_ms: 0,
            joined_seq: Seq::ZERO,
            read_seq: Seq::ZERO,
            read_ms: None,
            unread_from: None,
            notify: Notify::All,
            changed_ms: 0,
            direct_with: None,
            hidden_up_to: None,
            window_ms: 0,
            window_count: 0,
            sent_ms: 0,
            names: None,
            names_iat_s: 0,
        }
    }

    /// Gives the whole seconds that the user still waits in a room of this slow mode; `None` if the user may
    /// send.
    pub fn waits_s(&self, slow_mode_s: u32, now: Time) -> Option<u32> {
        if self.is_admin() {
            return None;
        }
        now.wait_s(Time(self.sent_ms), i64::from(slow_mode_s) * 1_000)
    }

    /// Tells whether this is a member.
    pub fn is_member(&self) -> bool {
        self.standing == Standing::Member
    }

    /// Tells whether this is a member with role `admin`.
    pub fn is_admin(&self) -> bool {
        self.is_member() && self.role == Role::Admin
    }

    /// Tells whether the user may see a room that is not public.
    pub fn sees_hidden_room(&self) -> bool {
        matches!(self.standing, Standing::Member | Standing::Invited)
    }

    /// Gives user `id` with the names that the room knows.
    pub fn user(&self, id: UserId) -> User {
        self.names.clone().unwrap_or_else(|| User::named(id, Names::default()))
    }
}

/// An entry of a room's member list or banned list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The user.
    pub user: User,
    /// What the member may do.
    pub role: Role,
    /// Whether the user may only read.
    pub muted: bool,
    /// When the user joined, in milliseconds.
    pub joined_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_waits_until_the_slow_mode_has_passed_and_an_admin_never() {
        let sent =
            Membership { sent_ms: 10_000, ..Membership::new(RoomId::new(1).unwrap(), Standing::Member) };
        for (slow_mode_s, now_ms, wait) in [
            (0, 10_000, None),
            (5, 10_000, Some(5)),
            (5, 10_001, Some(5)),
            (5, 14_999, Some(1)),
            (5, 15_000, None),
        ] {
            assert_eq!(sent.waits_s(slow_mode_s, Time(now_ms)), wait, "{slow_mode_s} at {now_ms}");
        }
        assert_eq!(Membership { role: Role::Admin, ..sent.clone() }.waits_s(5, Time(10_000)), None);
        let gone = Membership { standing: Standing::Gone, ..sent.clone() };
        assert_eq!(gone.waits_s(5, Time(10_000)), Some(5), "who comes back waits, too");
        let (now, tomorrow_ms) = (Time(1_800_000_000_000), 1_800_000_000_000 + 86_400_000);
        assert_eq!(Membership { sent_ms: 0, ..sent.clone() }.waits_s(21_600, now), None);
        let ahead = Membership { sent_ms: tomorrow_ms, ..sent };
        assert_eq!(ahead.waits_s(5, now), None, "the clock was set back since");
    }
}
