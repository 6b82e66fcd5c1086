/* Made by scripts/types.mjs; do not edit. */

/* Limits of the server. `_CHARS` counts Unicode code points, `_MS` milliseconds; `…_PAGE_MAX` is the
   largest `limit` of a list. */
export const ACTIVITY_MEMBERS = 100;
export const ANNOUNCE_INTERVAL_MS = 5000;
export const ANNOUNCED_CONNECTIONS = 100;
export const BATCH_MAX_BYTES = 32768;
export const BLOCKS_MAX = 1000;
export const BODY_MAX_BYTES = 262144;
export const CLIENT_MESSAGE_ID_CHARS = 64;
export const CONNECTIONS_PER_USER_AND_ROOM = 10;
export const CONTENT_CHARS = 4000;
export const DESCRIPTION_CHARS = 300;
export const DIRECT_ROOMS_PER_DAY = 50;
export const EMOJI_CHARS = 32;
export const EMOJI_NAME_CHARS = 32;
export const EXCERPT_CHARS = 100;
export const FILE_NAME_CHARS = 255;
export const FILE_URL_CHARS = 2048;
export const FRAME_MAX_BYTES = 32768;
export const ID_MAX = 9007199254740991;
export const IDEMPOTENCY_MS = 86400000;
export const JSON_DEPTH_MAX = 32;
export const MAX_MEMBERS_DEFAULT = 50;
export const MAX_MEMBERS_MAX = 100000;
export const MAX_MEMBERS_MIN = 2;
export const MEDIA_TYPE_CHARS = 255;
export const MEMBERS_BY_ID_MAX = 100;
export const MEMBERS_PAGE_MAX = 1000;
export const MEMBERS_SHOWN = 100;
export const MENTIONS_MAX = 20;
export const MESSAGES_PAGE_MAX = 100;
export const NOTIFICATIONS_PAGE_MAX = 100;
export const NOTIFIED_MESSAGES = 100;
export const ONLINE_SHOWN = 100;
export const PINS_MAX = 50;
export const PONG_ROOMS = 20;
export const RATE_WINDOW_MS = 10000;
export const REACTION_USERS = 50;
export const REACTION_USERS_LIVE = 10;
export const REACTIONS_MAX = 20;
export const REACTORS_MAX = 1000;
export const READ_SHOWN_TO_ALL_MEMBERS = 8;
export const REPEAT_WAIT_MS = 3000;
export const REPLAY_MAX = 100;
export const REPORT_DAYS = 90;
export const REPORT_REASON_CHARS = 500;
export const REPORTS_PAGE_MAX = 100;
export const REPORTS_PER_HOUR = 60;
export const ROOM_ID_MAX = 33554431;
export const ROOM_NAME_CHARS = 100;
export const ROOMS_PAGE_MAX = 200;
export const ROOMS_PER_USER = 1000;
export const SEARCH_CHARS = 200;
export const SEARCH_PAGE_MAX = 50;
export const SEARCH_WORDS = 10;
export const SEARCHED_MESSAGES = 5000;
export const SEARCHES_PER_MINUTE = 30;
export const SEQ_MAX = 134217727;
export const SLOW_MODE_MAX_S = 21600;
export const SUBJECT_CHARS = 255;
export const SUBSCRIPTIONS_MAX = 100;
export const TOKEN_MAX_BYTES = 16384;
export const UPLOAD_VALID_S = 900;
export const UPLOADS_PER_HOUR = 60;
export const USER_NAME_CHARS = 150;
export const USER_SOCKETS = 10;

/* Texts that the server puts in place of a client's. */
export const DELETED_MESSAGE_TEXT = "[消息已删除]";

/** The stable codes of all refusals. */
export type RefusalCode =
  | "invalid_json"
  | "json_too_deep"
  | "invalid_field"
  | "invalid_query"
  | "invalid_reply_to"
  | "not_in_room"
  | "upgrade_required"
  | "unknown_frame"
  | "room_required"
  | "not_subscribed"
  | "binary_frame"
  | "token_missing"
  | "token_malformed"
  | "token_encrypted"
  | "token_algorithm"
  | "token_key"
  | "token_signature"
  | "token_issuer"
  | "token_audience"
  | "token_kind"
  | "token_user"
  | "token_expired"
  | "token_not_yet_valid"
  | "other_user"
  | "role_required"
  | "origin_not_allowed"
  | "not_a_member"
  | "admin_required"
  | "not_the_sender"
  | "guest_not_allowed"
  | "upload_not_allowed"
  | "muted"
  | "blocked"
  | "banned"
  | "room_full"
  | "room_not_found"
  | "message_not_found"
  | "notification_not_found"
  | "report_not_found"
  | "member_not_found"
  | "file_not_found"
  | "route_not_found"
  | "method_not_allowed"
  | "message_deleted"
  | "too_many_reactions"
  | "too_many_pins"
  | "already_subscribed"
  | "too_many_subscriptions"
  | "direct_room"
  | "last_admin"
  | "names_from_login"
  | "name_taken"
  | "too_many_rooms"
  | "too_many_blocks"
  | "too_few_seats"
  | "room_exhausted"
  | "file_exists"
  | "body_too_large"
  | "upload_too_large"
  | "frame_too_large"
  | "slow_mode"
  | "rate_limited"
  | "internal"
  | "room_busy"
  | "keys_unavailable"
  | "store_unavailable";
