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
    /// When an admin last changed the role or the mute, in milliseconds; 0 if nobody did.
    pub changed_ms: i64,
    /// When the present rate window began, in milliseconds.
    pub window_ms: i64,
    /// Messages sent in the present rate window.
    pub window_count: u32,
    /// The names that the room knows of the user.
    pub names: Option<User>,
    /// When the token that has these names was issued, in seconds.
    pub names_iat_s: i64,
}

impl Membership {
    /// Gives the time of the last change that the user is shown: joining, reading, a role or a mute.
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
            changed_ms: 0,
            window_ms: 0,
            window_count: 0,
            names: None,
            names_iat_s: 0,
        }
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
