import type { Request } from "./transport/request.js";
import type { RestCalls } from "./types/rest.js";

/** Every operation of the REST API by its method and path. */
export function createRest(request: Request): RestCalls {
  const get = (path: string, query?: object) => request("GET", path, undefined, query);
  return {
    getMe: () => get("me/"),
    listRooms: (query) => get("rooms/", query),
    createRoom: (body) => request("POST", "rooms/", body),
    getRoom: (id) => get(`rooms/${id}/`),
    updateRoom: (id, change) => request("PATCH", `rooms/${id}/`, change),
    joinRoom: (id) => request("POST", `rooms/${id}/join/`),
    leaveRoom: (id) => request("POST", `rooms/${id}/leave/`),
    inviteUser: (id, user_id) => request("POST", `rooms/${id}/invite/`, { user_id }),
    readRoom: (id) => request("POST", `rooms/${id}/read/`),
    listMembers: (id, query) => get(`rooms/${id}/members/`, query),
    updateMember: (id, user, change) => request("PATCH", `rooms/${id}/members/${user}/`, change),
    removeMember: (id, user) => request("DELETE", `rooms/${id}/members/${user}/`),
    listMessages: (id, query) => get(`rooms/${id}/messages/`, query),
    sendMessage: (id, body) => request("POST", `rooms/${id}/messages/`, body),
    getMessage: (id) => get(`messages/${id}/`),
    editMessage: (id, content) => request("PATCH", `messages/${id}/`, { content }),
    readMessage: (id) => request("POST", `messages/${id}/read/`),
    deleteMessage: (id) => request("DELETE", `messages/${id}/delete/`),
    listNotifications: (query) => get("notifications/", query),
    readNotification: (id) => request("POST", `notifications/${id}/read/`),
    readAllNotifications: () => request("POST", "notifications/read-all/"),
    uploadFile: (file) => request("POST", "uploads/", file),
  };
}
