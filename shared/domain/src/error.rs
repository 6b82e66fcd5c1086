//! Every way in which a request can be refused: one closed enum, one table of status, code and
//! sentence. HTTP answers, `error` frames and the API documents are all made from it.

use std::borrow::Cow;
use std::fmt;

/// A result whose error is for the client.
pub type Result<T> = std::result::Result<T, Refusal>;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // each variant's sentence is its documentation
pub enum Refusal {
    InvalidJson,
    JsonTooDeep,
    InvalidField { field: String, problem: Cow<'static, str> },
    InvalidQuery { parameter: &'static str },
    InvalidReplyTo,
    NotInRoom,
    TokenMissing,
    TokenInvalid,
    TokenExpired,
    TokenNotYetValid,
    RoleRequired,
    OriginNotAllowed,
    NotAMember,
    AdminRequired,
    NotTheSender,
    GuestNotAllowed,
    UploadNotAllowed,
    Muted,
    Banned,
    RoomFull,
    RoomNotFound,
    MessageNotFound,
    NotificationNotFound,
    MemberNotFound,
    RouteNotFound,
    FileNotFound,
    MethodNotAllowed,
    UpgradeRequired,
    MessageDeleted,
    LastAdmin,
    TooManyRooms,
    TooFewSeats,
    BodyTooLarge,
    UploadTooLarge,
    RateLimited { retry_after_s: u32 },
    UnknownFrame,
    BinaryFrame,
    FrameTooLarge,
    RoomBusy,
    RoomExhausted,
    StoreUnavailable,
    Internal,
}

impl Refusal {
    /// A field of a body that is not as it must be; `problem` completes the sentence.
    pub fn field(field: impl Into<String>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidField { field: field.into(), problem: problem.into() }
    }

    /// HTTP status and stable code.
    pub fn status_and_code(&self) -> (u16, &'static str) {
        match self {
            Self::InvalidJson => (400, "invalid_json"),
            Self::JsonTooDeep => (400, "json_too_deep"),
            Self::InvalidField { .. } => (400, "invalid_field"),
            Self::InvalidQuery { .. } => (400, "invalid_query"),
            Self::InvalidReplyTo => (400, "invalid_reply_to"),
            Self::NotInRoom => (400, "not_in_room"),
            Self::TokenMissing => (401, "token_missing"),
            Self::TokenInvalid => (401, "token_invalid"),
            Self::TokenExpired => (401, "token_expired"),
            Self::TokenNotYetValid => (401, "token_not_yet_valid"),
            Self::RoleRequired => (403, "role_required"),
            Self::OriginNotAllowed => (403, "origin_not_allowed"),
            Self::NotAMember => (403, "not_a_member"),
            Self::AdminRequired => (403, "admin_required"),
            Self::NotTheSender => (403, "not_the_sender"),
            Self::GuestNotAllowed => (403, "guest_not_allowed"),
            Self::UploadNotAllowed => (403, "upload_not_allowed"),
            Self::Muted => (403, "muted"),
            Self::Banned => (403, "banned"),
            Self::RoomFull => (403, "room_full"),
            Self::RoomNotFound => (404, "room_not_found"),
            Self::MessageNotFound => (404, "message_not_found"),
            Self::NotificationNotFound => (404, "notification_not_found"),
            Self::MemberNotFound => (404, "member_not_found"),
            Self::FileNotFound => (404, "file_not_found"),
            Self::RouteNotFound => (404, "route_not_found"),
            Self::MethodNotAllowed => (405, "method_not_allowed"),
            Self::UpgradeRequired => (400, "upgrade_required"),
            Self::MessageDeleted => (409, "message_deleted"),
            Self::LastAdmin => (409, "last_admin"),
            Self::TooManyRooms => (409, "too_many_rooms"),
            Self::TooFewSeats => (409, "too_few_seats"),
            Self::BodyTooLarge => (413, "body_too_large"),
            Self::UploadTooLarge => (413, "upload_too_large"),
            Self::RateLimited { .. } => (429, "rate_limited"),
            Self::UnknownFrame => (400, "unknown_frame"),
            Self::BinaryFrame => (400, "binary_frame"),
            Self::FrameTooLarge => (413, "frame_too_large"),
            Self::RoomBusy => (503, "room_busy"),
            Self::RoomExhausted => (409, "room_exhausted"),
            Self::StoreUnavailable => (503, "store_unavailable"),
            Self::Internal => (500, "internal"),
        }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status_and_code().0
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.status_and_code().1
    }

    /// Seconds after which a retry may help: the header of a 429 and a 503.
    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::RateLimited { retry_after_s } => Some(*retry_after_s),
            _ if self.status() == 503 => Some(1),
            _ => None,
        }
    }

    /// One of each, for the API documents.
    pub fn all() -> Vec<Self> {
        vec![
            Self::InvalidJson,
            Self::JsonTooDeep,
            Self::field("name", "不能为空"),
            Self::InvalidQuery { parameter: "page" },
            Self::InvalidReplyTo,
            Self::NotInRoom,
            Self::TokenMissing,
            Self::TokenInvalid,
            Self::TokenExpired,
            Self::TokenNotYetValid,
            Self::RoleRequired,
            Self::OriginNotAllowed,
            Self::NotAMember,
            Self::AdminRequired,
            Self::NotTheSender,
            Self::GuestNotAllowed,
            Self::UploadNotAllowed,
            Self::Muted,
            Self::Banned,
            Self::RoomFull,
            Self::RoomNotFound,
            Self::MessageNotFound,
            Self::NotificationNotFound,
            Self::MemberNotFound,
            Self::FileNotFound,
            Self::RouteNotFound,
            Self::MethodNotAllowed,
            Self::UpgradeRequired,
            Self::MessageDeleted,
            Self::LastAdmin,
            Self::TooManyRooms,
            Self::TooFewSeats,
            Self::BodyTooLarge,
            Self::UploadTooLarge,
            Self::RateLimited { retry_after_s: 10 },
            Self::UnknownFrame,
            Self::BinaryFrame,
            Self::FrameTooLarge,
            Self::RoomBusy,
            Self::RoomExhausted,
            Self::StoreUnavailable,
            Self::Internal,
        ]
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidField { field, problem } => return write!(f, "字段 {field} {problem}"),
            Self::InvalidQuery { parameter } => return write!(f, "查询参数 {parameter} 无效"),
            Self::InvalidJson => "请求内容不是有效的JSON对象",
            Self::JsonTooDeep => "JSON嵌套不能超过32层",
            Self::InvalidReplyTo => "回复的消息不在此房间",
            Self::NotInRoom => "您不在该房间中",
            Self::TokenMissing => "未提供认证令牌",
            Self::TokenInvalid => "认证令牌无效",
            Self::TokenExpired => "认证令牌已过期",
            Self::TokenNotYetValid => "认证令牌尚未生效",
            Self::RoleRequired => "您没有使用聊天功能所需的角色",
            Self::OriginNotAllowed => "不允许从该来源连接",
            Self::NotAMember => "您不是该房间的成员",
            Self::AdminRequired => "只有房间管理员可以执行此操作",
            Self::NotTheSender => "只能操作自己发送的消息",
            Self::GuestNotAllowed => "访客不能执行此操作",
            Self::UploadNotAllowed => "上传地址无效或已过期，或文件与声明的大小、类型不符",
            Self::Muted => "您已被禁言",
            Self::Banned => "您已被禁止进入该房间",
            Self::RoomFull => "房间已满",
            Self::RoomNotFound => "房间不存在",
            Self::MessageNotFound => "消息不存在",
            Self::NotificationNotFound => "通知不存在",
            Self::MemberNotFound => "成员不存在",
            Self::FileNotFound => "文件不存在",
            Self::RouteNotFound => "接口不存在",
            Self::MethodNotAllowed => "请求方法不被允许",
            Self::UpgradeRequired => "此地址只接受WebSocket连接",
            Self::MessageDeleted => "消息已被删除，不能编辑",
            Self::LastAdmin => "房间至少需要一名管理员",
            Self::TooManyRooms => "加入的房间数量已达上限",
            Self::TooFewSeats => "最大成员数不能小于当前成员数",
            Self::BodyTooLarge => "请求内容不能超过256 KiB",
            Self::UploadTooLarge => "文件大小超过上限",
            Self::RateLimited { .. } => "操作过于频繁，请稍后再试",
            Self::UnknownFrame => "未知的消息类型",
            Self::BinaryFrame => "不支持二进制消息",
            Self::FrameTooLarge => "消息不能超过32 KiB",
            Self::RoomBusy => "房间繁忙，请稍后重试",
            Self::RoomExhausted => "房间的消息数量已达上限",
            Self::StoreUnavailable => "存储服务暂时不可用，请稍后重试",
            Self::Internal => "服务器内部错误",
        })
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_stable_words_of_their_own() {
        let all = Refusal::all();
        let codes: HashSet<_> = all.iter().map(Refusal::code).collect();
        assert_eq!(codes.len(), all.len());
        // Nothing else says that a variant is missing there.
        let table = include_str!("error.rs").split("fn status_and_code").nth(1).unwrap();
        let table = table.split("\n    }\n").next().unwrap();
        assert_eq!(table.matches(" => (").count(), all.len(), "one of each is in all()");
        assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
    }
}
