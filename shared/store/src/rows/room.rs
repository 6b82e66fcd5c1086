use roomcast_domain::{
    DirectUsers, Preview, Room, RoomBody, RoomId, RoomSummary, RoomType, Seq, Time, User, UserId,
};

use super::UserRow;

row! {
    /// How large a room is and who may see it, read from the item of the room without the rest.
    #[derive(Debug, Clone)]
    RoomSizeRow {
        room_type: RoomType = "t",
        member_count: u32 = "mc",
    }
}

row! {
    /// How slow a room is, read from the item of the room without the rest.
    #[derive(Debug, Clone)]
    SlowModeRow {
        #[serde(default)]
        slow_mode_s: u32 = "sm",
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_no_wait(seconds: &u32) -> bool {
    *seconds == 0
}

row! {
    /// A room.
    #[derive(Debug, Clone)]
    RoomRow {
        id: RoomId = "r",
        name: String = "n",
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String = "d",
        room_type: RoomType = "t",
        max_members: u32 = "mm",
        member_count: u32 = "mc",
        admin_count: u32 = "ac",
        is_active: bool = "a",
        #[serde(default, skip_serializing_if = "is_no_wait")]
        slow_mode_s: u32 = "sm",
        created_by: UserRow = "cb",
        created_ms: i64 = "ca",
        updated_ms: i64 = "ua",
        #[serde(default)]
        last_seq: Seq = "ls",
        last_ms: i64 = "la",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        preview: Option<PreviewRow> = "pv",
        bump_s: i64 = "b",
        /// The two users of a direct room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct: Option<[UserId; 2]> = "dp",
        /// Present while the room stands in the index of public rooms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index_pk: Option<String> = "gp",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index_sk: Option<String> = "gs",
    }
}

impl From<RoomRow> for Room {
    fn from(row: RoomRow) -> Self {
        let RoomRow {
            id,
            name,
            description,
            room_type,
            max_members,
            member_count,
            admin_count,
            is_active,
            slow_mode_s,
            created_by,
            created_ms,
            updated_ms,
            last_seq,
            last_ms,
            preview,
            bump_s,
            direct,
            index_pk: _,
            index_sk: _,
        } = row;
        Self {
            body: RoomBody {
                id,
                name,
                description,
                room_type,
                created_by: created_by.into(),
                member_count,
                slow_mode_s,
                created_at: Time(created_ms),
                is_direct: direct.is_some(),
                direct_user: None,
            },
            is_active,
            max_members,
            updated_at: Time(updated_ms),
            direct: direct.and_then(|[first, second]| DirectUsers::of(first, second).ok()),
            admin_count,
            last_seq,
            last_ms,
            preview: preview.map(Preview::from),
            bump_s,
        }
    }
}

row! {
    /// A room's newest message.
    #[derive(Debug, Clone, PartialEq, Eq)]
    PreviewRow {
        seq: Seq = "s",
        #[serde(default)]
        content: String = "c",
        sender: String = "u",
        #[serde(default)]
        sender_id: Option<UserId> = "ui",
        created_ms: i64 = "ca",
        /// Grows with each change of the message: when it changed last, in milliseconds, and the largest
        /// number once it is deleted, so that no late edit undoes a deletion. 0: not known.
        #[serde(default)]
        version: i64 = "v",
        /// When the message was deleted, which `version` cannot say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deleted_ms: Option<i64> = "da",
    }
}

const DELETED_VERSION: i64 = i64::MAX;

impl From<Preview> for PreviewRow {
    fn from(preview: Preview) -> Self {
        let Preview { seq, content, sender, sender_id, created_at, updated_at, is_deleted } = preview;
        let updated_ms = updated_at.map(Time::ms);
        Self {
            seq,
            content,
            sender,
            sender_id,
            created_ms: created_at.ms(),
            version: if is_deleted { DELETED_VERSION } else { updated_ms.unwrap_or_default() },
            deleted_ms: updated_ms.filter(|_| is_deleted),
        }
    }
}

impl From<PreviewRow> for Preview {
    fn from(row: PreviewRow) -> Self {
        let PreviewRow { seq, content, sender, sender_id, created_ms, version, deleted_ms } = row;
        let is_deleted = version == DELETED_VERSION;
        let updated_ms = if is_deleted { deleted_ms } else { Some(version).filter(|ms| *ms > 0) };
        Self {
            seq,
            content,
            sender,
            sender_id,
            created_at: Time(created_ms),
            updated_at: updated_ms.map(Time),
            is_deleted,
        }
    }
}

row! {
    /// A room as it was, inside a stored notification.
    #[derive(Debug, Clone)]
    RoomSummaryRow {
        id: RoomId = "r",
        name: String = "n",
        #[serde(default)]
        description: String = "d",
        room_type: RoomType = "t",
        created_by: UserRow = "cb",
        member_count: u32 = "mc",
        max_members: u32 = "mm",
        is_active: bool = "a",
        #[serde(default, skip_serializing_if = "is_no_wait")]
        slow_mode_s: u32 = "sm",
        created_ms: i64 = "ca",
        updated_ms: i64 = "ua",
        /// The other user, in a direct room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct_user: Option<UserRow> = "du",
    }
}

impl From<RoomSummary> for RoomSummaryRow {
    fn from(summary: RoomSummary) -> Self {
        let RoomSummary { body, is_active, max_members, updated_at } = summary;
        let RoomBody {
            id,
            name,
            description,
            room_type,
            created_by,
            member_count,
            slow_mode_s,
            created_at,
            is_direct: _,
            direct_user,
        } = body;
        Self {
            id,
            name,
            description,
            room_type,
            created_by: created_by.into(),
            member_count,
            max_members,
            is_active,
            slow_mode_s,
            created_ms: created_at.ms(),
            updated_ms: updated_at.ms(),
            direct_user: direct_user.map(UserRow::from),
        }
    }
}

impl From<RoomSummaryRow> for RoomSummary {
    fn from(row: RoomSummaryRow) -> Self {
        let RoomSummaryRow {
            id,
            name,
            description,
            room_type,
            created_by,
            member_count,
            max_members,
            is_active,
            slow_mode_s,
            created_ms,
            updated_ms,
            direct_user,
        } = row;
        let body = RoomBody {
            id,
            name,
            description,
            room_type,
            created_by: created_by.into(),
            member_count,
            slow_mode_s,
            created_at: Time(created_ms),
            is_direct: direct_user.is_some(),
            direct_user: direct_user.map(User::from),
        };
        Self { body, is_active, max_members, updated_at: Time(updated_ms) }
    }
}

row! {
    /// The counter of room numbers.
    #[derive(Debug)]
    CounterRow {
        last: RoomId = "n",
    }
}

row! {
    /// The direct room of two users.
    #[derive(Debug)]
    DirectRow {
        room: RoomId = "r",
    }
}
