//! Messages as clients send them, and the checks that need no table.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::{
    CLIENT_MESSAGE_ID_CHARS, CONTENT_CHARS, FILE_NAME_CHARS, FILE_URL_CHARS, ID_MAX, MessageId, MessageType,
    Refusal, Result, RoomId, Seq, Whole, has_visible_char,
};

/// A message as a client sends it: the body of a POST, or a `chat_message` frame.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(rename = "NewMessage")]
pub struct RawDraft {
    /// The text. Without a `file_url` at least one visible character; no NUL.
    #[schemars(length(max = CONTENT_CHARS))]
    pub content: Option<String>,
    /// The kind of the message, by default text.
    #[schemars(with = "Option<MessageType>")]
    pub message_type: Option<String>,
    /// An absolute http(s) URL without user name and password.
    #[schemars(url, length(max = FILE_URL_CHARS))]
    pub file_url: Option<String>,
    /// The file's name.
    #[schemars(length(max = FILE_NAME_CHARS))]
    pub file_name: Option<String>,
    /// The file's size in bytes.
    #[schemars(with = "Option<u64>", range(max = ID_MAX))]
    pub file_size: Option<Whole<i128>>,
    /// The id of the message that this one answers, of the same room.
    #[schemars(with = "Option<u64>", range(min = 1, max = ID_MAX))]
    pub reply_to: Option<Whole<i128>>,
    /// The client's own id of this message: a repeat stores nothing new.
    #[schemars(length(min = 1, max = CLIENT_MESSAGE_ID_CHARS))]
    pub client_message_id: Option<String>,
}

/// A message that may be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text, as sent.
    pub content: String,
    /// The kind of the message.
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
    /// Checks a raw message for `room`, as far as that needs no table.
    pub fn parse(raw: RawDraft, room: RoomId) -> Result<Self> {
        let message_type = raw.message_type.as_deref().map(MessageType::parse).transpose()?;
        let content = raw.content.unwrap_or_default();
        if !has_visible_char(&content) && raw.file_url.is_none() {
            return Err(Refusal::field("content", "不能为空"));
        }
        check_content(&content)?;
        if let Some(url) = &raw.file_url {
            check_file_url(url)?;
        }
        if let Some(name) = &raw.file_name {
            check_text("file_name", name, FILE_NAME_CHARS)?;
        }
        let file_size = raw.file_size.map(check_file_size).transpose()?;
        raw.client_message_id.as_deref().map_or(Ok(()), check_client_message_id)?;
        let reply_to = raw.reply_to.map(|id| check_reply_to(id, room)).transpose()?;
        Ok(Self {
            content,
            message_type: message_type.unwrap_or_default(),
            file_url: raw.file_url,
            file_name: raw.file_name,
            file_size,
            reply_to,
            client_message_id: raw.client_message_id,
        })
    }

    /// Makes a draft of nothing but the message's own id, if that is valid: enough to find the message
    /// that it repeats.
    pub fn only_id(raw: &RawDraft) -> Self {
        let id = raw.client_message_id.as_deref().filter(|id| check_client_message_id(id).is_ok());
        Self { client_message_id: id.map(str::to_owned), ..Self::default() }
    }

    /// Checks the text of an edit: like a message's own, and never empty unless the message has a file.
    pub fn parse_edit(content: &str, has_file: bool) -> Result<()> {
        if !has_visible_char(content) && !has_file {
            return Err(Refusal::field("content", "不能为空"));
        }
        check_content(content)
    }
}

fn check_file_size(size: Whole<i128>) -> Result<u64> {
    let size = u64::try_from(size.0).ok().filter(|size| *size <= ID_MAX);
    size.ok_or_else(|| Refusal::field("file_size", "超出范围"))
}

/// Returns the number of the answered message, which has to be of the same room.
fn check_reply_to(id: Whole<i128>, room: RoomId) -> Result<Seq> {
    let id = u64::try_from(id.0).ok().and_then(MessageId::new).filter(|id| id.room() == room);
    id.map(MessageId::seq).ok_or(Refusal::InvalidReplyTo)
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

pub(crate) fn check_text(field: &str, text: &str, max_chars: usize) -> Result<()> {
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

/// Tells whether the part of a URL behind `://` begins with a plain host: readers of URLs disagree
/// about `@` and `\` there.
fn has_plain_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !authority.is_empty() && !authority.contains(['@', '\\'])
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
        assert!(parse(text("\u{200b}\u{feff} \u{2060}")).is_err());
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
        let reply = |id: u64| parse(RawDraft { reply_to: Some(Whole(id.into())), ..text("x") });
        let here = MessageId::of(RoomId::new(1).unwrap(), Seq::new(9).unwrap());
        let there = MessageId::of(RoomId::new(2).unwrap(), Seq::new(9).unwrap());
        assert_eq!(reply(here.get()).unwrap().reply_to, Seq::new(9));
        assert_eq!(reply(there.get()), Err(Refusal::InvalidReplyTo));
        assert_eq!(reply(0), Err(Refusal::InvalidReplyTo));
    }
}
