/* Made by scripts/types.mjs; do not edit. */

export type ServerFrame = ({
/**
 * The newest message.
 */
last_message: LastMessage
/**
 * The number of the room's newest message.
 */
last_seq: Seq
/**
 * The room.
 */
room_id: RoomId
type: "activity"
} | {
/**
 * The frames, in order
 */
frames: {

}[]
type: "batch"
} | {
/**
 * The message.
 */
message: LiveMessage
/**
 * Whether the message was sent before this connection was live; absent if not.
 */
replayed?: boolean
/**
 * The room.
 */
room_id: RoomId
type: "chat_message"
} | {
/**
 * The reason.
 */
reason: ClosedReason
/**
 * The room; absent on the notification channel.
 */
room_id?: (RoomId | null)
type: "closed"
} | {
/**
 * When the token expires; only on a user socket.
 */
expires_at?: (Time | null)
/**
 * The id of the room's newest message; null in an empty room.
 */
last_message_id?: (MessageId | null)
/**
 * The number of the room's newest message, 0 in an empty room.
 */
last_seq?: Seq
/**
 * The number of rooms that the connection may subscribe to; only on a user socket.
 */
max_subscriptions?: (number | null)
/**
 * 连接成功
 */
message: string
/**
 * At most 100 users with a live connection to the room, without guests.
 */
online_user_ids?: UserId[]
/**
 * The room.
 */
room_id?: RoomId
type: "connection_established"
/**
 * The user that the token names, or the guest.
 */
user: User
} | {
/**
 * The `client_message_id` of the refused message, if it had one.
 */
client_message_id?: (string | null)
/**
 * A stable word:
 * - `invalid_json` (400): 请求内容不是有效的JSON对象
 * - `json_too_deep` (400): JSON嵌套不能超过32层
 * - `invalid_field` (400): 字段 {field} {problem}
 * - `invalid_query` (400): 查询参数 {parameter} 无效
 * - `invalid_reply_to` (400): 回复的消息不在此房间
 * - `not_in_room` (400): 您不在该房间中
 * - `upgrade_required` (400): 此地址只接受WebSocket连接
 * - `unknown_frame` (400): 未知的消息类型
 * - `room_required` (400): 请用 room_id 指明房间
 * - `not_subscribed` (400): 此连接没有订阅该房间
 * - `binary_frame` (400): 不支持二进制消息
 * - `token_missing` (401): 未提供认证令牌
 * - `token_malformed` (401): 认证令牌的格式不正确
 * - `token_encrypted` (401): 不支持加密的认证令牌
 * - `token_algorithm` (401): 认证令牌的签名算法不被接受
 * - `token_key` (401): 找不到认证令牌的签名密钥
 * - `token_signature` (401): 认证令牌的签名不正确
 * - `token_issuer` (401): 认证令牌的签发者不被接受
 * - `token_audience` (401): 认证令牌的受众不被接受
 * - `token_kind` (401): 此类令牌不能用于访问聊天
 * - `token_user` (401): 认证令牌没有指明有效的用户
 * - `token_expired` (401): 认证令牌已过期
 * - `token_not_yet_valid` (401): 认证令牌尚未生效
 * - `other_user` (403): 令牌属于另一位用户
 * - `role_required` (403): 您没有使用聊天功能所需的角色
 * - `origin_not_allowed` (403): 不允许从该来源连接
 * - `not_a_member` (403): 您不是该房间的成员
 * - `admin_required` (403): 只有房间管理员可以执行此操作
 * - `not_the_sender` (403): 只能操作自己发送的消息
 * - `guest_not_allowed` (403): 访客不能执行此操作
 * - `upload_not_allowed` (403): 上传地址无效或已过期，或文件与声明的大小、类型不符
 * - `muted` (403): 您已被禁言
 * - `blocked` (403): 您与对方之间有屏蔽，不能执行此操作
 * - `banned` (403): 您已被禁止进入该房间
 * - `room_full` (403): 房间已满
 * - `room_not_found` (404): 房间不存在
 * - `message_not_found` (404): 消息不存在
 * - `notification_not_found` (404): 通知不存在
 * - `report_not_found` (404): 举报不存在
 * - `member_not_found` (404): 成员不存在
 * - `file_not_found` (404): 文件不存在
 * - `route_not_found` (404): 接口不存在
 * - `method_not_allowed` (405): 请求方法不被允许
 * - `message_deleted` (409): 消息已被删除
 * - `too_many_reactions` (409): 这条消息的回应数量已达上限
 * - `too_many_pins` (409): 房间的置顶消息数量已达上限
 * - `already_subscribed` (409): 此连接已订阅该房间
 * - `too_many_subscriptions` (409): 一个连接最多订阅100个房间
 * - `direct_room` (409): 私聊房间不支持此操作
 * - `last_admin` (409): 房间至少需要一名管理员
 * - `names_from_login` (409): 姓名由登录系统提供，不能在此修改
 * - `name_taken` (409): 该用户名已被他人使用或被系统保留
 * - `too_many_rooms` (409): 加入的房间数量已达上限
 * - `too_many_blocks` (409): 屏蔽的用户数量已达上限
 * - `too_few_seats` (409): 最大成员数不能小于当前成员数
 * - `room_exhausted` (409): 房间的消息数量已达上限
 * - `file_exists` (409): 文件已上传，上传地址只能使用一次
 * - `body_too_large` (413): 请求内容不能超过256 KiB
 * - `upload_too_large` (413): 文件大小超过上限
 * - `frame_too_large` (413): 消息不能超过32 KiB
 * - `slow_mode` (429): 房间处于慢速模式，请稍后再发送
 * - `rate_limited` (429): 操作过于频繁，请稍后再试
 * - `internal` (500): 服务器内部错误
 * - `room_busy` (503): 房间繁忙，请稍后重试
 * - `keys_unavailable` (503): 登录系统的公钥暂时无法获取，请稍后重试
 * - `store_unavailable` (503): 存储服务暂时不可用，请稍后重试
 */
code: ("invalid_json" | "json_too_deep" | "invalid_field" | "invalid_query" | "invalid_reply_to" | "not_in_room" | "upgrade_required" | "unknown_frame" | "room_required" | "not_subscribed" | "binary_frame" | "token_missing" | "token_malformed" | "token_encrypted" | "token_algorithm" | "token_key" | "token_signature" | "token_issuer" | "token_audience" | "token_kind" | "token_user" | "token_expired" | "token_not_yet_valid" | "other_user" | "role_required" | "origin_not_allowed" | "not_a_member" | "admin_required" | "not_the_sender" | "guest_not_allowed" | "upload_not_allowed" | "muted" | "blocked" | "banned" | "room_full" | "room_not_found" | "message_not_found" | "notification_not_found" | "report_not_found" | "member_not_found" | "file_not_found" | "route_not_found" | "method_not_allowed" | "message_deleted" | "too_many_reactions" | "too_many_pins" | "already_subscribed" | "too_many_subscriptions" | "direct_room" | "last_admin" | "names_from_login" | "name_taken" | "too_many_rooms" | "too_many_blocks" | "too_few_seats" | "room_exhausted" | "file_exists" | "body_too_large" | "upload_too_large" | "frame_too_large" | "slow_mode" | "rate_limited" | "internal" | "room_busy" | "keys_unavailable" | "store_unavailable")
/**
 * One sentence.
 */
message: string
/**
 * The seconds after which a retry may succeed.
 */
retry_after?: (number | null)
/**
 * The room; absent on the notification channel, and when the table did not answer which
 * room the connection is to.
 */
room_id?: (RoomId | null)
type: "error"
} | {
/**
 * The number of the room's newest message at that moment; absent on the notification channel.
 */
last_seq?: (Seq | null)
/**
 * The room; absent on the notification channel.
 */
room_id?: (RoomId | null)
type: "live"
} | {
/**
 * Whether the member is muted: a mute outlives leaving.
 */
is_muted: boolean
/**
 * The room.
 */
room_id: RoomId
type: "member_joined"
/**
 * The user.
 */
user: User
} | {
/**
 * The room.
 */
room_id: RoomId
type: "member_left"
/**
 * The user.
 */
user: User
} | {
/**
 * Whether the member is muted from now on.
 */
is_muted: boolean
/**
 * The role of the member from now on.
 */
role: Role
/**
 * The room.
 */
room_id: RoomId
type: "member_updated"
/**
 * The user.
 */
user: User
} | {
/**
 * The id of the message.
 */
message_id: MessageId
/**
 * The room.
 */
room_id: RoomId
/**
 * The number of the message.
 */
seq: Seq
type: "message_deleted"
/**
 * The time of the deletion.
 */
updated_at: Time
} | {
/**
 * The message.
 */
message: LiveMessage
/**
 * The room.
 */
room_id: RoomId
type: "message_updated"
} | {
/**
 * The notification.
 */
notification: NotificationView
type: "notification"
} | {
/**
 * The pinned messages, the newest pin first.
 */
message_ids: MessageId[]
/**
 * The room.
 */
room_id: RoomId
type: "pins_updated"
/**
 * The number of changes of the pins: the greatest wins.
 */
version: number
} | {
/**
 * The number of the room's newest message; absent on the notification channel.
 */
last_seq?: (Seq | null)
/**
 * The number of the newest message by room, of the 20 rooms subscribed to last; only on a user
 * socket.
 */
last_seqs?: ({
[k: string]: Seq
} | null)
/**
 * The room; absent on the notification channel.
 */
room_id?: (RoomId | null)
type: "pong"
} | {
/**
 * The id of the message.
 */
message_id: MessageId
/**
 * The reactions, in the order of their first use.
 */
reactions: Reaction[]
/**
 * The number of changes of the reactions: the greatest wins.
 */
reactions_version: number
/**
 * The room.
 */
room_id: RoomId
/**
 * The number of the message.
 */
seq: Seq
type: "reactions"
} | {
/**
 * The user's standing in the room; only on the user's own connections.
 */
me?: (Standing | null)
/**
 * The id of the message.
 */
message_id: MessageId
/**
 * The room.
 */
room_id: RoomId
type: "read"
/**
 * The user.
 */
user: User
} | {
/**
 * The id of the last replayed message, or the `since` of the client if none was replayed.
 */
after: number
/**
 * The room.
 */
room_id: RoomId
type: "replay_truncated"
} | {
/**
 * The room, as the room list shows it.
 */
room: RoomListItem
/**
 * The room's id.
 */
room_id: RoomId
type: "room_added"
} | {
/**
 * Why it ended.
 */
reason: RemovedReason
/**
 * The room.
 */
room_id: RoomId
type: "room_removed"
} | {
/**
 * The room.
 */
room: RoomSummary
/**
 * The room's id.
 */
room_id: RoomId
type: "room_updated"
} | {
/**
 * The id of the room's newest message; null in an empty room.
 */
last_message_id: (MessageId | null)
/**
 * The number of the room's newest message, 0 in an empty room.
 */
last_seq: Seq
/**
 * 连接成功
 */
message: string
/**
 * At most 100 users with a live connection to the room, without guests.
 */
online_user_ids: UserId[]
/**
 * The room.
 */
room_id: RoomId
type: "subscribed"
/**
 * The user that the token names.
 */
user: User
} | {
/**
 * When it expires.
 */
expires_at: Time
type: "token_accepted"
} | {
/**
 * Whether the user types.
 */
is_typing: boolean
/**
 * The room.
 */
room_id: RoomId
type: "typing"
/**
 * The user.
 */
user: User
} | {
/**
 * Why the server ended it; absent if the client asked for it.
 */
reason?: (ClosedReason | null)
/**
 * The room.
 */
room_id: RoomId
type: "unsubscribed"
} | {
/**
 * The room.
 */
room_id: RoomId
type: "user_join"
/**
 * The user.
 */
user: User
} | {
/**
 * The room.
 */
room_id: RoomId
type: "user_leave"
/**
 * The user.
 */
user: User
})
/**
 * A moment, RFC 3339 in UTC with milliseconds and a `Z`.
 */
export type Time = string
/**
 * A message's public id: the room's id and the message's `seq`, packed into 52 bits.
 */
export type MessageId = number
/**
 * A user's id: 0 for the guest, 1..2^52-1 from integer claims of tokens, from 2^52 on assigned to
 * subjects that are not numbers.
 */
export type UserId = number
/**
 * A message's number in its room: 1, 2, 3, … without a gap; 0 stands for "before the first".
 * 
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^-?\d+$".
 */
export type Seq = number
/**
 * A room's id, 1..2^25-1.
 */
export type RoomId = number
/**
 * The kind of a message.
 */
export type MessageType = ("text" | "image" | "file" | "system")
/**
 * The reason why the server closes a connection.
 */
export type ClosedReason = ("left" | "removed" | "banned" | "expired" | "replaced" | "room_closed" | "access_changed")
/**
 * The rights of a member.
 */
export type Role = ("admin" | "member")
/**
 * A notification's id: the id of its message (`message`, `mention`), or an id of its own with bit
 * 52 set (`room_invite`, `system`).
 */
export type NotificationId = number
/**
 * The kind of a notification.
 */
export type NotificationType = ("message" | "mention" | "room_invite" | "system")
/**
 * The reason why a message is more to a user than any message of a room.
 */
export type Reason = ("mention" | "reply" | "direct")
/**
 * The type of a room: it decides who sees the room and who may enter it.
 */
export type RoomType = ("public" | "private" | "group")
/**
 * The notifications that a member wants from a room.
 */
export type Notify = ("all" | "mentions" | "none")
/**
 * The reason why a membership or an invitation ended.
 */
export type RemovedReason = ("left" | "removed" | "banned" | "room_closed")
export type ClientFrame = ((NewMessage & {
/**
 * The room: needed on a user socket, not looked at on a room socket
 */
room_id?: number
type: "chat_message"
}) | {
type: "ping"
} | (ReadMark & {
/**
 * The room: needed on a user socket, not looked at on a room socket
 */
room_id?: number
type: "read"
}) | (Subscription & {
type: "subscribe"
}) | (NewToken & {
type: "token"
}) | (Typing & {
/**
 * The room: needed on a user socket, not looked at on a room socket
 */
room_id?: number
type: "typing"
}) | (EndOfSubscription & {
type: "unsubscribe"
}) | {
/**
 * The room: needed on a user socket, not looked at on a room socket
 */
room_id?: number
type: "user_join"
} | {
/**
 * The room: needed on a user socket, not looked at on a room socket
 */
room_id?: number
type: "user_leave"
})

export interface Frames {
server?: ServerFrame
client?: ClientFrame
}
/**
 * A room's newest message as the room list shows it.
 */
export interface LastMessage {
/**
 * The first 100 characters.
 */
content: string
/**
 * The time when the message was sent.
 */
created_at: Time
/**
 * The message's id.
 */
id: MessageId
/**
 * Whether the message was deleted.
 */
is_deleted: boolean
/**
 * The sender's username.
 */
sender: string
/**
 * The sender's id; null if it is not known.
 */
sender_id: (UserId | null)
/**
 * The time when the message was sent, edited or deleted last; null if it is not known.
 */
updated_at: (Time | null)
}
/**
 * A message inside a frame: the fields that every message has, and those of a live one.
 */
export interface LiveMessage {
client_message_id?: (string | null)
/**
 * The text; `[消息已删除]` once the message is deleted.
 */
content: string
/**
 * When the message was sent; never falls as `seq` grows.
 */
created_at: Time
/**
 * The file's name.
 */
file_name: (string | null)
/**
 * The file's size in bytes.
 */
file_size: (number | null)
/**
 * An absolute http(s) URL.
 */
file_url: (string | null)
id: MessageId
/**
 * Whether the message was deleted.
 */
is_deleted: boolean
/**
 * Whether the text was changed.
 */
is_edited: boolean
/**
 * The id of the newest reply of that thread; a moment behind.
 */
last_reply_id: (MessageId | null)
/**
 * The kind of the message.
 */
message_type: MessageType
reactions: Reaction[]
reactions_version: number
/**
 * The number of replies in the thread that begins with this message, deleted ones included; a moment behind.
 * A client adds one for each reply that is newer than `last_reply_id`.
 */
reply_count: number
/**
 * The id of the message that this one answers.
 */
reply_to: (MessageId | null)
room_id: RoomId
/**
 * The sender, with the names at send time.
 */
sender: User
seq: Seq
/**
 * The id of the first message of the thread that this one is a reply in.
 */
thread_id: (MessageId | null)
timestamp: Time
/**
 * When the message was sent, edited or deleted last.
 */
updated_at: Time
}
/**
 * A reaction as clients see it.
 */
export interface Reaction {
/**
 * The number of users.
 */
count: number
/**
 * The emoji.
 */
emoji: string
/**
 * Whether the caller is one of the users; absent in frames.
 */
me?: (boolean | null)
/**
 * Some of the users: at most 50, in frames at most 10.
 */
user_ids: UserId[]
}
/**
 * A user as others see them.
 */
export interface User {
/**
 * First name, possibly empty.
 */
first_name: string
/**
 * The user's id.
 */
id: UserId
/**
 * Last name, possibly empty.
 */
last_name: string
/**
 * The user's name; need not be unique.
 */
username: string
}
/**
 * A notification as clients see it.
 */
export interface NotificationView {
/**
 * The message's text, or a sentence.
 */
content: string
/**
 * When it came.
 */
created_at: Time
/**
 * The id: the message's, for `message` and `mention`.
 */
id: NotificationId
/**
 * Whether the user has read it.
 */
is_read: boolean
/**
 * The message, for `message` and `mention`.
 */
message: (NotifiedMessage | null)
/**
 * The kind of the notification.
 */
notification_type: NotificationType
/**
 * Why a message is more than any message of the room; null for an ordinary one and for notices.
 */
reason: (Reason | null)
/**
 * The room.
 */
room: RoomSummary
/**
 * A short line.
 */
title: string
}
/**
 * The message in a notification.
 */
export interface NotifiedMessage {
/**
 * The text.
 */
content: string
/**
 * When the message was sent.
 */
created_at: Time
/**
 * The message's id.
 */
id: MessageId
/**
 * The kind of the message.
 */
message_type: MessageType
}
/**
 * A room without what depends on the caller: `room_updated` frames, and the room as a notification
 * keeps it.
 */
export interface RoomSummary {
/**
 * When the room was created.
 */
created_at: Time
/**
 * The creator, with the names at that time.
 */
created_by: User
/**
 * The description, possibly empty.
 */
description: string
/**
 * The other user of a direct room, with the names of now; null in other rooms.
 */
direct_user: (User | null)
/**
 * The room's id.
 */
id: RoomId
/**
 * Whether the room is in use.
 */
is_active: boolean
/**
 * Whether this is the direct room of two users.
 */
is_direct: boolean
/**
 * How many members the room may have.
 */
max_members: number
/**
 * How many members the room has.
 */
member_count: number
/**
 * The name.
 */
name: string
/**
 * Who sees the room.
 */
room_type: RoomType
/**
 * Seconds that a member who is no admin waits between two messages; 0 for no wait.
 */
slow_mode_s: number
/**
 * When the name, description or size changed last.
 */
updated_at: Time
}
/**
 * A member's own standing in a room. The newest `updated_at` wins.
 */
export interface Standing {
/**
 * Whether the member may only read.
 */
is_muted: boolean
/**
 * The last message that the member has read; null before the first one.
 */
last_read_message_id: (MessageId | null)
/**
 * The number of that message, 0 before the first one.
 */
last_read_seq: Seq
/**
 * Which notifications the member gets from the room.
 */
notify: Notify
/**
 * The role of the member.
 */
role: Role
/**
 * The number from which the member marked messages as unread; null without such a mark.
 */
unread_from_seq: (Seq | null)
/**
 * The time of the last change.
 */
updated_at: Time
}
/**
 * One line of the room list.
 */
export interface RoomListItem {
/**
 * When the room was created.
 */
created_at: Time
/**
 * The creator, with the names at that time.
 */
created_by: User
/**
 * The description, possibly empty.
 */
description: string
/**
 * The other user of a direct room, with the names of now; null in other rooms.
 */
direct_user: (User | null)
/**
 * The room's id.
 */
id: RoomId
/**
 * Whether this is the direct room of two users.
 */
is_direct: boolean
/**
 * Whether the caller is a member.
 */
is_member: boolean
/**
 * The newest message, if the caller may read it.
 */
last_message: (LastMessage | null)
/**
 * The number of the last message that the caller has read, 0 before the first; null for
 * non-members.
 */
last_read_seq: (Seq | null)
/**
 * The caller's own standing; null for non-members.
 */
me: (Standing | null)
/**
 * How many members the room has.
 */
member_count: number
/**
 * The name.
 */
name: string
/**
 * Who sees the room.
 */
room_type: RoomType
/**
 * Seconds that a member who is no admin waits between two messages; 0 for no wait.
 */
slow_mode_s: number
/**
 * The number of messages after the caller's read position, or from an unread mark on; 0 for non-members.
 */
unread_count: number
}
/**
 * A message as a client sends it: the body of a POST, or a `chat_message` frame.
 */
export interface NewMessage {
/**
 * The client's own id of this message: a repeat stores nothing new.
 */
client_message_id?: (string | null)
/**
 * The text. Without a `file_url` at least one visible character; no NUL.
 */
content?: (string | null)
/**
 * The file's name.
 */
file_name?: (string | null)
/**
 * The file's size in bytes.
 */
file_size?: (number | null)
/**
 * An absolute http(s) URL without user name and password.
 */
file_url?: (string | null)
/**
 * The kind of the message, by default text.
 */
message_type?: (MessageType | null)
/**
 * The id of the message that this one answers, of the same room.
 */
reply_to?: (number | null)
}
export interface ReadMark {
/**
 * The last message that one has read.
 */
message_id: number
}
export interface Subscription {
/**
 * The room.
 */
room_id: number
/**
 * The last message that the client has, 0 for none: up to 100 later ones are replayed.
 */
since?: (number | null)
}
export interface NewToken {
/**
 * The token.
 */
token: string
}
export interface Typing {
/**
 * Whether one types, or stopped.
 */
is_typing: boolean
}
export interface EndOfSubscription {
/**
 * The room.
 */
room_id: number
}
