//! Refusals: every way in which the server turns a request down, in one table of name, HTTP status,
//! code and sentence. REST answers, `error` frames and the API documents are made from it.

use std::borrow::Cow;
use std::fmt;

/// A result whose error is sent to the client.
pub type Result<T> = std::result::Result<T, Refusal>;

/// Makes [`Refusal`] and its table from rows of name, status, code and sentence. A sentence may name
/// the fields of its refusal in braces.
macro_rules! refusals {
    ($($name:ident $({ $($field:ident: $type:ty),+ })?, $status:literal, $code:literal, $sentence:literal;)+) => {
        /// The reason why a request is refused.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Refusal {
            $(
                #[doc = concat!("`", $code, "` (", $status, "): ", $sentence)]
                $name $({
                    $(
                        #[doc = concat!("The `", stringify!($field), "` of the sentence above or of the answer.")]
                        $field: $type
                    ),+
                })?,
            )+
        }

        impl Refusal {
            /// Every row of the table: status, code, and the sentence with its fields in braces.
            pub const TABLE: &[(u16, &'static str, &'static str)] = &[$(($status, $code, $sentence)),+];

            /// The HTTP status.
            pub fn status(&self) -> u16 {
                match self { $(Self::$name { .. } => $status),+ }
            }

            /// The stable code, by which a client tells refusals apart.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code),+ }
            }
        }

        impl fmt::Display for Refusal {
            #[allow(unused_variables)] // a sentence need not name every field
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$name $({ $($field),+ })? => write!(f, $sentence)),+ }
            }
        }
    };
}

refusals! {
    InvalidJson, 400, "invalid_json", "请求内容不是有效的JSON对象";
    JsonTooDeep, 400, "json_too_deep", "JSON嵌套不能超过32层";
    InvalidField { field: String, problem: Cow<'static, str> }, 400, "invalid_field", "字段 {field} {problem}";
    InvalidQuery { parameter: &'static str }, 400, "invalid_query", "查询参数 {parameter} 无效";
    InvalidReplyTo, 400, "invalid_reply_to", "回复的消息不在此房间";
    NotInRoom, 400, "not_in_room", "您不在该房间中";
    UpgradeRequired, 400, "upgrade_required", "此地址只接受WebSocket连接";
    UnknownFrame, 400, "unknown_frame", "未知的消息类型";
    RoomRequired, 400, "room_required", "请用 room_id 指明房间";
    NotSubscribed, 400, "not_subscribed", "此连接没有订阅该房间";
    BinaryFrame, 400, "binary_frame", "不支持二进制消息";
    TokenMissing, 401, "token_missing", "未提供认证令牌";
    TokenMalformed, 401, "token_malformed", "认证令牌的格式不正确";
    TokenEncrypted, 401, "token_encrypted", "不支持加密的认证令牌";
    TokenAlgorithm, 401, "token_algorithm", "认证令牌的签名算法不被接受";
    TokenKey, 401, "token_key", "找不到认证令牌的签名密钥";
    TokenSignature, 401, "token_signature", "认证令牌的签名不正确";
    TokenIssuer, 401, "token_issuer", "认证令牌的签发者不被接受";
    TokenAudience, 401, "token_audience", "认证令牌的受众不被接受";
    TokenKind, 401, "token_kind", "此类令牌不能用于访问聊天";
    TokenUser, 401, "token_user", "认证令牌没有指明有效的用户";
    TokenExpired, 401, "token_expired", "认证令牌已过期";
    TokenNotYetValid, 401, "token_not_yet_valid", "认证令牌尚未生效";
    OtherUser, 403, "other_user", "令牌属于另一位用户";
    RoleRequired, 403, "role_required", "您没有使用聊天功能所需的角色";
    OriginNotAllowed, 403, "origin_not_allowed", "不允许从该来源连接";
    NotAMember, 403, "not_a_member", "您不是该房间的成员";
    AdminRequired, 403, "admin_required", "只有房间管理员可以执行此操作";
    NotTheSender, 403, "not_the_sender", "只能操作自己发送的消息";
    GuestNotAllowed, 403, "guest_not_allowed", "访客不能执行此操作";
    UploadNotAllowed, 403, "upload_not_allowed", "上传地址无效或已过期，或文件与声明的大小、类型不符";
    Muted, 403, "muted", "您已被禁言";
    Blocked, 403, "blocked", "您与对方之间有屏蔽，不能执行此操作";
    Banned, 403, "banned", "您已被禁止进入该房间";
    RoomFull, 403, "room_full", "房间已满";
    RoomNotFound, 404, "room_not_found", "房间不存在";
    MessageNotFound, 404, "message_not_found", "消息不存在";
    NotificationNotFound, 404, "notification_not_found", "通知不存在";
    ReportNotFound, 404, "report_not_found", "举报不存在";
    MemberNotFound, 404, "member_not_found", "成员不存在";
    FileNotFound, 404, "file_not_found", "文件不存在";
    RouteNotFound, 404, "route_not_found", "接口不存在";
    MethodNotAllowed, 405, "method_not_allowed", "请求方法不被允许";
    MessageDeleted, 409, "message_deleted", "消息已被删除";
    TooManyReactions, 409, "too_many_reactions", "这条消息的回应数量已达上限";
    TooManyPins, 409, "too_many_pins", "房间的置顶消息数量已达上限";
    AlreadySubscribed, 409, "already_subscribed", "此连接已订阅该房间";
    TooManySubscriptions, 409, "too_many_subscriptions", "一个连接最多订阅100个房间";
    DirectRoom, 409, "direct_room", "私聊房间不支持此操作";
    LastAdmin, 409, "last_admin", "房间至少需要一名管理员";
    NamesFromLogin, 409, "names_from_login", "姓名由登录系统提供，不能在此修改";
    NameTaken, 409, "name_taken", "该用户名已被他人使用或被系统保留";
    TooManyRooms, 409, "too_many_rooms", "加入的房间数量已达上限";
    TooManyBlocks, 409, "too_many_blocks", "屏蔽的用户数量已达上限";
    TooFewSeats, 409, "too_few_seats", "最大成员数不能小于当前成员数";
    RoomExhausted, 409, "room_exhausted", "房间的消息数量已达上限";
    FileExists, 409, "file_exists", "文件已上传，上传地址只能使用一次";
    BodyTooLarge, 413, "body_too_large", "请求内容不能超过256 KiB";
    UploadTooLarge, 413, "upload_too_large", "文件大小超过上限";
    FrameTooLarge, 413, "frame_too_large", "消息不能超过32 KiB";
    SlowMode { retry_after_s: u32 }, 429, "slow_mode", "房间处于慢速模式，请稍后再发送";
    RateLimited { retry_after_s: u32 }, 429, "rate_limited", "操作过于频繁，请稍后再试";
    Internal, 500, "internal", "服务器内部错误";
    RoomBusy, 503, "room_busy", "房间繁忙，请稍后重试";
    KeysUnavailable, 503, "keys_unavailable", "登录系统的公钥暂时无法获取，请稍后重试";
    StoreUnavailable, 503, "store_unavailable", "存储服务暂时不可用，请稍后重试";
}

impl std::error::Error for Refusal {}

impl Refusal {
    /// Refuses a field of a body; `problem` completes the sentence.
    pub fn field(field: impl Into<String>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidField { field: field.into(), problem: problem.into() }
    }

    /// The seconds after which a retry may succeed: the `Retry-After` of a 429 or 503.
    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::RateLimited { retry_after_s } | Self::SlowMode { retry_after_s } => Some(*retry_after_s),
            _ if self.status() == 503 => Some(1),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_code_is_one_lowercase_word_of_its_own() {
        let codes: HashSet<_> = Refusal::TABLE.iter().map(|(_, code, _)| *code).collect();
        assert_eq!(codes.len(), Refusal::TABLE.len());
        assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
    }

    #[test]
    fn a_sentence_names_the_fields_of_its_refusal() {
        assert_eq!(Refusal::field("name", "不能为空").to_string(), "字段 name 不能为空");
        assert_eq!(Refusal::InvalidQuery { parameter: "page" }.to_string(), "查询参数 page 无效");
    }
}
