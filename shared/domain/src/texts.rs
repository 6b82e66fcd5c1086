//! The sentences and texts that the server writes for clients, other than refusals.

/// The text of a deleted message.
pub const DELETED_MESSAGE: &str = "[消息已删除]";

/// The `message` of the first frame of a connection.
pub const CONNECTED: &str = "连接成功";
/// The answer to joining a room.
pub const ROOM_JOINED: &str = "成功加入房间";
/// The answer to leaving a room or declining an invitation.
pub const ROOM_LEFT: &str = "成功离开房间";
/// The answer to inviting a user.
pub const USER_INVITED: &str = "邀请已发送";
/// The answer to removing a member or taking an invitation back.
pub const MEMBER_REMOVED: &str = "成员已移除";
/// The answer to an unread mark.
pub const MESSAGES_UNREAD: &str = "消息已标记为未读";
/// The answer to marking messages as read.
pub const MESSAGES_READ: &str = "消息已标记为已读";
/// The answer to deleting a message.
pub const MESSAGE_DELETED: &str = "消息已删除";
/// The answer to reporting a message, also where the same user had reported it before.
pub const MESSAGE_REPORTED: &str = "举报已提交";
/// The answer to deleting a report that was handled.
pub const REPORT_HANDLED: &str = "举报已处理";
/// The answer to marking notifications as read.
pub const NOTIFICATIONS_READ: &str = "通知已标记为已读";
