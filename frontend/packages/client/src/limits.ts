/**
 * The client's own times and numbers; those of the server are in `generated/facts.ts`. Literals in a module without
 * imports, so that bundlers put them where they are used.
 */

/** A connection that stays open this long after its greeting resets the back-off. */
export const HEALTHY_MS = 5_000;
/** A connection that is not live within this time is given up. */
export const GREETING_MS = 15_000;
/** Time between pings: the server closes a connection that sends nothing for 10 minutes. */
export const PING_EVERY_MS = 300_000;
/** A connection without an answer to a ping within this time is dead. */
export const PONG_WITHIN_MS = 5_000;
/** The longest time before an open connection is given a newer token: timers can be set for 24 days. */
export const RENEW_LATEST_MS = 1_000_000_000;
/** The back-off after a refused subscription is that of this attempt of a link. */
export const REFUSED_ATTEMPT = 6;

/** The longest first wait before another attempt. */
export const FIRST_BACK_OFF_MS = 500;
/**
 * How much longer each further wait may be. A server that is away for 1.6 s, as in a restart, is found again within
 * 1.7 s by 95 % of its clients; with 2 it would be 3.7 s.
 */
export const BACK_OFF_GROWTH = 1.4;
/** The longest wait before another attempt. */
export const MAX_BACK_OFF_MS = 30_000;

/** A token is replaced this long before it expires, or after four fifths of its life if that is later. */
export const TOKEN_MARGIN_S = 60;
/** The assumed life of a token that does not name its time of issue. */
export const TOKEN_LIFE_S = 300;

/** How long a REST call may take. */
export const ANSWER_WITHIN_MS = 20_000;

/** Messages read at once when a room is opened or scrolled. */
export const HISTORY_PAGE = 50;
/** How long a gap may be a matter of order, before it is read by REST. */
export const GAP_PATIENCE_MS = 300;
/** How long the first page of a room waits for a live link to bring the room, so that it is read only once. */
export const CONNECTING_MS = 150;
/** The largest gap that is filled. After a larger one the newest page is shown instead. */
export const MAX_GAP = 1_000;
/** Messages read again after an absence. Older ones are dropped, and read again when scrolled to. */
export const MAX_REREAD = 1_000;

/** Messages kept beyond the end of a window. Further ones are read when they are needed. */
export const MAX_EARLY = 2_000;
/** Edits, deletes and reactions remembered of messages that are not loaded. */
export const MAX_CHANGES = 500;
/** Messages kept of a room that nobody watches. */
export const MAX_KEPT = 100;
/** Message ids remembered to tell a new message from a repeated one. */
export const MAX_SEEN = 10_000;

/** At most one typing frame is sent in this time. */
export const TYPING_EVERY_MS = 3_000;
/** An own message should come back on the connection within this time. */
export const ECHO_WITHIN_MS = 10_000;
/** Changes of a room within this time are read together. */
export const REFRESH_AFTER_MS = 500;
/** Pages change and effects run twice: nothing is closed until it has been unwatched for this long. */
export const LINGER_MS = 5_000;

/** A user who was last reported as typing this long ago has stopped. */
export const TYPING_MS = 6_000;
/** Members read at once. */
export const MEMBERS_PAGE = 200;
/** Members offered by a mention picker. */
export const MENTION_CHOICES = 20;

/** Drafts are stored once in this time, not with each key: a browser's database takes longer than the key. */
export const STORE_DRAFTS_MS = 500;
/** At most one read mark is sent in this time. */
export const MARK_EVERY_MS = 5_000;

/** The list is read once more this long after a greeting: on AWS it may be a moment behind. */
export const READ_AGAIN_MS = 5_000;
/** Frames of the last moments are applied to what a read of the list answers: it may be older than they are. */
export const REPLAY_FRAMES_MS = 10_000;

/** Notifications read at once. */
export const NOTIFICATIONS_PAGE = 50;

/** How much earlier than the server the client takes a `client_message_id` as forgotten: their clocks differ. */
export const CLOCK_MARGIN_MS = 300_000;

/** The object store in a user's database. */
export const STORE_NAME = "kept";

/** Subscribers are called at the latest after this time: hidden tabs paint no frames. */
export const MAX_FRAME_DELAY_MS = 100;
