use roomcast_domain::{Member, Membership, Notify, Role, RoomId, Seq, Standing, User, UserId};

use super::{UserRow, is_false, is_zero};

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_all(notify: &Notify) -> bool {
    *notify == Notify::All
}

fn plain_member() -> Role {
    Role::Member
}

row! {
    /// How a user stands to a room: the authority for membership.
    #[derive(Debug, Clone)]
    MembershipRow {
        room: RoomId = "r",
        standing: Standing = "st",
        #[serde(default = "plain_member")]
        role: Role = "ro",
        #[serde(default, skip_serializing_if = "is_false")]
        muted: bool = "mu",
        #[serde(default)]
        joined_ms: i64 = "ja",
        #[serde(default)]
        joined_seq: Seq = "js",
        #[serde(default)]
        read_seq: Seq = "rs",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read_ms: Option<i64> = "ra",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unread_from: Option<Seq> = "uf",
        #[serde(default, skip_serializing_if = "is_all")]
        notify: Notify = "nt",
        #[serde(default, skip_serializing_if = "is_zero")]
        changed_ms: i64 = "ch",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct_with: Option<UserId> = "dw",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hidden_up_to: Option<Seq> = "hu",
        #[serde(default)]
        window_ms: i64 = "w",
        #[serde(default)]
        window_count: u32 = "c",
        #[serde(default, skip_serializing_if = "is_zero")]
        sent_ms: i64 = "sa",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        names: Option<UserRow> = "us",
        #[serde(default)]
        names_iat_s: i64 = "ni",
    }
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
            unread_from,
            notify,
            changed_ms,
            direct_with,
            hidden_up_to,
            window_ms,
            window_count,
            sent_ms,
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
            unread_from,
            notify,
            changed_ms,
            direct_with,
            hidden_up_to,
            window_ms,
            window_count,
            sent_ms,
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
            unread_from,
            notify,
            changed_ms,
            direct_with,
            hidden_up_to,
            window_ms,
            window_count,
            sent_ms,
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
            unread_from,
            notify,
            changed_ms,
            direct_with,
            hidden_up_to,
            window_ms,
            window_count,
            sent_ms,
            names: names.map(User::from),
            names_iat_s,
        }
    }
}

row! {
    /// An entry of a room's member list or banned list.
    #[derive(Debug, Clone)]
    MemberRow {
        user: UserRow = "us",
        role: Role = "ro",
        #[serde(default, skip_serializing_if = "is_false")]
        muted: bool = "mu",
        joined_ms: i64 = "ja",
    }
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

row! {
    /// An invited user among a room's people.
    #[derive(Debug)]
    InvitedRow {
        room: RoomId = "r",
    }
}

row! {
    /// Counts the joins of a user near the limit of rooms.
    #[derive(Debug, Default)]
    GuardRow {
        version: u64 = "v",
    }
}
