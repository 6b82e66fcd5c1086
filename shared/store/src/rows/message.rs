use roomcast_domain::{Message, MessageBody, MessageId, MessageType, RoomId, Seq, Time, UserId};

use super::{UserRow, is_false};

row! {
    /// A message.
    #[derive(Debug, Clone)]
    MessageRow {
        room: RoomId = "r",
        seq: Seq = "s",
        sender: UserRow = "us",
        message_type: MessageType = "t",
        #[serde(default, skip_serializing_if = "String::is_empty")]
        content: String = "c",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_url: Option<String> = "fu",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_name: Option<String> = "fm",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_size: Option<u64> = "fs",
        /// The number, in the same room, of the message that this one answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<Seq> = "rt",
        created_ms: i64 = "ca",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        updated_ms: Option<i64> = "ua",
        #[serde(default, skip_serializing_if = "is_false")]
        is_edited: bool = "e",
        #[serde(default, skip_serializing_if = "is_false")]
        is_deleted: bool = "d",
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<UserId> = "m",
        /// Drawn for each attempt to store: tells an attempt's own success from another's.
        nonce: String = "nc",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_message_id: Option<String> = "ci",
        /// The guest's connection that sent the message: guests share one user id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guest_connection: Option<String> = "gc",
    }
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

row! {
    /// Where the message of a `client_message_id` is, or may be put.
    #[derive(Debug, Clone)]
    PointerRow {
        seq: Seq = "s",
        expires_s: i64 = "x",
    }
}
