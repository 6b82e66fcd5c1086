//! Reports of messages.

use schemars::JsonSchema;
use serde::Serialize;

use crate::draft::check_text;
use crate::{
    MessageId, MessageType, REPORT_REASON_CHARS, Refusal, ReportId, Result, RoomId, Time, User, UserId,
    has_visible_char,
};

/// The reason of a report: 1..500 characters after trimming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportReason(String);

impl ReportReason {
    /// Checks a reason; one without a visible character is refused.
    pub fn parse(raw: &str) -> Result<Self> {
        let reason = raw.trim();
        if !has_visible_char(reason) {
            return Err(Refusal::field("reason", "不能为空"));
        }
        check_text("reason", reason, REPORT_REASON_CHARS)?;
        Ok(Self(reason.to_owned()))
    }

    /// Returns the text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A report as the admins of a room see it: without its reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// The report's id.
    pub id: ReportId,
    /// The message that was reported.
    pub message_id: MessageId,
    /// The message's sender, with the names at send time.
    pub sender: User,
    /// The kind of the message.
    pub message_type: MessageType,
    /// The text of the message when it was reported.
    pub content: String,
    /// The name of the message's file when it was reported.
    pub file_name: Option<String>,
    /// The reason that the reporter gave.
    pub reason: String,
    /// When the message was reported.
    pub created_at: Time,
}

/// A report as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperatorReport {
    /// The room of the message.
    pub room_id: RoomId,
    /// The user who reported the message.
    pub reporter_id: UserId,
    /// The report.
    #[serde(flatten)]
    pub report: Report,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_between_1_and_500_characters() {
        let parsed = |text: &str| ReportReason::parse(text).map(ReportReason::into_string);
        assert_eq!(parsed(" 骂人\n"), Ok("骂人".to_owned()));
        assert_eq!(parsed(&"骂".repeat(500)), Ok("骂".repeat(500)));
        for bad in ["", " \n", "\u{200b}", "a\0b", &"骂".repeat(501)] {
            assert!(parsed(bad).is_err(), "{bad:?}");
        }
    }
}
