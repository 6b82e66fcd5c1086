use roomcast_domain::{Preview, Room, RoomBody, RoomId, RoomSummary, RoomType, Seq, Time, UserId};
use serde::{Deserialize, Serialize};

use super::UserRow;

/// A room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoomRow {
    #[serde(rename = "r")]
    pub id: RoomId,
    #[serde(rename = "n")]
    pub name: String,
    #[serde(rename = "d", default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(rename = "t")]
    pub room_type: RoomType,
    #[serde(rename = "mm")]
    pub max_members: u32,
    #[serde(rename = "mc")]
    pub member_count: u32,
    #[serde(rename = "ac")]
    pub admin_count: u32,
    #[serde(rename = "a")]
    pub is_active: bool,
    #[serde(rename = "cb")]
    pub created_by: UserRow,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    #[serde(rename = "ua")]
    pub updated_ms: i64,
    #[serde(rename = "ls", default)]
    pub last_seq: Seq,
    #[serde(rename = "la")]
    pub last_ms: i64,
    #[serde(rename = "pv", default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<PreviewRow>,
    #[serde(rename = "b")]
    pub bump_s: i64,
    /// Present while the room stands in the index of public rooms.
    #[serde(rename = "gp", default, skip_serializing_if = "Option::is_none")]
    pub index_pk: Option<String>,
    #[serde(rename = "gs", default, skip_serializing_if = "Option::is_none")]
    pub index_sk: Option<String>,
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
            created_by,
            created_ms,
            updated_ms,
            last_seq,
            last_ms,
            preview,
            bump_s,
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
                created_at: Time(created_ms),
            },
            is_active,
            max_members,
            updated_at: Time(updated_ms),
            admin_count,
            last_seq,
            last_ms,
            preview: preview.map(Preview::from),
            bump_s,
        }
    }
}

/// A room's newest message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    #[serde(rename = "s")]
    pub seq: Seq,
    #[serde(rename = "c", default)]
    pub content: String,
    #[serde(rename = "u")]
    pub sender: String,
    #[serde(rename = "ui", default)]
    pub sender_id: Option<UserId>,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    /// Grows with each change of the message: when it changed last, in milliseconds, and the largest
    /// number once it is deleted, so that no late edit undoes a deletion. 0: not known.
    #[serde(rename = "v", default)]
    pub version: i64,
    /// When the message was deleted, which `version` cannot say.
    #[serde(rename = "da", default, skip_serializing_if = "Option::is_none")]
    pub deleted_ms: Option<i64>,
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

/// A room as it was, inside a stored notification.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoomSummaryRow {
    #[serde(rename = "r")]
    pub id: RoomId,
    #[serde(rename = "n")]
    pub name: String,
    #[serde(rename = "d", default)]
    pub description: String,
    #[serde(rename = "t")]
    pub room_type: RoomType,
    #[serde(rename = "cb")]
    pub created_by: UserRow,
    #[serde(rename = "mc")]
    pub member_count: u32,
    #[serde(rename = "mm")]
    pub max_members: u32,
    #[serde(rename = "a")]
    pub is_active: bool,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    #[serde(rename = "ua")]
    pub updated_ms: i64,
}

impl From<RoomSummary> for RoomSummaryRow {
    fn from(summary: RoomSummary) -> Self {
        let RoomSummary { body, is_active, max_members, updated_at } = summary;
        let RoomBody { id, name, description, room_type, created_by, member_count, created_at } = body;
        Self {
            id,
            name,
            description,
            room_type,
            created_by: created_by.into(),
            member_count,
            max_members,
            is_active,
            created_ms: created_at.ms(),
            updated_ms: updated_at.ms(),
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
            created_ms,
            updated_ms,
        } = row;
        let created_by = created_by.into();
        let created_at = Time(created_ms);
        Self {
            body: RoomBody { id, name, description, room_type, created_by, member_count, created_at },
            is_active,
            max_members,
            updated_at: Time(updated_ms),
        }
    }
}
