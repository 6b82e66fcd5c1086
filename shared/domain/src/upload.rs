//! Uploads: the files that a client announces before it sends them.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{FILE_NAME_CHARS, ID_MAX, MEDIA_TYPE_CHARS, Refusal, Result, Whole};

/// The pattern of a media type: two restricted names with a slash between (RFC 6838, section 4.2).
const MEDIA_TYPE: &str = r"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$";
/// The pattern of a file name: no control characters.
const FILE_NAME: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// An upload as a client announces it, unchecked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(rename = "NewUpload")]
pub struct RawUpload {
    /// The file's name, which browsers offer when they save the file.
    #[schemars(required, length(min = 1, max = FILE_NAME_CHARS), regex(pattern = FILE_NAME))]
    pub file_name: Option<String>,
    /// The file's media type, `type/subtype` without parameters.
    #[schemars(required, length(max = MEDIA_TYPE_CHARS), regex(pattern = MEDIA_TYPE))]
    pub content_type: Option<String>,
    /// The file's size in bytes; at most `MAX_UPLOAD_BYTES`.
    #[schemars(required, range(max = ID_MAX))]
    pub file_size: Option<Whole<u64>>,
}

/// An upload that may begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The media type, in lower case.
    pub content_type: String,
    /// The `Content-Disposition`: whether a browser shows or saves the file, and the file's name.
    pub disposition: String,
    /// The size in bytes.
    pub size_bytes: u64,
}

impl Upload {
    /// Checks an announced upload; `most_bytes` is the largest size.
    pub fn parse(raw: RawUpload, most_bytes: u64) -> Result<Self> {
        let missing = |field: &'static str| Refusal::field(field, "是必填项");
        let name = raw.file_name.ok_or_else(|| missing("file_name"))?;
        let content_type = raw.content_type.ok_or_else(|| missing("content_type"))?.to_ascii_lowercase();
        let Whole(size_bytes) = raw.file_size.ok_or_else(|| missing("file_size"))?;
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(Refusal::field("file_name", "不能为空，也不能包含控制字符"));
        }
        if name.chars().count() > FILE_NAME_CHARS {
            return Err(Refusal::field("file_name", format!("不能超过{FILE_NAME_CHARS}个字符")));
        }
        if !is_media_type(&content_type) {
            return Err(Refusal::field("content_type", "必须是 type/subtype 的形式"));
        }
        if size_bytes > most_bytes {
            return Err(Refusal::UploadTooLarge);
        }
        Ok(Self { disposition: disposition(&content_type, &name), content_type, size_bytes })
    }
}

/// Whether a text matches [`MEDIA_TYPE`].
fn is_media_type(text: &str) -> bool {
    let name = |part: &str| {
        (1..=127).contains(&part.len())
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.split_once('/').is_some_and(|(kind, sub)| name(kind) && name(sub))
}

/// Makes the `Content-Disposition` of a file. Browsers show images, audio, video and PDF, and save all
/// else: SVG and HTML would run as documents of the server's own origin.
fn disposition(content_type: &str, name: &str) -> String {
    let (kind, sub) = content_type.split_once('/').unwrap_or_default();
    let markup = sub.contains("xml") || sub.contains("svg") || sub.contains("html");
    let shown = (matches!(kind, "image" | "audio" | "video") && !markup) || content_type == "application/pdf";
    let mut text = if shown { "inline" } else { "attachment" }.to_owned();
    text.push_str("; filename*=UTF-8''");
    for byte in name.bytes() {
        // RFC 8187, section 3.2.1: these bytes need no escape.
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, content_type: &str, size: u64) -> Result<Upload> {
        let raw = RawUpload {
            file_name: Some(name.to_owned()),
            content_type: Some(content_type.to_owned()),
            file_size: Some(Whole(size)),
        };
        Upload::parse(raw, 100)
    }

    #[test]
    fn browsers_show_only_harmless_types() {
        let shown = |content_type| parse("a", content_type, 1).unwrap().disposition.starts_with("inline");
        assert!(
            ["image/png", "IMAGE/JPEG", "audio/ogg", "video/mp4", "application/pdf"].into_iter().all(shown)
        );
        for saved in ["image/svg+xml", "text/html", "text/plain", "application/xhtml+xml", "application/zip"]
        {
            assert!(!shown(saved), "{saved}");
        }
    }

    #[test]
    fn a_media_type_is_two_names() {
        for bad in
            ["", "image", "image/", "/png", "image/png/x", "text/plain; charset=utf-8", "image/p ng", "图/片"]
        {
            assert!(parse("a", bad, 1).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_and_sizes_have_limits() {
        assert_eq!(parse("a", "a/b", 101), Err(Refusal::UploadTooLarge));
        assert!(parse("a", "a/b", 100).is_ok() && parse("a", "a/b", 0).is_ok());
        assert!(parse("", "a/b", 1).is_err() && parse("a\nb", "a/b", 1).is_err());
        assert!(parse(&"字".repeat(255), "a/b", 1).is_ok() && parse(&"字".repeat(256), "a/b", 1).is_err());
        assert_eq!(
            parse("照 1.zip", "a/b", 1).unwrap().disposition,
            "attachment; filename*=UTF-8''%E7%85%A7%201.zip"
        );
    }
}
