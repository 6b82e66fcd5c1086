//! Members.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{RoomRef, Time, User, UserId};

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Changes the room and its members.
    Admin,
    /// Reads and posts.
    Member,
}

/// How somebody stands to a room. Nobody has an item for "never here".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Belongs to it.
    Member,
    /// May join once.
    Invited,
    /// May not come back.
    Banned,
    /// Left while muted: the mute is kept for a return.
    Gone,
}

/// One line of the member list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MemberView {
    /// The user's id.
    pub id: UserId,
    /// The room.
    pub room: RoomRef,
    /// The user.
    pub user: User,
    /// What they may do.
    pub role: Role,
    /// When they joined.
    pub joined_at: Time,
    /// When they last read.
    pub last_read_at: Option<Time>,
    /// Whether they may only read.
    pub is_muted: bool,
    /// Whether they are banned (not a member then).
    pub is_banned: bool,
    /// Whether they have a live connection to the room.
    pub is_online: bool,
}
