//! Members as clients see them.

use roomcast_domain::{Member, Membership, Role, Standing, Time, User, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::rooms::view::RoomRef;

/// One line of the member list or the banned list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MemberView {
    /// The user's id.
    id: UserId,
    /// The room.
    room: RoomRef,
    /// The user.
    user: User,
    /// The role of the member; null for who has left.
    role: Option<Role>,
    /// The time when the user joined.
    joined_at: Time,
    /// The time when the user last read.
    last_read_at: Option<Time>,
    /// Whether the user may only read.
    is_muted: bool,
    /// Whether the user is banned and therefore not a member.
    is_banned: bool,
    /// Whether the user has a live connection to the room.
    is_online: bool,
}

impl MemberView {
    /// Makes the line of a member, or of a banned user.
    pub fn of_member(
        room: RoomRef,
        member: Member,
        last_read_ms: Option<i64>,
        is_banned: bool,
        is_online: bool,
    ) -> Self {
        let Member { user, role, muted, joined_ms } = member;
        Self {
            id: user.id,
            room,
            user,
            role: Some(role),
            joined_at: Time(joined_ms),
            last_read_at: last_read_ms.map(Time),
            is_muted: muted,
            is_banned,
            is_online,
        }
    }

    /// Makes the line of a user with this membership.
    pub fn of_membership(room: RoomRef, user: &User, membership: &Membership, is_online: bool) -> Self {
        let Membership { role, muted, joined_ms, .. } = *membership;
        let member = Member { user: user.clone(), role, muted, joined_ms };
        let is_banned = membership.standing == Standing::Banned;
        Self::of_member(room, member, membership.read_ms, is_banned, is_online)
    }

    /// Makes the line of a user whom one only has the id of: a member, or who has left, without a role.
    pub fn of_known(room: RoomRef, user: UserId, membership: &Membership, is_online: bool) -> Self {
        let view = Self::of_membership(room, &membership.user(user), membership, is_online);
        if membership.is_member() { view } else { Self { role: None, is_banned: false, ..view } }
    }
}
