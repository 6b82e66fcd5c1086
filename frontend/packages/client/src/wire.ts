/** What travels: bodies of the REST API and frames of the WebSocket. */

/** Somebody. Id 0 is a guest. */
export interface User {
  id: number;
  username: string;
  first_name: string;
  last_name: string;
}

export type RoomType = "public" | "private" | "group";
export type Role = "admin" | "member";
export type MessageType = "text" | "image" | "file" | "system";

/** The newest message as a room list shows it: at most 100 characters, the sender's username. */
export interface LastMessage {
  id: number;
  content: string;
  sender: string;
  created_at: string;
}

/** One line of the room list. */
export interface RoomListItem {
  id: number;
  name: string;
  description: string;
  room_type: RoomType;
  created_by: User;
  member_count: number;
  last_message: LastMessage | null;
  created_at: string;
  unread_count: number;
  is_member: boolean;
}

/** A room as its creator gets it. */
export interface NewRoom {
  id: number;
  name: string;
  description: string;
  room_type: RoomType;
  created_by: User;
  member_count: number;
  is_active: boolean;
  max_members: number;
  created_at: string;
}

/** A room without what depends on the caller. */
export interface RoomSummary extends NewRoom {
  updated_at: string;
}

/** A room in detail; `members` holds at most the first 100. */
export interface RoomDetail extends RoomSummary {
  members: User[];
  unread_count: number;
  is_member: boolean;
  last_read_message_id: number | null;
}

export interface RoomRef {
  id: number;
  name: string;
}

/** One line of the member list; `id` is the user's. */
export interface Member {
  id: number;
  room: RoomRef;
  user: User;
  role: Role;
  joined_at: string;
  last_read_at: string | null;
  is_muted: boolean;
  is_banned: boolean;
  is_online: boolean;
}

/** What REST answers and frames have in common of a message. `seq` numbers the room's messages 1, 2, 3, … */
export interface Message {
  id: number;
  seq: number;
  sender: User;
  message_type: MessageType;
  content: string;
  file_url: string | null;
  file_name: string | null;
  file_size: number | null;
  is_edited: boolean;
  is_deleted: boolean;
  reply_to: number | null;
  created_at: string;
  updated_at: string;
  /** Only on one's own messages. */
  client_message_id?: string;
}

export interface RestMessage extends Message {
  room: RoomRef;
}

export interface LiveMessage extends Message {
  room_id: number;
  timestamp: string;
}

/** A page of messages; `page` is null and `has_more` there for windows by message id. */
export interface MessagePage {
  messages: RestMessage[];
  page: number | null;
  page_size: number;
  total: number;
  has_more?: boolean;
}

export type NotificationType = "message" | "mention" | "room_invite" | "system";

export interface Notification {
  id: number;
  notification_type: NotificationType;
  title: string;
  content: string;
  room: RoomSummary;
  message: { id: number; content: string; message_type: MessageType; created_at: string } | null;
  is_read: boolean;
  created_at: string;
}

/** The caller. */
export interface Me extends User {
  unread_total: number;
}

/** Where to put a file, and where it can be read afterwards. */
export interface UploadTicket {
  upload_url: string;
  method: string;
  headers: Record<string, string>;
  file_url: string;
}

/** A message to be sent. */
export interface MessageBody {
  content?: string;
  message_type?: MessageType;
  file_url?: string;
  file_name?: string;
  file_size?: number;
  reply_to?: number | null;
  client_message_id?: string;
}

export interface RoomBody {
  name: string;
  description?: string;
  room_type: RoomType;
  max_members?: number;
}

/** What a room's admin may change. */
export interface RoomChange {
  name?: string;
  description?: string;
  max_members?: number;
}

/** What a room's admin may change of a member. */
export interface MemberChange {
  role?: Role;
  is_muted?: boolean;
  is_banned?: boolean;
}

export type ClosedReason = "left" | "removed" | "banned" | "expired" | "replaced" | "room_closed";

/** A frame from the server. */
export type ServerFrame =
  | {
      type: "connection_established";
      message: string;
      user: User;
      room_id?: number;
      last_message_id?: number | null;
      last_seq?: number;
      online_user_ids?: number[];
    }
  | { type: "live"; last_seq?: number }
  | { type: "replay_truncated"; after: number }
  | { type: "chat_message"; message: LiveMessage; replayed?: boolean }
  | { type: "message_updated"; message: LiveMessage }
  | { type: "message_deleted"; room_id: number; message_id: number; seq: number }
  | { type: "typing"; user: User; is_typing: boolean }
  | { type: "user_join" | "user_leave" | "member_joined" | "member_left"; user: User }
  | { type: "room_updated"; room: RoomSummary }
  | { type: "read"; user: User; message_id: number }
  | { type: "notification"; notification: Notification }
  | { type: "pong"; last_seq?: number }
  | { type: "error"; message: string; code: string; client_message_id?: string; retry_after?: number }
  | { type: "closed"; reason: ClosedReason };

/** A frame to the server. */
export type ClientFrame =
  | ({ type: "chat_message" } & MessageBody)
  | { type: "typing"; is_typing: boolean }
  | { type: "user_join" }
  | { type: "user_leave" }
  | { type: "read"; message_id: number }
  | { type: "ping" };
