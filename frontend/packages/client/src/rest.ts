import type { Answer, MessageQuery, Query, Request } from "./types/rest.js";
import type {
  MemberChange,
  MessageBody,
  NamesChange,
  RoomBody,
  RoomChange,
  UploadBody,
} from "./types/wire.js";

type MemberQuery = Omit<Query<"list_members">, "banned"> & { banned?: boolean };

/** Every operation of the REST API. All promises reject with `ChatError`. */
export type RestCalls = ReturnType<typeof createRest>;

/** Makes every operation of the REST API by its method and path. */
export function createRest(request: Request) {
  const get = (path: string, query?: object) => request("GET", path, undefined, query);
  return {
    getMe: (): Answer<"get_me"> => get("me/"),
    updateMe: (names: NamesChange): Answer<"update_me"> => request("PATCH", "me/", names),
    listRooms: (query?: Query<"list_rooms">): Answer<"list_rooms"> => get("rooms/", query),
    createRoom: (body: RoomBody): Answer<"create_room"> => request("POST", "rooms/", body),
    getRoom: (id: number): Answer<"get_room"> => get(`rooms/${id}/`),
    getStanding: (id: number): Answer<"get_standing"> => get(`rooms/${id}/me/`),
    updateRoom: (id: number, change: RoomChange): Answer<"update_room"> =>
      request("PATCH", `rooms/${id}/`, change),
    joinRoom: (id: number): Answer<"join_room"> => request("POST", `rooms/${id}/join/`),
    leaveRoom: (id: number): Answer<"leave_room"> => request("POST", `rooms/${id}/leave/`),
    inviteUser: (id: number, user_id: number): Answer<"invite_user"> =>
      request("POST", `rooms/${id}/invite/`, { user_id }),
    readRoom: (id: number): Answer<"read_room"> => request("POST", `rooms/${id}/read/`),
    listMembers: (id: number, query?: MemberQuery): Answer<"list_members"> =>
      get(`rooms/${id}/members/`, query),
    updateMember: (id: number, user: number, change: MemberChange): Answer<"update_member"> =>
      request("PATCH", `rooms/${id}/members/${user}/`, change),
    removeMember: (id: number, user: number): Answer<"remove_member"> =>
      request("DELETE", `rooms/${id}/members/${user}/`),
    listMessages: (id: number, query?: MessageQuery): Answer<"list_messages"> =>
      get(`rooms/${id}/messages/`, query),
    sendMessage: (id: number, body: MessageBody): Answer<"send_message"> =>
      request("POST", `rooms/${id}/messages/`, body),
    getMessage: (id: number): Answer<"get_message"> => get(`messages/${id}/`),
    editMessage: (id: number, content: string): Answer<"edit_message"> =>
      request("PATCH", `messages/${id}/`, { content }),
    readMessage: (id: number): Answer<"read_message"> => request("POST", `messages/${id}/read/`),
    deleteMessage: (id: number): Answer<"delete_message"> => request("DELETE", `messages/${id}/delete/`),
    listNotifications: (query?: Query<"list_notifications">): Answer<"list_notifications"> =>
      get("notifications/", query),
    readNotification: (id: number): Answer<"read_notification"> =>
      request("POST", `notifications/${id}/read/`),
    readAllNotifications: (): Answer<"read_all_notifications"> => request("POST", "notifications/read-all/"),
    uploadFile: (file: UploadBody): Answer<"upload_file"> => request("POST", "uploads/", file),
  };
}
