//! Messages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    CLIENT_MESSAGE_ID_CHARS, CONTENT_CHARS, EXCERPT_CHARS, FILE_NAME_CHARS, FILE_URL_CHARS, ID_MAX,
    MessageId, Refusal, Result, RoomId, Seq, Time, User, UserId, Whole, Word,
};

/// What kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageType {
    /// Text.
    #[default]
    Text,
    /// An image behind `file_url`.
    Image,
    /// A file behind `file_url`.
    File,
    /// An announcement of an admin.
    System,
}

/// A message as a client sends it: the body of a POST, or a `chat_message` frame.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(rename = "NewMessage")]
pub struct RawDraft {
    /// The text. Without a `file_url` at least one character that is not white space; no NUL.
    #[schemars(length(max = CONTENT_CHARS))]
    pub content: Option<String>,
    /// What kind of message it is, by default text.
    pub message_type: Option<Word<MessageType>>,
    /// An absolute http(s) URL without user name and password.
    #[schemars(url, length(max = FILE_URL_CHARS))]
    pub file_url: Option<String>,
    /// The file's name.
    #[schemars(length(max = FILE_NAME_CHARS))]
    pub file_name: Option<String>,
    /// The file's size in bytes.
    #[schemars(range(max = ID_MAX))]
    pub file_size: Option<Whole<u64>>,
    /// The id of the message that this one answers, of the same room.
    #[schemars(range(min = 1, max = ID_MAX))]
    pub reply_to: Option<Whole<u64>>,
    /// The client's own id of this message: a repeat stores nothing new.
    #[schemars(length(min = 1, max = CLIENT_MESSAGE_ID_CHARS))]
    pub client_message_id: Option<String>,
}

/// A message that may be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text, as sent.
    pub content: String,
    /// What kind of message it is.
    pub message_type: MessageType,
    /// An absolute http(s) URL.
    pub file_url: Option<String>,
    /// The file's name.
    pub file_name: Option<String>,
    /// The file's size in bytes.
    pub file_size: Option<u64>,
    /// The number of the message that this one answers; whether it exists is asked when stored.
    pub reply_to: Option<Seq>,
    /// The client's own id of this message.
    pub client_message_id: Option<String>,
}

impl Draft {
    /// Checks everything that can be checked without the store.
    pub fn parse(raw: RawDraft, room: RoomId) -> Result<Self> {
        let content = raw.content.unwrap_or_default();
        if content.trim().is_empty() && raw.file_url.is_none() {
            return Err(Refusal::field("content", "不能为空"));
        }
        check_content(&content)?;
        if let Some(url) = &raw.file_url {
            check_file_url(url)?;
        }
        if let Some(name) = &raw.file_name {
            check_text("file_name", name, FILE_NAME_CHARS)?;
        }
        if raw.file_size.is_some_and(|size| size.0 > ID_MAX) {
            return Err(Refusal::field("file_size", "超出范围"));
        }
        raw.client_message_id.as_deref().map_or(Ok(()), check_client_message_id)?;
        let reply_to = match raw.reply_to {
            None => None,
            Some(Whole(id)) => {
                let id = MessageId::new(id).filter(|id| id.room() == room).ok_or(Refusal::InvalidReplyTo)?;
                Some(id.seq())
            }
        };
        Ok(Self {
            content,
            message_type: raw.message_type.map(|word| word.0).unwrap_or_default(),
            file_url: raw.file_url,
            file_name: raw.file_name,
            file_size: raw.file_size.map(|size| size.0),
            reply_to,
            client_message_id: raw.client_message_id,
        })
    }

    /// Nothing but the id of a message, if it has a valid one: enough to know a repeat by.
    pub fn only_id(raw: &RawDraft) -> Self {
        let id = raw.client_message_id.as_deref().filter(|id| check_client_message_id(id).is_ok());
        Self { client_message_id: id.map(str::to_owned), ..Self::default() }
    }

    /// Checks the text of an edit: like a message's own, but never empty unless it has a file.
    pub fn parse_edit(content: &str, has_file: bool) -> Result<()> {
        if content.trim().is_empty() && !has_file {
            return Err(Refusal::field("content", "不能为空"));
        }
        check_content(content)
    }
}

fn check_client_message_id(id: &str) -> Result<()> {
    if id.is_empty() {
        return Err(Refusal::field("client_message_id", "不能为空"));
    }
    check_text("client_message_id", id, CLIENT_MESSAGE_ID_CHARS)
}

fn check_content(content: &str) -> Result<()> {
    check_text("content", content, CONTENT_CHARS)
}

fn check_text(field: &str, text: &str, max_chars: usize) -> Result<()> {
    if text.contains('\0') {
        return Err(Refusal::field(field, "不能包含空字符"));
    }
    // A character has at most 4 bytes: count only where it can matter.
    if text.len() > max_chars && text.chars().count() > max_chars {
        return Err(Refusal::field(field, format!("不能超过{max_chars}个字符")));
    }
    Ok(())
}

fn check_file_url(raw: &str) -> Result<()> {
    check_text("file_url", raw, FILE_URL_CHARS)?;
    let good = !raw.contains(|c: char| c.is_whitespace() || c.is_control())
        && Url::parse(raw).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && raw[url.scheme().len()..].strip_prefix("://").is_some_and(has_plain_host)
        });
    if good {
        Ok(())
    } else {
        Err(Refusal::field("file_url", "必须是不含用户名和密码的http(s)网址"))
    }
}

/// Whether what stands behind `://` begins with a host and nothing that readers of URLs take for
/// different things.
fn has_plain_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !authority.is_empty() && !authority.contains(['@', '\\'])
}

/// The first 100 characters of a text.
pub fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT_CHARS).collect()
}

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its room.
    pub room: RoomId,
    /// Its number there.
    pub seq: Seq,
    /// Who sent it, with the names of then.
    pub sender: User,
    /// What kind of message it is.
    pub message_type: MessageType,
    /// The text; [`crate::texts::DELETED_MESSAGE`] once deleted.
    pub content: String,
    /// An absolute http(s) URL.
    pub file_url: Option<String>,
    /// The file's name.
    pub file_name: Option<String>,
    /// The file's size in bytes.
    pub file_size: Option<u64>,
    /// The number of the message that this one answers.
    pub reply_to: Option<Seq>,
    /// When it was sent; never falls with `seq`.
    pub created_at: Time,
    /// When it was sent, edited or deleted last.
    pub updated_at: Time,
    /// Whether its text was changed.
    pub is_edited: bool,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// The members mentioned in it when it was sent.
    pub mentions: Vec<UserId>,
    /// The sender's own id of it.
    pub client_message_id: Option<String>,
    /// The connection of the guest who sent it: guests share one user id.
    pub guest_connection: Option<String>,
}

impl Message {
    /// Its public id.
    pub fn id(&self) -> MessageId {
        MessageId::of(self.room, self.seq)
    }

    /// The id of the message that this one answers.
    pub fn reply_to_id(&self) -> Option<MessageId> {
        self.reply_to.map(|seq| MessageId::of(self.room, seq))
    }

    /// The message as `viewer` reads it over REST: the client's own id is its sender's alone.
    pub fn view(&self, room: &RoomRef, viewer: UserId) -> MessageView {
        MessageView {
            id: self.id(),
            room: room.clone(),
            seq: self.seq,
            sender: self.sender.clone(),
            message_type: self.message_type,
            content: self.content.clone(),
            file_url: self.file_url.clone(),
            file_name: self.file_name.clone(),
            file_size: self.file_size,
            is_edited: self.is_edited,
            is_deleted: self.is_deleted,
            reply_to: self.reply_to_id(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            client_message_id: self
                .client_message_id
                .clone()
                .filter(|_| viewer == self.sender.id && !viewer.is_guest()),
        }
    }

    /// Whether a connection belongs to its sender; guests are told apart by their connections.
    pub fn is_from(&self, user: UserId, connection: &str) -> bool {
        self.sender.id == user && (!user.is_guest() || self.guest_connection.as_deref() == Some(connection))
    }
}

/// A room's id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoomRef {
    /// The room's id.
    pub id: RoomId,
    /// Its name.
    pub name: String,
}

/// A message as REST shows it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Its room.
    pub room: RoomRef,
    /// Its number in the room.
    pub seq: Seq,
    /// Who sent it.
    pub sender: User,
    /// What kind of message it is.
    pub message_type: MessageType,
    /// The text.
    pub content: String,
    /// An absolute http(s) URL.
    pub file_url: Option<String>,
    /// The file's name.
    pub file_name: Option<String>,
    /// The file's size in bytes.
    pub file_size: Option<u64>,
    /// Whether its text was changed.
    pub is_edited: bool,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// The id of the message that this one answers.
    pub reply_to: Option<MessageId>,
    /// When it was sent.
    pub created_at: Time,
    /// When it was sent, edited or deleted last.
    pub updated_at: Time,
    /// The sender's own id of it; only in the sender's own answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
}

/// A part of a room's history.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MessageEnvelope {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// The page; null for `after`, `before` and `around`.
    pub page: Option<u64>,
    /// Largest number of messages here.
    pub page_size: u32,
    /// How many messages the room has, deleted ones included.
    pub total: u32,
    /// Whether more lie beyond, in the direction of reading; absent on numbered pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: RawDraft) -> Result<Draft> {
        Draft::parse(raw, RoomId::new(1).unwrap())
    }

    fn text(content: &str) -> RawDraft {
        RawDraft { content: Some(content.to_owned()), ..RawDraft::default() }
    }

    #[test]
    fn content_is_counted_in_code_points_and_kept_as_sent() {
        assert_eq!(parse(text("  hi ")).unwrap().content, "  hi ");
        assert!(parse(text(&"👍".repeat(4_000))).is_ok());
        assert!(parse(text(&"字".repeat(4_001))).is_err());
        assert!(parse(text(" \n\t\u{3000}")).is_err());
        assert!(parse(text("a\0b")).is_err());
    }

    #[test]
    fn a_file_may_stand_without_text() {
        let file = |url: &str| RawDraft { file_url: Some(url.to_owned()), ..RawDraft::default() };
        assert!(parse(file("https://example.com/a b")).is_err());
        assert!(parse(file("https://example.com/file.jpg")).is_ok());
        for bad in [
            "",
            "/x",
            "ftp://a/b",
            "javascript:alert(1)",
            "https://u:p@a/b",
            "https://u@a/b",
            "https:a",
            "http://",
            "http:///a",
            "http://////e.com/",
            "http://@e.com/",
            "https://e.com\\@f.com/",
        ] {
            assert!(parse(file(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_reply_names_a_message_of_the_same_room() {
        let reply = |id| parse(RawDraft { reply_to: Some(Whole(id)), ..text("x") });
        let here = MessageId::of(RoomId::new(1).unwrap(), Seq::new(9).unwrap());
        let there = MessageId::of(RoomId::new(2).unwrap(), Seq::new(9).unwrap());
        assert_eq!(reply(here.get()).unwrap().reply_to, Seq::new(9));
        assert_eq!(reply(there.get()), Err(Refusal::InvalidReplyTo));
        assert_eq!(reply(0), Err(Refusal::InvalidReplyTo));
    }
}
