/* Made by scripts/types.mjs; do not edit. */
export interface paths {
    "/api/chat/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the document of the live events */
        get: operations["asyncapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/me/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the caller's profile and unread total */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Choose one's own names, where the login gives none */
        patch: operations["update_me"];
        trace?: never;
    };
    "/api/chat/me/blocks/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the users whom the caller has blocked, the newest block first */
        get: operations["list_blocks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/me/blocks/{user_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Block another user, or lift the block */
        put: operations["block_user"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/messages/{message_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one message */
        get: operations["get_message"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a message's text (the sender, as a member who is not muted) */
        patch: operations["edit_message"];
        trace?: never;
    };
    "/api/chat/messages/{message_id}/delete/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a message's content (the sender or an admin) */
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/messages/{message_id}/pin/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pin a message, or take its pin back (admins; both users of a direct room) */
        put: operations["pin_message"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/messages/{message_id}/reactions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set or unset the caller's reaction to a message (members who are not muted) */
        put: operations["react"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/messages/{message_id}/read/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move the caller's read position forward to a message */
        post: operations["read_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/messages/{message_id}/report/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report a message to the admins of its room and to the operator (60 an hour) */
        post: operations["report_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/messages/{message_id}/thread/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the thread of a message: its first message, and the replies, the earliest first */
        get: operations["get_thread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/messages/{message_id}/unread/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a message and those after it count as unread, until one reads or sends again (members) */
        post: operations["mark_unread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/notifications/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the caller's notifications, newest first */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/notifications/{notification_id}/read/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notification as read */
        post: operations["read_notification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/notifications/read-all/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark all notifications as read */
        post: operations["read_all_notifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get this document */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List rooms, most recently active first */
        get: operations["list_rooms"];
        put?: never;
        /** Create a room; its creator is its first member and admin */
        post: operations["create_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a room in detail */
        get: operations["get_room"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a room's name, description, size or slow mode (admins) */
        patch: operations["update_room"];
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/invite/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite a user (in a private room admins, in other rooms any member) */
        post: operations["invite_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/join/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join a room; joining twice changes nothing */
        post: operations["join_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/leave/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave a room, or decline an invitation to it */
        post: operations["leave_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/me/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one's own role, mute and read position in a room (members) */
        get: operations["get_standing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Choose the notifications that one gets from a room (members) */
        patch: operations["update_standing"];
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/members/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a room's members by username */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/members/{user_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member without a ban (admins) */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /** Change a member's role or mute, ban a user, lift a ban or the mute of who has left (admins) */
        patch: operations["update_member"];
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/messages/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a room's history: a numbered page, or after, before or around a message */
        get: operations["list_messages"];
        put?: never;
        /** Send a message; a repeat with the same client_message_id gets the first message back */
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/pins/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a room's pinned messages, the newest pin first */
        get: operations["list_pins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/read/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark everything in a room as read */
        post: operations["read_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/reports/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the reports of a room's messages but one's own, newest first (admins) */
        get: operations["list_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/reports/{report_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a report that was handled (admins); the operator keeps it */
        delete: operations["delete_report"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/{room_id}/search/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search a room's messages, newest first (30 searches a minute) */
        get: operations["search_room"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/rooms/direct/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open the direct room with another user, which is made if there is none (50 new ones a day) */
        post: operations["open_direct_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/search/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the messages of one's rooms, the most recently active room first (30 searches a minute) */
        get: operations["search_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/uploads/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announce a file and get the URL to upload it to (60 an hour) */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A user whom the caller has blocked. */
        Block: {
            /** @description When the block was set. */
            created_at: components["schemas"]["Time"];
            /** @description The user. */
            user_id: components["schemas"]["UserId"];
        };
        BlockChange: {
            /** @description Whether the user is blocked from now on. */
            on: boolean;
        };
        /** @description Whether the caller has blocked a user. */
        BlockState: {
            /** @description Whether the caller has blocked the user. */
            on: boolean;
            /** @description The user. */
            user_id: components["schemas"]["UserId"];
        };
        DirectRoom: {
            /**
             * Format: uint64
             * @description The id of the other user, who need not have used the chat before.
             */
            user_id: number;
        };
        /** @description A refusal. */
        Error: {
            /**
             * @description A stable word:
             *     - `invalid_json` (400): 请求内容不是有效的JSON对象
             *     - `json_too_deep` (400): JSON嵌套不能超过32层
             *     - `invalid_field` (400): 字段 {field} {problem}
             *     - `invalid_query` (400): 查询参数 {parameter} 无效
             *     - `invalid_reply_to` (400): 回复的消息不在此房间
             *     - `not_in_room` (400): 您不在该房间中
             *     - `upgrade_required` (400): 此地址只接受WebSocket连接
             *     - `unknown_frame` (400): 未知的消息类型
             *     - `room_required` (400): 请用 room_id 指明房间
             *     - `not_subscribed` (400): 此连接没有订阅该房间
             *     - `binary_frame` (400): 不支持二进制消息
             *     - `token_missing` (401): 未提供认证令牌
             *     - `token_malformed` (401): 认证令牌的格式不正确
             *     - `token_encrypted` (401): 不支持加密的认证令牌
             *     - `token_algorithm` (401): 认证令牌的签名算法不被接受
             *     - `token_key` (401): 找不到认证令牌的签名密钥
             *     - `token_signature` (401): 认证令牌的签名不正确
             *     - `token_issuer` (401): 认证令牌的签发者不被接受
             *     - `token_audience` (401): 认证令牌的受众不被接受
             *     - `token_kind` (401): 此类令牌不能用于访问聊天
             *     - `token_user` (401): 认证令牌没有指明有效的用户
             *     - `token_expired` (401): 认证令牌已过期
             *     - `token_not_yet_valid` (401): 认证令牌尚未生效
             *     - `other_user` (403): 令牌属于另一位用户
             *     - `role_required` (403): 您没有使用聊天功能所需的角色
             *     - `origin_not_allowed` (403): 不允许从该来源连接
             *     - `not_a_member` (403): 您不是该房间的成员
             *     - `admin_required` (403): 只有房间管理员可以执行此操作
             *     - `not_the_sender` (403): 只能操作自己发送的消息
             *     - `guest_not_allowed` (403): 访客不能执行此操作
             *     - `upload_not_allowed` (403): 上传地址无效或已过期，或文件与声明的大小、类型不符
             *     - `muted` (403): 您已被禁言
             *     - `blocked` (403): 您与对方之间有屏蔽，不能执行此操作
             *     - `banned` (403): 您已被禁止进入该房间
             *     - `room_full` (403): 房间已满
             *     - `room_not_found` (404): 房间不存在
             *     - `message_not_found` (404): 消息不存在
             *     - `notification_not_found` (404): 通知不存在
             *     - `report_not_found` (404): 举报不存在
             *     - `member_not_found` (404): 成员不存在
             *     - `file_not_found` (404): 文件不存在
             *     - `route_not_found` (404): 接口不存在
             *     - `method_not_allowed` (405): 请求方法不被允许
             *     - `message_deleted` (409): 消息已被删除
             *     - `too_many_reactions` (409): 这条消息的回应数量已达上限
             *     - `too_many_pins` (409): 房间的置顶消息数量已达上限
             *     - `already_subscribed` (409): 此连接已订阅该房间
             *     - `too_many_subscriptions` (409): 一个连接最多订阅100个房间
             *     - `direct_room` (409): 私聊房间不支持此操作
             *     - `last_admin` (409): 房间至少需要一名管理员
             *     - `names_from_login` (409): 姓名由登录系统提供，不能在此修改
             *     - `name_taken` (409): 该用户名已被他人使用或被系统保留
             *     - `too_many_rooms` (409): 加入的房间数量已达上限
             *     - `too_many_blocks` (409): 屏蔽的用户数量已达上限
             *     - `too_few_seats` (409): 最大成员数不能小于当前成员数
             *     - `room_exhausted` (409): 房间的消息数量已达上限
             *     - `file_exists` (409): 文件已上传，上传地址只能使用一次
             *     - `body_too_large` (413): 请求内容不能超过256 KiB
             *     - `upload_too_large` (413): 文件大小超过上限
             *     - `frame_too_large` (413): 消息不能超过32 KiB
             *     - `slow_mode` (429): 房间处于慢速模式，请稍后再发送
             *     - `rate_limited` (429): 操作过于频繁，请稍后再试
             *     - `internal` (500): 服务器内部错误
             *     - `room_busy` (503): 房间繁忙，请稍后重试
             *     - `keys_unavailable` (503): 登录系统的公钥暂时无法获取，请稍后重试
             *     - `store_unavailable` (503): 存储服务暂时不可用，请稍后重试
             * @enum {string}
             */
            code: "invalid_json" | "json_too_deep" | "invalid_field" | "invalid_query" | "invalid_reply_to" | "not_in_room" | "upgrade_required" | "unknown_frame" | "room_required" | "not_subscribed" | "binary_frame" | "token_missing" | "token_malformed" | "token_encrypted" | "token_algorithm" | "token_key" | "token_signature" | "token_issuer" | "token_audience" | "token_kind" | "token_user" | "token_expired" | "token_not_yet_valid" | "other_user" | "role_required" | "origin_not_allowed" | "not_a_member" | "admin_required" | "not_the_sender" | "guest_not_allowed" | "upload_not_allowed" | "muted" | "blocked" | "banned" | "room_full" | "room_not_found" | "message_not_found" | "notification_not_found" | "report_not_found" | "member_not_found" | "file_not_found" | "route_not_found" | "method_not_allowed" | "message_deleted" | "too_many_reactions" | "too_many_pins" | "already_subscribed" | "too_many_subscriptions" | "direct_room" | "last_admin" | "names_from_login" | "name_taken" | "too_many_rooms" | "too_many_blocks" | "too_few_seats" | "room_exhausted" | "file_exists" | "body_too_large" | "upload_too_large" | "frame_too_large" | "slow_mode" | "rate_limited" | "internal" | "room_busy" | "keys_unavailable" | "store_unavailable";
            /** @description One sentence, Chinese. */
            error: string;
        };
        Invitation: {
            /**
             * Format: uint64
             * @description The id of the invited user, who need not have used the chat before.
             */
            user_id: number;
        };
        /** @description A room's newest message as the room list shows it. */
        LastMessage: {
            /** @description The first 100 characters. */
            content: string;
            /** @description The time when the message was sent. */
            created_at: components["schemas"]["Time"];
            /** @description The message's id. */
            id: components["schemas"]["MessageId"];
            /** @description Whether the message was deleted. */
            is_deleted: boolean;
            /** @description The sender's username. */
            sender: string;
            /** @description The sender's id; null if it is not known. */
            sender_id: components["schemas"]["UserId"] | null;
            /** @description The time when the message was sent, edited or deleted last; null if it is not known. */
            updated_at: components["schemas"]["Time"] | null;
        };
        /** @description The caller's own profile. */
        Me: {
            /**
             * @description First name, possibly empty.
             * @default
             */
            first_name: string;
            /** @description The user's id. */
            id: components["schemas"]["UserId"];
            /**
             * @description Last name, possibly empty.
             * @default
             */
            last_name: string;
            /** @description Whether the login gives the names, so that the caller cannot choose them. */
            names_from_login: boolean;
            /**
             * Format: uint64
             * @description The sum of the rooms' unread messages.
             */
            unread_total: number;
            /** @description The user's name; need not be unique. */
            username: string;
        };
        MemberChange: {
            /** @description Whether the user is banned; a ban ends the membership. */
            is_banned?: boolean | null;
            /** @description Whether the member may only read. */
            is_muted?: boolean | null;
            /** @description The new role. */
            role?: components["schemas"]["Role"] | null;
        };
        /** @description One line of the member list or the banned list. */
        MemberView: {
            /** @description The user's id. */
            id: components["schemas"]["UserId"];
            /** @description Whether the user is banned and therefore not a member. */
            is_banned: boolean;
            /** @description Whether the user may only read. */
            is_muted: boolean;
            /** @description Whether the user has a live connection to the room. */
            is_online: boolean;
            /** @description The time when the user joined. */
            joined_at: components["schemas"]["Time"];
            /** @description The time when the user last read. */
            last_read_at: components["schemas"]["Time"] | null;
            /** @description The role of the member; null for who has left. */
            role: components["schemas"]["Role"] | null;
            /** @description The room. */
            room: components["schemas"]["RoomRef"];
            /** @description The user. */
            user: components["schemas"]["User"];
        };
        MessageEdit: {
            /** @description The new text. */
            content: string;
        };
        /** @description A part of a room's history. */
        MessageEnvelope: {
            /**
             * @description Whether there are more messages in the direction of reading; with `around`, on either side. Absent
             *     on numbered pages.
             */
            has_more?: boolean | null;
            /** @description With `around`: whether there are messages after these. */
            has_newer?: boolean | null;
            /** @description With `around`: whether there are messages before these. */
            has_older?: boolean | null;
            /** @description The messages. */
            messages: components["schemas"]["MessageView"][];
            /**
             * Format: uint64
             * @description The number of the page; null for `after`, `before` and `around`.
             */
            page: number | null;
            /**
             * Format: uint32
             * @description The largest number of messages in this part.
             */
            page_size: number;
            /**
             * Format: uint32
             * @description The number of messages in the room, including deleted ones.
             */
            total: number;
        };
        /**
         * Format: uint64
         * @description A message's public id: the room's id and the message's `seq`, packed into 52 bits.
         */
        MessageId: number;
        /** @description The kind of a message. */
        MessageType: "text" | "image" | "file" | "system";
        /** @description A message as REST shows it. */
        MessageView: {
            /** @description The id that the sender's client gave the message; only the sender gets it. */
            client_message_id?: string | null;
            /** @description The text; `[消息已删除]` once the message is deleted. */
            content: string;
            /** @description When the message was sent; never falls as `seq` grows. */
            created_at: components["schemas"]["Time"];
            /** @description The file's name. */
            file_name: string | null;
            /**
             * Format: uint64
             * @description The file's size in bytes.
             */
            file_size: number | null;
            /** @description An absolute http(s) URL. */
            file_url: string | null;
            /** @description The message's id. */
            id: components["schemas"]["MessageId"];
            /** @description Whether the message was deleted. */
            is_deleted: boolean;
            /** @description Whether the text was changed. */
            is_edited: boolean;
            /** @description The id of the newest reply of that thread; a moment behind. */
            last_reply_id: components["schemas"]["MessageId"] | null;
            /** @description The kind of the message. */
            message_type: components["schemas"]["MessageType"];
            /** @description The reactions, in the order of their first use. */
            reactions: components["schemas"]["Reaction"][];
            /**
             * Format: uint64
             * @description The number of changes of the reactions: the greatest wins.
             */
            reactions_version: number;
            /**
             * Format: uint32
             * @description The number of replies in the thread that begins with this message, deleted ones included; a moment behind.
             *     A client adds one for each reply that is newer than `last_reply_id`.
             */
            reply_count: number;
            /** @description The id of the message that this one answers. */
            reply_to: components["schemas"]["MessageId"] | null;
            /** @description The room. */
            room: components["schemas"]["RoomRef"];
            /** @description The sender, with the names at send time. */
            sender: components["schemas"]["User"];
            /** @description The message's number in the room. */
            seq: components["schemas"]["Seq"];
            /** @description The id of the first message of the thread that this one is a reply in. */
            thread_id: components["schemas"]["MessageId"] | null;
            /** @description When the message was sent, edited or deleted last. */
            updated_at: components["schemas"]["Time"];
        };
        NamesChange: {
            /** @description The new first name, cleaned and cut at 150 characters; empty for none. */
            first_name?: string | null;
            /** @description The new last name, cleaned and cut at 150 characters; empty for none. */
            last_name?: string | null;
            /**
             * @description The new username, cleaned and cut at 150 characters; no other user who chose theirs has one that looks
             *     the same, whatever its case and width.
             */
            username?: string | null;
        };
        /** @description A message as a client sends it: the body of a POST, or a `chat_message` frame. */
        NewMessage: {
            /** @description The client's own id of this message: a repeat stores nothing new. */
            client_message_id?: string | null;
            /** @description The text. Without a `file_url` at least one visible character; no NUL. */
            content?: string | null;
            /** @description The file's name. */
            file_name?: string | null;
            /**
             * Format: uint64
             * @description The file's size in bytes.
             */
            file_size?: number | null;
            /**
             * Format: uri
             * @description An absolute http(s) URL without user name and password.
             */
            file_url?: string | null;
            /** @description The kind of the message, by default text. */
            message_type?: components["schemas"]["MessageType"] | null;
            /**
             * Format: uint64
             * @description The id of the message that this one answers, of the same room.
             */
            reply_to?: number | null;
        };
        NewReport: {
            /** @description The reason: 1..500 characters. */
            reason: string;
        };
        NewRoom: {
            /** @description The description. */
            description?: string | null;
            /**
             * Format: int64
             * @description The largest number of members, by default 50.
             */
            max_members?: number | null;
            /** @description The name; surrounding spaces are removed. */
            name: string;
            /** @description The type, which decides who may see and enter the room. */
            room_type: "public" | "private" | "group";
        };
        /** @description A room as its creator gets it. */
        NewRoomView: {
            /** @description When the room was created. */
            created_at: components["schemas"]["Time"];
            /** @description The creator, with the names at that time. */
            created_by: components["schemas"]["User"];
            /** @description The description, possibly empty. */
            description: string;
            /** @description The other user of a direct room, with the names of now; null in other rooms. */
            direct_user: components["schemas"]["User"] | null;
            /** @description The room's id. */
            id: components["schemas"]["RoomId"];
            /** @description Whether the room is in use. */
            is_active: boolean;
            /** @description Whether this is the direct room of two users. */
            is_direct: boolean;
            /**
             * Format: uint32
             * @description The largest number of members.
             */
            max_members: number;
            /**
             * Format: uint32
             * @description How many members the room has.
             */
            member_count: number;
            /** @description The name. */
            name: string;
            /** @description Who sees the room. */
            room_type: components["schemas"]["RoomType"];
            /**
             * Format: uint32
             * @description Seconds that a member who is no admin waits between two messages; 0 for no wait.
             */
            slow_mode_s: number;
        };
        /** @description An upload as a client announces it, unchecked. */
        NewUpload: {
            /** @description The file's media type, `type/subtype` without parameters. */
            content_type: string;
            /** @description The file's name, which browsers offer when they save the file. */
            file_name: string;
            /**
             * Format: uint64
             * @description The file's size in bytes; at most `MAX_UPLOAD_BYTES`.
             */
            file_size: number;
        };
        /**
         * Format: uint64
         * @description A notification's id: the id of its message (`message`, `mention`), or an id of its own with bit
         *     52 set (`room_invite`, `system`).
         */
        NotificationId: number;
        /** @description The kind of a notification. */
        NotificationType: "message" | "mention" | "room_invite" | "system";
        /** @description A notification as clients see it. */
        NotificationView: {
            /** @description The message's text, or a sentence. */
            content: string;
            /** @description When it came. */
            created_at: components["schemas"]["Time"];
            /** @description The id: the message's, for `message` and `mention`. */
            id: components["schemas"]["NotificationId"];
            /** @description Whether the user has read it. */
            is_read: boolean;
            /** @description The message, for `message` and `mention`. */
            message: components["schemas"]["NotifiedMessage"] | null;
            /** @description The kind of the notification. */
            notification_type: components["schemas"]["NotificationType"];
            /** @description Why a message is more than any message of the room; null for an ordinary one and for notices. */
            reason: components["schemas"]["Reason"] | null;
            /** @description The room. */
            room: components["schemas"]["RoomSummary"];
            /** @description A short line. */
            title: string;
        };
        /** @description The message in a notification. */
        NotifiedMessage: {
            /** @description The text. */
            content: string;
            /** @description When the message was sent. */
            created_at: components["schemas"]["Time"];
            /** @description The message's id. */
            id: components["schemas"]["MessageId"];
            /** @description The kind of the message. */
            message_type: components["schemas"]["MessageType"];
        };
        /** @description The notifications that a member wants from a room. */
        Notify: "all" | "mentions" | "none";
        /** @description A pinned message. */
        Pin: {
            /** @description The message. */
            message: components["schemas"]["MessageView"];
            /** @description When it was pinned. */
            pinned_at: components["schemas"]["Time"];
            /** @description Who pinned it, with the names of that time. */
            pinned_by: components["schemas"]["User"];
        };
        PinChange: {
            /** @description Whether the message is pinned from now on. */
            on: boolean;
        };
        /** @description The ids of a room's pinned messages. */
        PinnedMessages: {
            /** @description The pinned messages, the newest pin first. */
            message_ids: components["schemas"]["MessageId"][];
            /** @description The room. */
            room_id: components["schemas"]["RoomId"];
            /**
             * Format: uint64
             * @description The number of changes of the pins: the greatest wins.
             */
            version: number;
        };
        /** @description The pins of a room. */
        Pins: {
            /** @description The pins, the newest first. */
            pins: components["schemas"]["Pin"][];
            /**
             * Format: uint64
             * @description The number of changes of the pins: the greatest wins.
             */
            version: number;
        };
        /** @description A reaction as clients see it. */
        Reaction: {
            /**
             * Format: uint
             * @description The number of users.
             */
            count: number;
            /** @description The emoji. */
            emoji: string;
            /** @description Whether the caller is one of the users; absent in frames. */
            me?: boolean | null;
            /** @description Some of the users: at most 50, in frames at most 10. */
            user_ids: components["schemas"]["UserId"][];
        };
        ReactionChange: {
            /** @description One emoji, or a name between colons. */
            emoji: string;
            /** @description Whether the caller has this reaction from now on. */
            on: boolean;
        };
        /** @description The reactions to a message. */
        Reactions: {
            /** @description The message. */
            message_id: components["schemas"]["MessageId"];
            /** @description The reactions, in the order of their first use. */
            reactions: components["schemas"]["Reaction"][];
            /**
             * Format: uint64
             * @description The number of changes of the reactions: the greatest wins.
             */
            reactions_version: number;
        };
        /** @description The reason why a message is more to a user than any message of a room. */
        Reason: "mention" | "reply" | "direct";
        /** @description A report as the admins of a room see it: without its reporter. */
        Report: {
            /** @description The text of the message when it was reported. */
            content: string;
            /** @description When the message was reported. */
            created_at: components["schemas"]["Time"];
            /** @description The name of the message's file when it was reported. */
            file_name: string | null;
            /** @description The report's id. */
            id: components["schemas"]["ReportId"];
            /** @description The message that was reported. */
            message_id: components["schemas"]["MessageId"];
            /** @description The kind of the message. */
            message_type: components["schemas"]["MessageType"];
            /** @description The reason that the reporter gave. */
            reason: string;
            /** @description The message's sender, with the names at send time. */
            sender: components["schemas"]["User"];
        };
        /**
         * Format: uint64
         * @description A report's id: ordered by time, with 12 random bits. It says nothing about the reporter.
         */
        ReportId: number;
        /** @description The rights of a member. */
        Role: "admin" | "member";
        RoomChange: {
            /** @description The new description. */
            description?: string | null;
            /**
             * Format: int64
             * @description The new largest number of members; not less than the present number.
             */
            max_members?: number | null;
            /** @description The new name; surrounding spaces are removed. */
            name?: string | null;
            /**
             * Format: int64
             * @description The seconds that members who are no admins wait between two messages; 0 for no wait.
             */
            slow_mode_s?: number | null;
        };
        /** @description A room in detail. */
        RoomDetail: {
            /** @description When the room was created. */
            created_at: components["schemas"]["Time"];
            /** @description The creator, with the names at that time. */
            created_by: components["schemas"]["User"];
            /** @description The description, possibly empty. */
            description: string;
            /** @description The other user of a direct room, with the names of now; null in other rooms. */
            direct_user: components["schemas"]["User"] | null;
            /** @description The room's id. */
            id: components["schemas"]["RoomId"];
            /** @description Whether the room is in use. */
            is_active: boolean;
            /** @description Whether this is the direct room of two users. */
            is_direct: boolean;
            /** @description Whether the caller is a member. */
            is_member: boolean;
            /** @description The last message that the caller has read; null for non-members and before the first message. */
            last_read_message_id: components["schemas"]["MessageId"] | null;
            /**
             * @description The number of the last message that the caller has read, 0 before the first; null for
             *     non-members.
             */
            last_read_seq: components["schemas"]["Seq"] | null;
            /**
             * Format: uint32
             * @description How many members the room may have.
             */
            max_members: number;
            /** @description The caller's own standing; null for non-members. */
            me: components["schemas"]["Standing"] | null;
            /**
             * Format: uint32
             * @description How many members the room has.
             */
            member_count: number;
            /** @description At most the first 100 members by username; empty for callers who may not see them. */
            members: components["schemas"]["User"][];
            /** @description The name. */
            name: string;
            /** @description Who sees the room. */
            room_type: components["schemas"]["RoomType"];
            /**
             * Format: uint32
             * @description Seconds that a member who is no admin waits between two messages; 0 for no wait.
             */
            slow_mode_s: number;
            /**
             * Format: uint32
             * @description The number of messages after the caller's read position, or from an unread mark on; 0 for non-members.
             */
            unread_count: number;
            /** @description When the name, description or size changed last. */
            updated_at: components["schemas"]["Time"];
        };
        /**
         * Format: uint32
         * @description A room's id, 1..2^25-1.
         */
        RoomId: number;
        /** @description One line of the room list. */
        RoomListItem: {
            /** @description When the room was created. */
            created_at: components["schemas"]["Time"];
            /** @description The creator, with the names at that time. */
            created_by: components["schemas"]["User"];
            /** @description The description, possibly empty. */
            description: string;
            /** @description The other user of a direct room, with the names of now; null in other rooms. */
            direct_user: components["schemas"]["User"] | null;
            /** @description The room's id. */
            id: components["schemas"]["RoomId"];
            /** @description Whether this is the direct room of two users. */
            is_direct: boolean;
            /** @description Whether the caller is a member. */
            is_member: boolean;
            /** @description The newest message, if the caller may read it. */
            last_message: components["schemas"]["LastMessage"] | null;
            /**
             * @description The number of the last message that the caller has read, 0 before the first; null for
             *     non-members.
             */
            last_read_seq: components["schemas"]["Seq"] | null;
            /** @description The caller's own standing; null for non-members. */
            me: components["schemas"]["Standing"] | null;
            /**
             * Format: uint32
             * @description How many members the room has.
             */
            member_count: number;
            /** @description The name. */
            name: string;
            /** @description Who sees the room. */
            room_type: components["schemas"]["RoomType"];
            /**
             * Format: uint32
             * @description Seconds that a member who is no admin waits between two messages; 0 for no wait.
             */
            slow_mode_s: number;
            /**
             * Format: uint32
             * @description The number of messages after the caller's read position, or from an unread mark on; 0 for non-members.
             */
            unread_count: number;
        };
        /** @description A room's id and name. */
        RoomRef: {
            /** @description The room's id. */
            id: components["schemas"]["RoomId"];
            /** @description The name. */
            name: string;
        };
        /**
         * @description A room without what depends on the caller: `room_updated` frames, and the room as a notification
         *     keeps it.
         */
        RoomSummary: {
            /** @description When the room was created. */
            created_at: components["schemas"]["Time"];
            /** @description The creator, with the names at that time. */
            created_by: components["schemas"]["User"];
            /** @description The description, possibly empty. */
            description: string;
            /** @description The other user of a direct room, with the names of now; null in other rooms. */
            direct_user: components["schemas"]["User"] | null;
            /** @description The room's id. */
            id: components["schemas"]["RoomId"];
            /** @description Whether the room is in use. */
            is_active: boolean;
            /** @description Whether this is the direct room of two users. */
            is_direct: boolean;
            /**
             * Format: uint32
             * @description How many members the room may have.
             */
            max_members: number;
            /**
             * Format: uint32
             * @description How many members the room has.
             */
            member_count: number;
            /** @description The name. */
            name: string;
            /** @description Who sees the room. */
            room_type: components["schemas"]["RoomType"];
            /**
             * Format: uint32
             * @description Seconds that a member who is no admin waits between two messages; 0 for no wait.
             */
            slow_mode_s: number;
            /** @description When the name, description or size changed last. */
            updated_at: components["schemas"]["Time"];
        };
        /** @description The type of a room: it decides who sees the room and who may enter it. */
        RoomType: "public" | "private" | "group";
        /** @description A part of what a search finds. */
        SearchResults: {
            /** @description The `cursor` of the next part, which may follow an empty one; null if all messages were looked at. */
            next: string | null;
            /** @description The messages: newest first within a room, room after room. */
            results: components["schemas"]["MessageView"][];
        };
        /**
         * Format: uint32
         * @description A message's number in its room: 1, 2, 3, … without a gap; 0 stands for "before the first".
         */
        Seq: number;
        /** @description A member's own standing in a room. The newest `updated_at` wins. */
        Standing: {
            /** @description Whether the member may only read. */
            is_muted: boolean;
            /** @description The last message that the member has read; null before the first one. */
            last_read_message_id: components["schemas"]["MessageId"] | null;
            /** @description The number of that message, 0 before the first one. */
            last_read_seq: components["schemas"]["Seq"];
            /** @description Which notifications the member gets from the room. */
            notify: components["schemas"]["Notify"];
            /** @description The role of the member. */
            role: components["schemas"]["Role"];
            /** @description The number from which the member marked messages as unread; null without such a mark. */
            unread_from_seq: components["schemas"]["Seq"] | null;
            /** @description The time of the last change. */
            updated_at: components["schemas"]["Time"];
        };
        StandingChange: {
            /** @description The notifications that the caller wants. */
            notify?: components["schemas"]["Notify"] | null;
        };
        /** @description A part of a thread. */
        Thread: {
            /** @description Whether there are more replies in the direction of reading. */
            has_more: boolean;
            /** @description Replies. */
            messages: components["schemas"]["MessageView"][];
            /** @description The first message of the thread. */
            root: components["schemas"]["MessageView"];
        };
        /**
         * Format: date-time
         * @description A moment, RFC 3339 in UTC with milliseconds and a `Z`.
         */
        Time: string;
        /** @description An announced upload. */
        Upload: {
            /** @description The time until which the upload may begin. */
            expires_at: components["schemas"]["Time"];
            /** @description The URL for reading the file without a token: the `file_url` of the message. */
            file_url: string;
            /** @description The headers of the upload. `If-None-Match: *` among them lets the URL take one upload only. */
            headers: {
                [key: string]: string;
            };
            /** @description The method of the upload: `PUT`. */
            method: string;
            /** @description The URL to upload the file to. */
            upload_url: string;
        };
        /** @description A user as others see them. */
        User: {
            /**
             * @description First name, possibly empty.
             * @default
             */
            first_name: string;
            /** @description The user's id. */
            id: components["schemas"]["UserId"];
            /**
             * @description Last name, possibly empty.
             * @default
             */
            last_name: string;
            /** @description The user's name; need not be unique. */
            username: string;
        };
        /**
         * Format: uint64
         * @description A user's id: 0 for the guest, 1..2^52-1 from integer claims of tokens, from 2^52 on assigned to
         *     subjects that are not numbers.
         */
        UserId: number;
    };
    responses: {
        /** @description `invalid_field`, `invalid_json`, `invalid_reply_to`, `json_too_deep` */
        "400.invalid_field.invalid_json.invalid_reply_to.json_too_deep": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "invalid_field" | "invalid_json" | "invalid_reply_to" | "json_too_deep";
                };
            };
        };
        /** @description `invalid_field`, `invalid_json`, `json_too_deep` */
        "400.invalid_field.invalid_json.json_too_deep": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "invalid_field" | "invalid_json" | "json_too_deep";
                };
            };
        };
        /** @description `invalid_query` */
        "400.invalid_query": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "invalid_query";
                };
            };
        };
        /** @description `not_in_room` */
        "400.not_in_room": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "not_in_room";
                };
            };
        };
        /** @description `token_algorithm`, `token_audience`, `token_encrypted`, `token_expired`, `token_issuer`, `token_key`, `token_kind`, `token_malformed`, `token_missing`, `token_not_yet_valid`, `token_signature`, `token_user` */
        "401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "token_algorithm" | "token_audience" | "token_encrypted" | "token_expired" | "token_issuer" | "token_key" | "token_kind" | "token_malformed" | "token_missing" | "token_not_yet_valid" | "token_signature" | "token_user";
                };
            };
        };
        /** @description `admin_required`, `banned`, `blocked`, `muted`, `not_a_member`, `role_required`, `room_full` */
        "403.admin_required.banned.blocked.muted.not_a_member.role_required.room_full": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "admin_required" | "banned" | "blocked" | "muted" | "not_a_member" | "role_required" | "room_full";
                };
            };
        };
        /** @description `admin_required`, `banned`, `not_a_member`, `role_required` */
        "403.admin_required.banned.not_a_member.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "admin_required" | "banned" | "not_a_member" | "role_required";
                };
            };
        };
        /** @description `admin_required`, `blocked`, `not_a_member`, `role_required` */
        "403.admin_required.blocked.not_a_member.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "admin_required" | "blocked" | "not_a_member" | "role_required";
                };
            };
        };
        /** @description `admin_required`, `not_a_member`, `role_required` */
        "403.admin_required.not_a_member.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "admin_required" | "not_a_member" | "role_required";
                };
            };
        };
        /** @description `banned`, `not_a_member`, `role_required` */
        "403.banned.not_a_member.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "banned" | "not_a_member" | "role_required";
                };
            };
        };
        /** @description `banned`, `role_required`, `room_full` */
        "403.banned.role_required.room_full": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "banned" | "role_required" | "room_full";
                };
            };
        };
        /** @description `blocked`, `muted`, `not_a_member`, `not_the_sender`, `role_required` */
        "403.blocked.muted.not_a_member.not_the_sender.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "blocked" | "muted" | "not_a_member" | "not_the_sender" | "role_required";
                };
            };
        };
        /** @description `blocked`, `muted`, `not_a_member`, `role_required` */
        "403.blocked.muted.not_a_member.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "blocked" | "muted" | "not_a_member" | "role_required";
                };
            };
        };
        /** @description `not_a_member`, `role_required` */
        "403.not_a_member.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "not_a_member" | "role_required";
                };
            };
        };
        /** @description `not_the_sender`, `role_required` */
        "403.not_the_sender.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "not_the_sender" | "role_required";
                };
            };
        };
        /** @description `role_required` */
        "403.role_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "role_required";
                };
            };
        };
        /** @description `member_not_found` */
        "404.member_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "member_not_found";
                };
            };
        };
        /** @description `member_not_found`, `room_not_found` */
        "404.member_not_found.room_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "member_not_found" | "room_not_found";
                };
            };
        };
        /** @description `message_not_found` */
        "404.message_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "message_not_found";
                };
            };
        };
        /** @description `notification_not_found` */
        "404.notification_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "notification_not_found";
                };
            };
        };
        /** @description `report_not_found`, `room_not_found` */
        "404.report_not_found.room_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "report_not_found" | "room_not_found";
                };
            };
        };
        /** @description `room_not_found` */
        "404.room_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "room_not_found";
                };
            };
        };
        /** @description `direct_room` */
        "409.direct_room": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "direct_room";
                };
            };
        };
        /** @description `direct_room`, `last_admin` */
        "409.direct_room.last_admin": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "direct_room" | "last_admin";
                };
            };
        };
        /** @description `direct_room`, `too_few_seats` */
        "409.direct_room.too_few_seats": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "direct_room" | "too_few_seats";
                };
            };
        };
        /** @description `direct_room`, `too_many_rooms` */
        "409.direct_room.too_many_rooms": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "direct_room" | "too_many_rooms";
                };
            };
        };
        /** @description `message_deleted` */
        "409.message_deleted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "message_deleted";
                };
            };
        };
        /** @description `message_deleted`, `too_many_pins` */
        "409.message_deleted.too_many_pins": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "message_deleted" | "too_many_pins";
                };
            };
        };
        /** @description `message_deleted`, `too_many_reactions` */
        "409.message_deleted.too_many_reactions": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "message_deleted" | "too_many_reactions";
                };
            };
        };
        /** @description `name_taken`, `names_from_login` */
        "409.name_taken.names_from_login": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "name_taken" | "names_from_login";
                };
            };
        };
        /** @description `room_exhausted`, `too_many_rooms` */
        "409.room_exhausted.too_many_rooms": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "room_exhausted" | "too_many_rooms";
                };
            };
        };
        /** @description `too_many_blocks` */
        "409.too_many_blocks": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "too_many_blocks";
                };
            };
        };
        /** @description `too_many_rooms` */
        "409.too_many_rooms": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "too_many_rooms";
                };
            };
        };
        /** @description `body_too_large` */
        "413.body_too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "body_too_large";
                };
            };
        };
        /** @description `body_too_large`, `upload_too_large` */
        "413.body_too_large.upload_too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "body_too_large" | "upload_too_large";
                };
            };
        };
        /** @description `rate_limited` */
        "429.rate_limited": {
            headers: {
                /** @description Seconds after which a retry may help */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited";
                };
            };
        };
        /** @description `rate_limited`, `slow_mode` */
        "429.rate_limited.slow_mode": {
            headers: {
                /** @description Seconds after which a retry may help */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited" | "slow_mode";
                };
            };
        };
        /** @description `internal` */
        "500.internal": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "internal";
                };
            };
        };
        /** @description `keys_unavailable`, `room_busy`, `store_unavailable` */
        "503.keys_unavailable.room_busy.store_unavailable": {
            headers: {
                /** @description Seconds after which a retry may help */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "keys_unavailable" | "room_busy" | "store_unavailable";
                };
            };
        };
        /** @description `keys_unavailable`, `store_unavailable` */
        "503.keys_unavailable.store_unavailable": {
            headers: {
                /** @description Seconds after which a retry may help */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    code?: "keys_unavailable" | "store_unavailable";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    asyncapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description AsyncAPI 3.0 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            500: components["responses"]["500.internal"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    update_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamesChange"];
            };
        };
        responses: {
            /** @description The caller, with the names from now on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            409: components["responses"]["409.name_taken.names_from_login"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    list_blocks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The blocks, at most 1,000 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Block"][];
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    block_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A user's id */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockChange"];
            };
        };
        responses: {
            /** @description The block */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockState"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            404: components["responses"]["404.member_not_found"];
            409: components["responses"]["409.too_many_blocks"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    get_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageView"];
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            404: components["responses"]["404.message_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    edit_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageEdit"];
            };
        };
        responses: {
            /** @description The message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageView"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.blocked.muted.not_a_member.not_the_sender.role_required"];
            404: components["responses"]["404.message_not_found"];
            409: components["responses"]["409.message_deleted"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    delete_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 消息已删除 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "消息已删除";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.not_the_sender.role_required"];
            404: components["responses"]["404.message_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    pin_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PinChange"];
            };
        };
        responses: {
            /** @description The pins of the room */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinnedMessages"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.blocked.not_a_member.role_required"];
            404: components["responses"]["404.message_not_found"];
            409: components["responses"]["409.message_deleted.too_many_pins"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    react: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReactionChange"];
            };
        };
        responses: {
            /** @description The reactions to the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reactions"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.blocked.muted.not_a_member.role_required"];
            404: components["responses"]["404.message_not_found"];
            409: components["responses"]["409.message_deleted.too_many_reactions"];
            413: components["responses"]["413.body_too_large"];
            429: components["responses"]["429.rate_limited"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    read_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 消息已标记为已读 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "消息已标记为已读";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.not_a_member.role_required"];
            404: components["responses"]["404.message_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    report_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReport"];
            };
        };
        responses: {
            /** @description 举报已提交 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "举报已提交";
                    };
                };
            };
            /** @description 举报已提交 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "举报已提交";
                    };
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            404: components["responses"]["404.message_not_found"];
            409: components["responses"]["409.message_deleted"];
            413: components["responses"]["413.body_too_large"];
            429: components["responses"]["429.rate_limited"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    get_thread: {
        parameters: {
            query?: {
                /** @description Later replies than this message, oldest first */
                after?: number;
                /** @description Earlier replies than this message, newest first */
                before?: number;
                /** @description Most items to answer */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the thread */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Thread"];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            404: components["responses"]["404.message_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    mark_unread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message's id */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 消息已标记为未读 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "消息已标记为未读";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.not_a_member.role_required"];
            404: components["responses"]["404.message_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                /** @description The start of the page: the `X-Next-Cursor` of the previous page */
                cursor?: string;
                /** @description Most items to answer */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notifications */
            200: {
                headers: {
                    /** @description The `cursor` of the next page; absent on the last page */
                    "X-Next-Cursor"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationView"][];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    read_notification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A notification's id */
                notification_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 通知已标记为已读 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "通知已标记为已读";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            404: components["responses"]["404.notification_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    read_all_notifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 通知已标记为已读 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "通知已标记为已读";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            500: components["responses"]["500.internal"];
        };
    };
    list_rooms: {
        parameters: {
            query?: {
                /** @description The start of the page: the `X-Next-Cursor` of the previous page */
                cursor?: string;
                /** @description Most items to answer */
                limit?: number;
                /** @description `mine`: rooms one belongs to or is invited to; `public`: public rooms one neither belongs nor is invited to; `direct`: one's direct rooms; unset: the first two */
                scope?: "mine" | "public" | "direct";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rooms */
            200: {
                headers: {
                    /** @description The `cursor` of the next page; absent on the last page */
                    "X-Next-Cursor"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomListItem"][];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    create_room: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRoom"];
            };
        };
        responses: {
            /** @description The room */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewRoomView"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            409: components["responses"]["409.too_many_rooms"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    get_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomDetail"];
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    update_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoomChange"];
            };
        };
        responses: {
            /** @description The room */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomDetail"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            409: components["responses"]["409.direct_room.too_few_seats"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    invite_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description 邀请已发送 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "邀请已发送";
                    };
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.banned.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            409: components["responses"]["409.direct_room"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    join_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功加入房间 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "成功加入房间";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.banned.role_required.room_full"];
            404: components["responses"]["404.room_not_found"];
            409: components["responses"]["409.direct_room.too_many_rooms"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    leave_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功离开房间 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "成功离开房间";
                    };
                };
            };
            400: components["responses"]["400.not_in_room"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    get_standing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller's standing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    update_standing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StandingChange"];
            };
        };
        responses: {
            /** @description The caller's standing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description `true`: the banned, for admins */
                banned?: "true" | "false";
                /** @description The start of the page: the `X-Next-Cursor` of the previous page */
                cursor?: string;
                /** @description At most 100 ids of users, with commas: their entries, also of who has left */
                ids?: string;
                /** @description Most items to answer */
                limit?: number;
                /** @description Only usernames that begin so, in any case */
                prefix?: string;
            };
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members */
            200: {
                headers: {
                    /** @description The `cursor` of the next page; absent on the last page */
                    "X-Next-Cursor"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"][];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.banned.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
                /** @description A user's id */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成员已移除 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "成员已移除";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.not_a_member.role_required"];
            404: components["responses"]["404.member_not_found.room_not_found"];
            409: components["responses"]["409.direct_room.last_admin"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    update_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
                /** @description A user's id */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description The member */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.not_a_member.role_required"];
            404: components["responses"]["404.member_not_found.room_not_found"];
            409: components["responses"]["409.direct_room.last_admin"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    list_messages: {
        parameters: {
            query?: {
                /** @description Later ones than this, oldest first; 0: from the start */
                after?: number;
                /** @description This one and those around it, oldest first */
                around?: number;
                /** @description Earlier ones than this, newest first */
                before?: number;
                /** @description Messages with `after`, `before` or `around` */
                limit?: number;
                /** @description A numbered page: 1 is the newest; newest first */
                page?: number;
                /** @description Messages of a numbered page */
                page_size?: number;
            };
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the history */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.banned.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    send_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description The message that was sent before under this `client_message_id` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageView"];
                };
            };
            /** @description The message */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageView"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.invalid_reply_to.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.banned.blocked.muted.not_a_member.role_required.room_full"];
            404: components["responses"]["404.room_not_found"];
            409: components["responses"]["409.room_exhausted.too_many_rooms"];
            413: components["responses"]["413.body_too_large"];
            429: components["responses"]["429.rate_limited.slow_mode"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.room_busy.store_unavailable"];
        };
    };
    list_pins: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pins, at most 50 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pins"];
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.banned.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    read_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 消息已标记为已读 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "消息已标记为已读";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    list_reports: {
        parameters: {
            query?: {
                /** @description The start of the page: the `X-Next-Cursor` of the previous page */
                cursor?: string;
                /** @description Most items to answer */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reports */
            200: {
                headers: {
                    /** @description The `cursor` of the next page; absent on the last page */
                    "X-Next-Cursor"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"][];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    delete_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A report's id */
                report_id: number;
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 举报已处理 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message: "举报已处理";
                    };
                };
            };
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.admin_required.not_a_member.role_required"];
            404: components["responses"]["404.report_not_found.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    search_room: {
        parameters: {
            query?: {
                /** @description The start of this part: the `next` of the part before it */
                cursor?: string;
                /** @description Only messages of this `message_type` */
                has?: "image" | "file";
                /** @description Most items to answer */
                limit?: number;
                /** @description Up to 10 words in 1 to 200 characters, which all occur in the text or the file's name; words between double quotes stay together. Not needed beside `sender_id` or `has` */
                q?: string;
                /** @description Only messages of this user */
                sender_id?: number;
            };
            header?: never;
            path: {
                /** @description A room's id */
                room_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the messages that were found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.banned.not_a_member.role_required"];
            404: components["responses"]["404.room_not_found"];
            413: components["responses"]["413.body_too_large"];
            429: components["responses"]["429.rate_limited"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    open_direct_room: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DirectRoom"];
            };
        };
        responses: {
            /** @description The room, which was there before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomDetail"];
                };
            };
            /** @description The room, which was made now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomDetail"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large"];
            429: components["responses"]["429.rate_limited"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    search_messages: {
        parameters: {
            query?: {
                /** @description The start of this part: the `next` of the part before it */
                cursor?: string;
                /** @description Only messages of this `message_type` */
                has?: "image" | "file";
                /** @description Most items to answer */
                limit?: number;
                /** @description Up to 10 words in 1 to 200 characters, which all occur in the text or the file's name; words between double quotes stay together. Not needed beside `sender_id` or `has` */
                q?: string;
                /** @description Only messages of this user */
                sender_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the messages that were found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            400: components["responses"]["400.invalid_query"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large"];
            429: components["responses"]["429.rate_limited"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
    upload_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUpload"];
            };
        };
        responses: {
            /** @description Where to put the file, and where it is read afterwards */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["400.invalid_field.invalid_json.json_too_deep"];
            401: components["responses"]["401.token_algorithm.token_audience.token_encrypted.token_expired.token_issuer.token_key.token_kind.token_malformed.token_missing.token_not_yet_valid.token_signature.token_user"];
            403: components["responses"]["403.role_required"];
            413: components["responses"]["413.body_too_large.upload_too_large"];
            429: components["responses"]["429.rate_limited"];
            500: components["responses"]["500.internal"];
            503: components["responses"]["503.keys_unavailable.store_unavailable"];
        };
    };
}
