use roomcast_domain::{Message, MessageBody, MessageId, MessageType, RoomId, Seq, Time, UserId};
use serde::{Deserialize, Serialize};

use super::{UserRow, is_false};

/// A message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageRow {
    #[serde(rename = "r")]
    pub room: RoomId,
    #[serde(rename = "s")]
    pub seq: Seq,
    #[serde(rename = "us")]
    pub sender: UserRow,
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
    /// The number, in the same room, of the message that this one answers.
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
    /// Drawn for each attempt to store: tells an attempt's own success from another's.
    #[serde(rename = "nc")]
    pub nonce: String,
    #[serde(rename = "ci", default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
    /// The guest's connection that sent the message: guests share one user id.
    #[serde(rename = "gc", default, skip_serializing_if = "Option::is_none")]
    pub guest_connection: Option<String>,
}

impl MessageRow {
    /// The row of a message that one attempt, marked by `nonce`, stores.
    pub fn new(message: Message, nonce: &str) -> Self {
        let Message { room, seq, body, mentions, client_message_id, guest_connection } = message;
        let MessageBody {
            sender,
            message_type,
            content,
            file_url,
            file_name,
            file_size,
            is_edited,
            is_deleted,
            reply_to,
            created_at,
            updated_at,
        } = body;
        Self {
            room,
            seq,
            sender: sender.into(),
            message_type,
            content,
            file_url,
            file_name,
            file_size,
            reply_to: reply_to.map(MessageId::seq),
            created_ms: created_at.ms(),
            updated_ms: Some(updated_at.ms()).filter(|_| updated_at != created_at),
            is_edited,
            is_deleted,
            mentions,
            nonce: nonce.to_owned(),
            client_message_id,
            guest_connection,
        }
    }
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        let MessageRow {
            room,
            seq,
            sender,
            message_type,
            content,
            file_url,
            file_name,
            file_size,
            reply_to,
            created_ms,
            updated_ms,
            is_edited,
            is_deleted,
            mentions,
            nonce: _,
            client_message_id,
            guest_connection,
        } = row;
        let body = MessageBody {
            sender: sender.into(),
            message_type,
            content,
            file_url,
            file_name,
            file_size,
            is_edited,
            is_deleted,
            reply_to: reply_to.map(|seq| MessageId::of(room, seq)),
            created_at: Time(created_ms),
            updated_at: Time(updated_ms.unwrap_or(created_ms)),
        };
        Self { room, seq, body, mentions, client_message_id, guest_connection }
    }
}

/// Where the message of a `client_message_id` is, or may be put.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PointerRow {
    #[serde(rename = "s")]
    pub seq: Seq,
    #[serde(rename = "x")]
    pub expires_s: i64,
}
