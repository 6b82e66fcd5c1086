use roomcast_domain::{MessageId, MessageType, OperatorReport, Report, ReportId, Time, UserId};

use super::UserRow;

row! {
    /// A report: one item for the admins of the room, one for the operator.
    #[derive(Debug, Clone)]
    ReportRow {
        id: ReportId = "i",
        /// The reporter, in the operator's item only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reporter: Option<UserId> = "rp",
        message: MessageId = "m",
        sender: UserRow = "us",
        message_type: MessageType = "t",
        #[serde(default, skip_serializing_if = "String::is_empty")]
        content: String = "c",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_name: Option<String> = "fm",
        reason: String = "rs",
        created_ms: i64 = "ca",
        expires_s: i64 = "x",
    }
}

impl From<ReportRow> for Report {
    fn from(row: ReportRow) -> Self {
        let ReportRow {
            id,
            reporter: _,
            message,
            sender,
            message_type,
            content,
            file_name,
            reason,
            created_ms,
            expires_s: _,
        } = row;
        Self {
            id,
            message_id: message,
            sender: sender.into(),
            message_type,
            content,
            file_name,
            reason,
            created_at: Time(created_ms),
        }
    }
}

impl From<ReportRow> for OperatorReport {
    fn from(row: ReportRow) -> Self {
        Self {
            room_id: row.message.room(),
            reporter_id: row.reporter.unwrap_or(UserId::GUEST),
            report: row.into(),
        }
    }
}

row! {
    /// That a user has reported a message.
    #[derive(Debug)]
    ReportedRow {
        expires_s: i64 = "x",
    }
}
