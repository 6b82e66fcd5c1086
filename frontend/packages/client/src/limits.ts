/**
 * The times and numbers that the client keeps to. They are literals in a module without imports, so that
 * bundlers put them where they are used.
 */

/** A connection that lived this long after its greeting was a success. */
export const HEALTHY_MS = 5_000;
/** How long a connection may take until it is live. */
export const GREETING_MS = 15_000;
/** A connection without a word for 10 minutes is ended. */
export const PING_EVERY_MS = 300_000;
/** Without an answer within this time a connection is dead. */
export const PONG_WITHIN_MS = 5_000;
/** The server ends connections after 2 hours: they are replaced after 1 h 50 min, give or take 5. */
export const ROLL_OVER_MS = 6_600_000;
/** Either way. */
export const ROLL_OVER_SPREAD_MS = 300_000;
/** How long the old connection is still read after a roll-over. */
export const OVERLAP_MS = 2_000;
/** Once the page is seen again or online, the next attempt comes within this time. */
export const WAKE_WITHIN_MS = 1_000;

/** The first waiting is anything up to this, each further one up to twice as long. */
export const BACK_OFF_FIRST_MS = 500;
/** But no more than this. */
export const BACK_OFF_MOST_MS = 30_000;

/** A token is replaced this long before it expires, but not before four fifths of its life. */
export const TOKEN_MARGIN_S = 60;
/** How long a token lives that does not say so. */
export const TOKEN_LIFE_S = 300;

/** How long an answer may take. */
export const ANSWER_WITHIN_MS = 20_000;

/** Messages read at once when a room is opened, or scrolled. */
export const HISTORY_PAGE = 50;
/** The most messages that one request answers. */
export const HISTORY_CHUNK = 100;
/** How long a gap may be a matter of order. */
export const STRAGGLERS_MS = 300;
/** How long the first page waits for the connection, so that it is read once only. */
export const CONNECTING_MS = 150;
/** A gap up to this size is filled; above, the newest page is shown instead. */
export const GAP_MOST = 1_000;
/** Chunks read again after an absence; what is older is dropped and read when scrolled to. */
export const REREAD_MOST = 10;

/** What a deleted message says. */
export const DELETED_TEXT = "[消息已删除]";
/** Messages kept beyond the end; what is over is fetched. */
export const EARLY_MOST = 2_000;
/** Edits and deletes remembered. */
export const CHANGES_MOST = 500;

/** At most one typing frame is sent in this time. */
export const TYPING_EVERY_MS = 3_000;
/** Our own message should come back by the connection within this time. */
export const ECHO_WITHIN_MS = 10_000;
/** Changes of a room in quick succession are read once. */
export const REFRESH_AFTER_MS = 500;
/** Messages kept of a room that nobody watches. */
export const KEPT_MOST = 100;
/** Message ids remembered to tell a new one from a repeated one. */
export const SEEN_MOST = 10_000;

/** How long what nobody watches any more is kept up: pages change, effects run twice. */
export const LINGER_MS = 5_000;

/** Who said so last this long ago types no more. */
export const TYPING_MS = 6_000;
/** The server lists at most so many users as online. */
export const ONLINE_LISTED = 100;
/** Members read at once. */
export const MEMBERS_PAGE = 200;

/** At most one read mark is sent in this time. */
export const MARK_EVERY_MS = 5_000;

/** The room list is read so often while it is visible. */
export const POLL_MS = 30_000;
/** Changes of the room list in quick succession are read once. */
export const SETTLE_MS = 1_000;
/** The most rooms that one request answers. */
export const ROOMS_PAGE = 200;
/** Characters of the last message in a room's line. */
export const EXCERPT_LENGTH = 100;

/** Notifications read at once. */
export const NOTIFICATIONS_PAGE = 50;

/** The server knows a `client_message_id` for 24 hours; a little less, for its clock is another one. */
export const KNOWN_MS = 86_100_000;

/** The object store in a user's database. */
export const STORE_NAME = "kept";

/** Begins the names under which drafts are stored; the keys of entries have no colon. */
export const DRAFT_PREFIX = "draft:";

/** Listeners are told at the latest after this many milliseconds: frames stop in hidden tabs. */
export const FRAME_AT_MOST_MS = 100;
