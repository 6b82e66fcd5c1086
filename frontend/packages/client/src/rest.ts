import type { Answer, MessageQuery, Query, Request } from "./types/rest.js";
import type {
  MemberChange,
  MessageBody,
  NamesChange,
  RoomBody,
  RoomChange,
  StandingChange,
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
  const put = (path: string, body: object) => request("PUT", path, body);
  const remove = (path: string) => request("DELETE", path);
  return {
    getMe: (): Answer<"get_me"> => get("me/"),
    updateMe: (names: NamesChange): Answer<"update_me"> => patch("me/", names),
    blockUser: (user: number, on: boolean): Answer<"block_user"> => put(`me/blocks/${user}/`, { on }),
    listBlocks: (): Answer<"list_blocks"> => get("me/blocks/"),
    listRooms: (query?: Query<"list_rooms">): Answer<"list_rooms"> => get("rooms/", query),
    createRoom: (body: RoomBody): Answer<"create_room"> => post("rooms/", body),
    openDirectRoom: (user_id: number): Answer<"open_direct_room"> => post("rooms/direct/", { user_id }),
    getRoom: (id: number): Answer<"get_room"> => get(`rooms/${id}/`),
    getStanding: (id: number): Answer<"get_standing"> => get(`rooms/${id}/me/`),
    updateStanding: (id: number, change: StandingChange): Answer<"update_standing"> =>
      patch(`rooms/${id}/me/`, change),
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
      remove(`rooms/${id}/members/${user}/`),
    listMessages: (id: number, query?: MessageQuery): Answer<"list_messages"> =>
      get(`rooms/${id}/messages/`, query),
    searchRoom: (id: number, query: Query<"search_room">): Answer<"search_room"> =>
      get(`rooms/${id}/search/`, query),
    searchMessages: (query: Query<"search_messages">): Answer<"search_messages"> => get("search/", query),
    sendMessage: (id: number, body: MessageBody): Answer<"send_message"> =>
      post(`rooms/${id}/messages/`, body),
    getMessage: (id: number): Answer<"get_message"> => get(`messages/${id}/`),
    editMessage: (id: number, content: string): Answer<"edit_message"> =>
      patch(`messages/${id}/`, { content }),
    react: (id: number, emoji: string, on: boolean): Answer<"react"> =>
      put(`messages/${id}/reactions/`, { emoji, on }),
    getThread: (id: number, query?: Query<"get_thread">): Answer<"get_thread"> =>
      get(`messages/${id}/thread/`, query),
    pinMessage: (id: number, on: boolean): Answer<"pin_message"> => put(`messages/${id}/pin/`, { on }),
    listPins: (id: number): Answer<"list_pins"> => get(`rooms/${id}/pins/`),
    readMessage: (id: number): Answer<"read_message"> => post(`messages/${id}/read/`),
    markUnread: (id: number): Answer<"mark_unread"> => post(`messages/${id}/unread/`),
    reportMessage: (id: number, reason: string): Answer<"report_message"> =>
      post(`messages/${id}/report/`, { reason }),
    listReports: (id: number, query?: Query<"list_reports">): Answer<"list_reports"> =>
      get(`rooms/${id}/reports/`, query),
    deleteReport: (id: number, report: number): Answer<"delete_report"> =>
      remove(`rooms/${id}/reports/${report}/`),
    deleteMessage: (id: number): Answer<"delete_message"> => remove(`messages/${id}/delete/`),
    listNotifications: (query?: Query<"list_notifications">): Answer<"list_notifications"> =>
      get("notifications/", query),
    readNotification: (id: number): Answer<"read_notification"> => post(`notifications/${id}/read/`),
    readAllNotifications: (): Answer<"read_all_notifications"> => post("notifications/read-all/"),
    uploadFile: (file: UploadBody): Answer<"upload_file"> => post("uploads/", file),
  };
}
