use roomcast_domain::{
    Message, MessageBody, MessageId, MessageType, Reactions, RoomId, SearchedMessage, Seq, Thread, Time,
    UserId,
};

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
        /// The number, in the same room, of the first message of the thread.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thread: Option<Seq> = "th",
        created_ms: i64 = "ca",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        updated_ms: Option<i64> = "ua",
        #[serde(default, skip_serializing_if = "is_false")]
        is_edited: bool = "e",
        #[serde(default, skip_serializing_if = "is_false")]
        is_deleted: bool = "d",
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<UserId> = "m",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answers: Option<UserId> = "an",
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        silenced: Vec<UserId> = "mb",
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
        let Message {
            room,
            seq,
            body,
            reactions: _,
            thread: _,
            mentions,
            answers,
            silenced,
            client_message_id,
            guest_connection,
        } = message;
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
            thread_id,
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
            thread: thread_id.map(MessageId::seq),
            created_ms: created_at.ms(),
            updated_ms: Some(updated_at.ms()).filter(|_| updated_at != created_at),
            is_edited,
            is_deleted,
            mentions,
            answers,
            silenced,
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
            thread,
            created_ms,
            updated_ms,
            is_edited,
            is_deleted,
            mentions,
            answers,
            silenced,
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
            thread_id: thread.map(|seq| MessageId::of(room, seq)),
            created_at: Time(created_ms),
            updated_at: Time(updated_ms.unwrap_or(created_ms)),
        };
        let reactions = if is_deleted { Reactions::of_deleted() } else { Reactions::default() };
        Self {
            room,
            seq,
            body,
            reactions,
            thread: Thread::default(),
            mentions,
            answers,
            silenced,
            client_message_id,
            guest_connection,
        }
    }
}

row! {
    /// That a reply of a thread may stand at a number.
    #[derive(Debug)]
    ReplyRow {
        seq: Seq = "s",
    }
}

row! {
    /// The replies of a thread up to one of them.
    #[derive(Debug)]
    ThreadRow {
        replies: u32 = "n",
        last: Seq = "l",
    }
}

impl From<ThreadRow> for Thread {
    fn from(ThreadRow { replies, last }: ThreadRow) -> Self {
        Self { replies, last }
    }
}

row! {
    /// The parts of a message that a search looks at.
    #[derive(Debug)]
    SearchedRow {
        seq: Seq = "s",
        sender: SearchedSenderRow = "us",
        message_type: MessageType = "t",
        #[serde(default)]
        content: String = "c",
        #[serde(default)]
        file_name: Option<String> = "fm",
        #[serde(default)]
        is_deleted: bool = "d",
    }
}

row! {
    /// The sender without the names.
    #[derive(Debug)]
    SearchedSenderRow {
        id: UserId = "i",
    }
}

impl SearchedRow {
    /// Gives the parts as a search takes them.
    pub fn parts(&self) -> SearchedMessage<'_> {
        let Self { seq: _, sender, message_type, content, file_name, is_deleted } = self;
        SearchedMessage {
            sender: sender.id,
            message_type: *message_type,
            content,
            file_name: file_name.as_deref(),
            is_deleted: *is_deleted,
        }
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
