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
  const post = (path: string, body?: object) => request("POST", path, body);
  const patch = (path: string, body: object) => request("PATCH", path, body);
  return {
    getMe: (): Answer<"get_me"> => get("me/"),
    updateMe: (names: NamesChange): Answer<"update_me"> => patch("me/", names),
    listRooms: (query?: Query<"list_rooms">): Answer<"list_rooms"> => get("rooms/", query),
    createRoom: (body: RoomBody): Answer<"create_room"> => post("rooms/", body),
    getRoom: (id: number): Answer<"get_room"> => get(`rooms/${id}/`),
    getStanding: (id: number): Answer<"get_standing"> => get(`rooms/${id}/me/`),
    updateRoom: (id: number, change: RoomChange): Answer<"update_room"> => patch(`rooms/${id}/`, change),
    joinRoom: (id: number): Answer<"join_room"> => post(`rooms/${id}/join/`),
    leaveRoom: (id: number): Answer<"leave_room"> => post(`rooms/${id}/leave/`),
    inviteUser: (id: number, user_id: number): Answer<"invite_user"> =>
      post(`rooms/${id}/invite/`, { user_id }),
    readRoom: (id: number): Answer<"read_room"> => post(`rooms/${id}/read/`),
    listMembers: (id: number, query?: MemberQuery): Answer<"list_members"> =>
      get(`rooms/${id}/members/`, query),
    updateMember: (id: number, user: number, change: MemberChange): Answer<"update_member"> =>
      patch(`rooms/${id}/members/${user}/`, change),
    removeMember: (id: number, user: number): Answer<"remove_member"> =>
      request("DELETE", `rooms/${id}/members/${user}/`),
    listMessages: (id: number, query?: MessageQuery): Answer<"list_messages"> =>
      get(`rooms/${id}/messages/`, query),
    sendMessage: (id: number, body: MessageBody): Answer<"send_message"> =>
      post(`rooms/${id}/messages/`, body),
    getMessage: (id: number): Answer<"get_message"> => get(`messages/${id}/`),
    editMessage: (id: number, content: string): Answer<"edit_message"> =>
      patch(`messages/${id}/`, { content }),
    readMessage: (id: number): Answer<"read_message"> => post(`messages/${id}/read/`),
    deleteMessage: (id: number): Answer<"delete_message"> => request("DELETE", `messages/${id}/delete/`),
    listNotifications: (query?: Query<"list_notifications">): Answer<"list_notifications"> =>
      get("notifications/", query),
    readNotification: (id: number): Answer<"read_notification"> => post(`notifications/${id}/read/`),
    readAllNotifications: (): Answer<"read_all_notifications"> => post("notifications/read-all/"),
    uploadFile: (file: UploadBody): Answer<"upload_file"> => post("uploads/", file),
  };
}
