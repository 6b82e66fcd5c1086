//! The numbers of the contract.

/// Characters of a room's name, after trimming.
pub const ROOM_NAME_CHARS: usize = 100;
/// Characters of a room's description.
pub const DESCRIPTION_CHARS: usize = 300;
/// Characters (Unicode code points) of a message.
pub const CONTENT_CHARS: usize = 4_000;
/// Characters of a `file_url`.
pub const FILE_URL_CHARS: usize = 2_048;
/// Characters of a `file_name`.
pub const FILE_NAME_CHARS: usize = 255;
/// Characters of a media type: two names of up to 127 and a slash (RFC 6838, section 4.2).
pub const MEDIA_TYPE_CHARS: usize = 255;
/// Characters of a `client_message_id`.
pub const CLIENT_MESSAGE_ID_CHARS: usize = 64;
/// Characters of each name of a user.
pub const USER_NAME_CHARS: usize = 150;
/// Characters of a message that a room list or notification shows.
pub const EXCERPT_CHARS: usize = 100;
/// Rooms that one user may belong to.
pub const ROOMS_PER_USER: usize = 1_000;
/// Largest number of connections of one user to one room.
pub const CONNECTIONS_PER_USER_AND_ROOM: usize = 10;
/// Members in a room up to which everybody is told how far each of them has read.
pub const READ_SHOWN_TO_ALL_MEMBERS: u32 = 8;
/// Live connections of a room up to which typing, presence and membership are announced.
pub const ANNOUNCED_CONNECTIONS: usize = 100;
/// Messages that a reconnecting client is sent before it is told to go on by REST.
pub const REPLAY_MAX: u32 = 100;
/// Messages of each room that notifications reach back over.
pub const NOTIFIED_MESSAGES: u32 = 100;
/// `@` signs of a message that are looked at.
pub const MENTIONS_MAX: usize = 20;
/// How long a `client_message_id` is remembered, in milliseconds.
pub const IDEMPOTENCY_MS: i64 = 24 * 3600 * 1000;
/// How long a repeat waits for a first attempt that may still be at work, in milliseconds.
pub const REPEAT_WAIT_MS: i64 = 3_000;
/// The window of `MESSAGES_PER_10S`, in milliseconds.
pub const RATE_WINDOW_MS: i64 = 10_000;
/// What a deleted message says.
pub const DELETED_CONTENT: &str = "[消息已删除]";
