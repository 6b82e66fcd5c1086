import type { operations } from "../generated/rest.js";
import type { MemberChange, MessageBody, RoomBody, RoomChange, UploadBody } from "./wire.js";

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** The cursor of the next page; null on the last page. */
  next: string | null;
}

/** Which messages of a room to read: a page by number, or the messages after, before or around a message. */
export type MessageQuery =
  | { page?: number; page_size?: number }
  | { after: number; limit?: number }
  | { before: number; limit?: number }
  | { around: number; limit?: number };

type Operation = keyof operations;

type Success<Responses> = Responses extends { 200: infer R } | { 201: infer R }
  ? R extends { content: { "application/json": infer Body } }
    ? Body
    : never
  : never;

/** The promise of an operation's answer, as the API document describes it; an array comes as a `Page`. */
export type Answer<Name extends Operation> = Promise<
  Success<operations[Name]["responses"]> extends (infer Item)[]
    ? Page<Item>
    : Success<operations[Name]["responses"]>
>;

/** The query parameters of an operation. */
type Query<Name extends Operation> = NonNullable<operations[Name]["parameters"]["query"]>;

/** Every operation of the REST API. All promises reject with `ChatError`. */
export interface RestCalls {
  getMe(): Answer<"get_me">;
  listRooms(query?: Query<"list_rooms">): Answer<"list_rooms">;
  createRoom(body: RoomBody): Answer<"create_room">;
  getRoom(id: number): Answer<"get_room">;
  updateRoom(id: number, change: RoomChange): Answer<"update_room">;
  joinRoom(id: number): Answer<"join_room">;
  leaveRoom(id: number): Answer<"leave_room">;
  inviteUser(id: number, userId: number): Answer<"invite_user">;
  readRoom(id: number): Answer<"read_room">;
  listMembers(
    id: number,
    query?: Omit<Query<"list_members">, "banned"> & { banned?: boolean },
  ): Answer<"list_members">;
  updateMember(id: number, userId: number, change: MemberChange): Answer<"update_member">;
  removeMember(id: number, userId: number): Answer<"remove_member">;
  listMessages(id: number, query?: MessageQuery): Answer<"list_messages">;
  sendMessage(id: number, body: MessageBody): Answer<"send_message">;
  getMessage(id: number): Answer<"get_message">;
  editMessage(id: number, content: string): Answer<"edit_message">;
  readMessage(id: number): Answer<"read_message">;
  deleteMessage(id: number): Answer<"delete_message">;
  listNotifications(query?: Query<"list_notifications">): Answer<"list_notifications">;
  readNotification(id: number): Answer<"read_notification">;
  readAllNotifications(): Answer<"read_all_notifications">;
  uploadFile(file: UploadBody): Answer<"upload_file">;
}
