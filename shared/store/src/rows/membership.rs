use roomcast_domain::{Member, Membership, Role, RoomId, Seq, Standing, User};
use serde::{Deserialize, Serialize};

use super::{UserRow, is_false, is_zero};

fn plain_member() -> Role {
    Role::Member
}

/// How a user stands to a room: the authority for membership.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MembershipRow {
    #[serde(rename = "r")]
    pub room: RoomId,
    #[serde(rename = "st")]
    pub standing: Standing,
    #[serde(rename = "ro", default = "plain_member")]
    pub role: Role,
    #[serde(rename = "mu", default, skip_serializing_if = "is_false")]
    pub muted: bool,
    #[serde(rename = "ja", default)]
    pub joined_ms: i64,
    #[serde(rename = "js", default)]
    pub joined_seq: Seq,
    #[serde(rename = "rs", default)]
    pub read_seq: Seq,
    #[serde(rename = "ra", default, skip_serializing_if = "Option::is_none")]
    pub read_ms: Option<i64>,
    #[serde(rename = "ch", default, skip_serializing_if = "is_zero")]
    pub changed_ms: i64,
    #[serde(rename = "w", default)]
    pub window_ms: i64,
    #[serde(rename = "c", default)]
    pub window_count: u32,
    #[serde(rename = "us", default, skip_serializing_if = "Option::is_none")]
    pub names: Option<UserRow>,
    #[serde(rename = "ni", default)]
    pub names_iat_s: i64,
}

impl From<Membership> for MembershipRow {
    fn from(membership: Membership) -> Self {
        let Membership {
            room,
            standing,
            role,
            muted,
            joined_ms,
            joined_seq,
            read_seq,
            read_ms,
            changed_ms,
            window_ms,
            window_count,
            names,
            names_iat_s,
        } = membership;
        Self {
            room,
            standing,
            role,
            muted,
            joined_ms,
            joined_seq,
            read_seq,
            read_ms,
            changed_ms,
            window_ms,
            window_count,
            names: names.map(UserRow::from),
            names_iat_s,
        }
    }
}

impl From<MembershipRow> for Membership {
    fn from(row: MembershipRow) -> Self {
        let MembershipRow {
            room,
            standing,
            role,
            muted,
            joined_ms,
            joined_seq,
            read_seq,
            read_ms,
            changed_ms,
            window_ms,
            window_count,
            names,
            names_iat_s,
        } = row;
        Self {
            room,
            standing,
            role,
            muted,
            joined_ms,
            joined_seq,
            read_seq,
            read_ms,
            changed_ms,
            window_ms,
            window_count,
            names: names.map(User::from),
            names_iat_s,
        }
    }
}

/// An entry of a room's member list or banned list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberRow {
    #[serde(rename = "us")]
    pub user: UserRow,
    #[serde(rename = "ro")]
    pub role: Role,
    #[serde(rename = "mu", default, skip_serializing_if = "is_false")]
    pub muted: bool,
    #[serde(rename = "ja")]
    pub joined_ms: i64,
}

impl From<Member> for MemberRow {
    fn from(member: Member) -> Self {
        let Member { user, role, muted, joined_ms } = member;
        Self { user: user.into(), role, muted, joined_ms }
    }
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        let MemberRow { user, role, muted, joined_ms } = row;
        Self { user: user.into(), role, muted, joined_ms }
    }
}

/// Counts the joins of a user near the limit of rooms.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct GuardRow {
    #[serde(rename = "v")]
    pub version: u64,
}
