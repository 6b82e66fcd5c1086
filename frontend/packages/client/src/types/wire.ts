/** What travels: bodies of the REST API and frames of the WebSocket, as the API documents say. */
import type { ClientFrame, ClosedReason, LiveMessage, ServerFrame } from "../generated/frames.js";
import type { components } from "../generated/rest.js";

type Schemas = components["schemas"];

/** Somebody. Id 0 is a guest. */
export type User = Schemas["User"];
/** The caller; `unread_total` as of when it was read. */
export type Me = Schemas["Me"];
/** Names that the caller chooses; an absent one stays. */
export type NamesChange = Schemas["NamesChange"];
/** Who may see and enter a room. */
export type RoomType = Schemas["RoomType"];
/** What a member may do in a room. */
export type Role = Schemas["Role"];
/** What a message holds. */
export type MessageType = Schemas["MessageType"];
/** The newest message as a room list shows it: at most 100 characters, the sender's username. */
export type LastMessage = Schemas["LastMessage"];
/** One line of the room list. */
export type RoomListItem = Schemas["RoomListItem"];
/** A room as its creator gets it. */
export type NewRoom = Schemas["NewRoomView"];
/** A room without what depends on the caller. */
export type RoomSummary = Schemas["RoomSummary"];
/** A room in detail; `members` holds at most the first 100. */
export type RoomDetail = Schemas["RoomDetail"];
/** One line of the member list; `id` is the user's. */
export type Member = Schemas["MemberView"];
/** What a room's admin may change of a member. */
export type MemberChange = Schemas["MemberChange"];
/** What a room's admin may change. */
export type RoomChange = Schemas["RoomChange"];
/** The user's own standing in a room; the newest `updated_at` wins. */
export type Standing = Schemas["Standing"];
/** Which notifications the user wants of a room. */
export type Notify = Schemas["Notify"];
/** What a member may choose in a room. */
export type StandingChange = Schemas["StandingChange"];
/** A room to create. */
export type RoomBody = Schemas["NewRoom"];
/** A message as REST answers it. */
export type RestMessage = Schemas["MessageView"];
/** What REST answers and frames have in common of a message. `seq` numbers a room's messages 1, 2, 3, … */
export type Message = Omit<RestMessage, "room">;
/** One emoji under a message; `me` says in a timeline whether the user is among its users. */
export type Reaction = Schemas["Reaction"];
/** A page of messages; `page` is null and `has_more` there for windows by message id. */
export type MessagePage = Schemas["MessageEnvelope"];
/** A message to be sent. */
export type MessageBody = Schemas["NewMessage"];
/** A report of a message as a room's admins see it: the message as it was, without who reported it. */
export type Report = Schemas["Report"];
/** A notification of the user. */
export type Notification = Schemas["NotificationView"];
/** What a notification tells of. */
export type NotificationType = Schemas["NotificationType"];
/** Where to put a file, and where it can be read afterwards. */
export type UploadTicket = Schemas["Upload"];
/** A file to upload. */
export type UploadBody = Schemas["NewUpload"];

/** What tells of a member: joined, left, has another role or mute. */
export type MemberFrame = Extract<ServerFrame, { type: `member_${string}` }>;

export type { ClientFrame, ClosedReason, LiveMessage, ServerFrame };
