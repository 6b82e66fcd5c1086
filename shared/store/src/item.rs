//! The items of the table as they are stored. Attribute names are short because they are paid for
//! in every item; each field says what its name stands for. Times are milliseconds since 1970,
//! `expires_s` (the table's TTL attribute `x`) seconds.

#![allow(missing_docs)] // each field's name says what its short attribute holds

use roomcast_domain::{
    Message, MessageType, NotificationType, Role, RoomId, RoomType, Seq, Standing, Time, User, UserId,
};
use serde::{Deserialize, Serialize};

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Names as of some moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredUser {
    #[serde(rename = "i")]
    pub id: UserId,
    #[serde(rename = "n1")]
    pub username: String,
    #[serde(rename = "n2", default, skip_serializing_if = "String::is_empty")]
    pub first_name: String,
    #[serde(rename = "n3", default, skip_serializing_if = "String::is_empty")]
    pub last_name: String,
}

impl From<&User> for StoredUser {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            username: user.username.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
        }
    }
}

impl From<StoredUser> for User {
    fn from(stored: StoredUser) -> Self {
        Self {
            id: stored.id,
            username: stored.username,
            first_name: stored.first_name,
            last_name: stored.last_name,
        }
    }
}

/// A room's newest message, as its list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
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
    /// Grows with each change of the message, and a deletion is the last: no late edit undoes it.
    #[serde(rename = "v", default)]
    pub version: i64,
}

/// A room. `last_seq`, `last_ms` and `preview` are a cache of its messages that never goes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoomItem {
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
    pub active: bool,
    #[serde(rename = "cb")]
    pub created_by: StoredUser,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    #[serde(rename = "ua")]
    pub updated_ms: i64,
    #[serde(rename = "ls", default)]
    pub last_seq: Seq,
    #[serde(rename = "la")]
    pub last_ms: i64,
    #[serde(rename = "pv", default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// Where the room stands among the others: the second of the message that moved it last.
    #[serde(rename = "b")]
    pub bump_s: i64,
    #[serde(rename = "gp", default, skip_serializing_if = "Option::is_none")]
    pub index_pk: Option<String>,
    #[serde(rename = "gs", default, skip_serializing_if = "Option::is_none")]
    pub index_sk: Option<String>,
}

/// How a user stands to a room: the authority for membership and everything a check needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Membership {
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
    /// When the present rate window began.
    #[serde(rename = "w", default)]
    pub window_ms: i64,
    /// Messages in the present rate window.
    #[serde(rename = "c", default)]
    pub window_count: u32,
    #[serde(rename = "us", default, skip_serializing_if = "Option::is_none")]
    pub names: Option<StoredUser>,
    /// `iat` of the token that the names are from.
    #[serde(rename = "ni", default)]
    pub names_iat_s: i64,
}

fn plain_member() -> Role {
    Role::Member
}

impl Membership {
    /// Whether this is a member.
    pub fn is_member(&self) -> bool {
        self.standing == Standing::Member
    }

    /// Whether this is a member with role `admin`.
    pub fn is_admin(&self) -> bool {
        self.is_member() && self.role == Role::Admin
    }

    /// Whether the user may see a room that is not public.
    pub fn sees_hidden_room(&self) -> bool {
        matches!(self.standing, Standing::Member | Standing::Invited)
    }
}

/// A line of a room's member list or banned list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PersonItem {
    #[serde(rename = "us")]
    pub user: StoredUser,
    #[serde(rename = "ro")]
    pub role: Role,
    #[serde(rename = "mu", default, skip_serializing_if = "is_false")]
    pub muted: bool,
    #[serde(rename = "ja")]
    pub joined_ms: i64,
}

/// A message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageItem {
    #[serde(rename = "r")]
    pub room: RoomId,
    #[serde(rename = "s")]
    pub seq: Seq,
    #[serde(rename = "us")]
    pub sender: StoredUser,
    #[serde(rename = "t")]
    pub message_type: MessageType,
    #[serde(rename = "c", default, skip_serializing_if = "String::is_empty")]
    pub content: String,
    #[serde(rename = "fu", default, skip_serializing_if = "Option::is_none")]
    pub file_url: Option<String>,
    #[serde(rename = "fm", default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    #[serde(rename = "fs", default, skip_serializing_if = "Option::is_none")]
    pub file_size: Option<u64>,
    #[serde(rename = "rt", default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Seq>,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    #[serde(rename = "ua", default, skip_serializing_if = "Option::is_none")]
    pub updated_ms: Option<i64>,
    #[serde(rename = "e", default, skip_serializing_if = "is_false")]
    pub is_edited: bool,
    #[serde(rename = "d", default, skip_serializing_if = "is_false")]
    pub is_deleted: bool,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
    /// Drawn for each attempt to store: tells one's own success from somebody else's.
    #[serde(rename = "nc")]
    pub nonce: String,
    #[serde(rename = "ci", default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
    /// The guest's connection that sent it: guests share one user id.
    #[serde(rename = "gc", default, skip_serializing_if = "Option::is_none")]
    pub guest_connection: Option<String>,
}

impl From<MessageItem> for Message {
    fn from(item: MessageItem) -> Self {
        Self {
            room: item.room,
            seq: item.seq,
            sender: item.sender.into(),
            message_type: item.message_type,
            content: item.content,
            file_url: item.file_url,
            file_name: item.file_name,
            file_size: item.file_size,
            reply_to: item.reply_to,
            created_at: Time(item.created_ms),
            updated_at: Time(item.updated_ms.unwrap_or(item.created_ms)),
            is_edited: item.is_edited,
            is_deleted: item.is_deleted,
            mentions: item.mentions,
            client_message_id: item.client_message_id,
            guest_connection: item.guest_connection,
        }
    }
}

/// A live connection in its room's (or user's) partition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConnectionItem {
    #[serde(rename = "u")]
    pub user: UserId,
    #[serde(rename = "id")]
    pub connection: String,
    #[serde(rename = "oa")]
    pub opened_ms: i64,
    #[serde(rename = "te", default, skip_serializing_if = "Option::is_none")]
    pub token_expires_s: Option<i64>,
    /// Messages after this number are posted to it by their senders; absent until greeted.
    #[serde(rename = "lv", default, skip_serializing_if = "Option::is_none")]
    pub live_after: Option<Seq>,
    #[serde(rename = "x")]
    pub expires_s: i64,
}

/// What a connection is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookupItem {
    /// The room, or nothing for the notification channel.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    #[serde(rename = "us")]
    pub user: StoredUser,
    #[serde(rename = "ia", default)]
    pub token_issued_s: i64,
    #[serde(rename = "te", default, skip_serializing_if = "Option::is_none")]
    pub token_expires_s: Option<i64>,
    #[serde(rename = "oa")]
    pub opened_ms: i64,
    #[serde(rename = "x")]
    pub expires_s: i64,
}

/// Where the message of a `client_message_id` is, or may be put.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PointerItem {
    #[serde(rename = "s")]
    pub seq: Seq,
    #[serde(rename = "x")]
    pub expires_s: i64,
}

/// A room as it was, inside a stored notification.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoomSnapshot {
    #[serde(rename = "r")]
    pub id: RoomId,
    #[serde(rename = "n")]
    pub name: String,
    #[serde(rename = "d", default)]
    pub description: String,
    #[serde(rename = "t")]
    pub room_type: RoomType,
    #[serde(rename = "cb")]
    pub created_by: StoredUser,
    #[serde(rename = "mc")]
    pub member_count: u32,
    #[serde(rename = "mm")]
    pub max_members: u32,
    #[serde(rename = "a")]
    pub active: bool,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    #[serde(rename = "ua")]
    pub updated_ms: i64,
}

/// A stored notification: `mention`, `room_invite` or `system`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NotificationItem {
    #[serde(rename = "i")]
    pub id: roomcast_domain::NotificationId,
    #[serde(rename = "t")]
    pub notification_type: NotificationType,
    #[serde(rename = "ti")]
    pub title: String,
    #[serde(rename = "c", default)]
    pub content: String,
    #[serde(rename = "rm")]
    pub room: RoomSnapshot,
    /// The number of the message that mentions the user.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    #[serde(rename = "ca")]
    pub created_ms: i64,
    #[serde(rename = "re", default, skip_serializing_if = "is_false")]
    pub is_read: bool,
}
