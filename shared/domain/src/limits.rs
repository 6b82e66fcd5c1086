//! The limits that a client can meet. `docs/openapi.json` publishes each as `x-roomcast.limits`, and
//! `docs/api.md` names each.

/// Makes the constants and [`LIMITS`], the list of them all.
macro_rules! limits {
    ($($(#[$about:meta])+ $name:ident: $type:ty = $value:expr;)+) => {
        $($(#[$about])+ pub const $name: $type = $value;)+

        /// The name and value of every limit.
        #[allow(clippy::cast_sign_loss, clippy::unnecessary_cast, clippy::cast_lossless)] // none is negative
        pub const LIMITS: &[(&str, u64)] = &[$((stringify!($name), $name as u64)),+];
    };
}

limits! {
    /// The largest id: 2^53 - 1, `Number.MAX_SAFE_INTEGER`.
    ID_MAX: u64 = (1 << 53) - 1;
    /// The largest id of a room.
    ROOM_ID_MAX: u32 = (1 << 25) - 1;
    /// The largest number of a message in its room.
    SEQ_MAX: u32 = (1 << 27) - 1;

    /// Bytes of a request body.
    BODY_MAX_BYTES: usize = 256 * 1024;
    /// Bytes of a WebSocket frame from a client.
    FRAME_MAX_BYTES: usize = 32 * 1024;
    /// Levels of nesting in JSON from a client.
    JSON_DEPTH_MAX: usize = 32;
    /// Bytes of a token.
    TOKEN_MAX_BYTES: usize = 16 * 1024;
    /// Characters of a token's subject that is not a number.
    SUBJECT_CHARS: usize = 255;
    /// Characters of each name of a user; longer names are cut.
    USER_NAME_CHARS: usize = 150;

    /// Characters of a room's name, after trimming.
    ROOM_NAME_CHARS: usize = 100;
    /// Characters of a room's description.
    DESCRIPTION_CHARS: usize = 300;
    /// The smallest `max_members` of a room.
    MAX_MEMBERS_MIN: u32 = 2;
    /// The largest `max_members` of a room.
    MAX_MEMBERS_MAX: u32 = 100_000;
    /// The `max_members` of a room that is created without one.
    MAX_MEMBERS_DEFAULT: u32 = 50;
    /// The largest `slow_mode_s` of a room: six hours.
    SLOW_MODE_MAX_S: u32 = 6 * 3600;
    /// Rooms that one user may belong to.
    ROOMS_PER_USER: usize = 1_000;
    /// Direct rooms that a user may make in a day.
    DIRECT_ROOMS_PER_DAY: u32 = 50;
    /// Members that the detail of a room shows.
    MEMBERS_SHOWN: usize = 100;
    /// Characters of a message that a room list or a notification shows.
    EXCERPT_CHARS: usize = 100;

    /// Rooms of a page.
    ROOMS_PAGE_MAX: usize = 200;
    /// Members of a page.
    MEMBERS_PAGE_MAX: usize = 1_000;
    /// Users whom a member list names by their ids.
    MEMBERS_BY_ID_MAX: usize = 100;
    /// Messages of a page.
    MESSAGES_PAGE_MAX: usize = 100;
    /// Notifications of a page.
    NOTIFICATIONS_PAGE_MAX: usize = 100;

    /// Characters (Unicode code points) of a message's text.
    CONTENT_CHARS: usize = 4_000;
    /// `@` signs of a message that can mention a user; later ones mention nobody.
    MENTIONS_MAX: usize = 20;
    /// Characters (Unicode code points) of the emoji of a reaction.
    EMOJI_CHARS: usize = 32;
    /// Characters of an emoji's name, between its colons.
    EMOJI_NAME_CHARS: usize = 32;
    /// Different reactions to a message.
    REACTIONS_MAX: usize = 20;
    /// Reactions of all users to a message.
    REACTORS_MAX: u32 = 1_000;
    /// Users that a reaction names.
    REACTION_USERS: usize = 50;
    /// Users that a reaction names in a frame.
    REACTION_USERS_LIVE: usize = 10;
    /// Pinned messages of a room.
    PINS_MAX: usize = 50;
    /// Characters of a `client_message_id`.
    CLIENT_MESSAGE_ID_CHARS: usize = 64;
    /// Milliseconds for which a `client_message_id` is remembered.
    IDEMPOTENCY_MS: i64 = 24 * 3600 * 1000;
    /// Milliseconds for which a repeat waits for a first attempt that has not ended.
    REPEAT_WAIT_MS: i64 = 3_000;
    /// Milliseconds of the window in which a user's messages are counted (`MESSAGES_PER_10S`).
    RATE_WINDOW_MS: i64 = 10_000;
    /// Newest messages of each room that notifications are computed from.
    NOTIFIED_MESSAGES: u32 = 100;

    /// Users that one user may block.
    BLOCKS_MAX: u32 = 1_000;
    /// Characters (Unicode code points) of a report's reason, after trimming.
    REPORT_REASON_CHARS: usize = 500;
    /// Messages that a user may report in an hour.
    REPORTS_PER_HOUR: u32 = 60;
    /// Days for which a report is kept.
    REPORT_DAYS: i64 = 90;
    /// Reports of a page.
    REPORTS_PAGE_MAX: usize = 100;

    /// Results of a search on one page.
    SEARCH_PAGE_MAX: usize = 50;
    /// Characters of a search's `q`.
    SEARCH_CHARS: usize = 200;
    /// Words and phrases of a search's `q`.
    SEARCH_WORDS: usize = 10;
    /// Messages that one search looks at; its `next` leads to the others.
    SEARCHED_MESSAGES: u32 = 5_000;
    /// Searches of a user in a minute.
    SEARCHES_PER_MINUTE: u32 = 30;

    /// Characters of a `file_url`.
    FILE_URL_CHARS: usize = 2_048;
    /// Characters of a `file_name`.
    FILE_NAME_CHARS: usize = 255;
    /// Characters of a media type: two names of up to 127 and a slash (RFC 6838, section 4.2).
    MEDIA_TYPE_CHARS: usize = 255;
    /// Uploads that a user may announce in an hour.
    UPLOADS_PER_HOUR: u32 = 60;
    /// Seconds within which an announced upload must begin.
    UPLOAD_VALID_S: i64 = 15 * 60;

    /// Connections of one user to one room; a further one closes the oldest.
    CONNECTIONS_PER_USER_AND_ROOM: usize = 10;
    /// User sockets of one user; a further one closes the oldest.
    USER_SOCKETS: usize = 10;
    /// Rooms that one user socket may subscribe to.
    SUBSCRIPTIONS_MAX: usize = 100;
    /// Rooms that a `pong` on a user socket names: those subscribed to last.
    PONG_ROOMS: usize = 20;
    /// Members of a room up to which their user sockets hear of the room without a subscription.
    ACTIVITY_MEMBERS: u32 = 100;
    /// Bytes of a `batch` frame; a larger frame goes alone.
    BATCH_MAX_BYTES: usize = 32 * 1024;
    /// Missed messages that a connection is sent; the client reads further ones by REST.
    REPLAY_MAX: u32 = 100;
    /// Users that `online_user_ids` names.
    ONLINE_SHOWN: usize = 100;
    /// Live connections of a room up to which typing, presence and membership are announced.
    ANNOUNCED_CONNECTIONS: usize = 100;
    /// Milliseconds in which one connection may announce its user once by `user_join` or `user_leave`.
    ANNOUNCE_INTERVAL_MS: i64 = 5_000;
    /// Members of a room up to which `read` frames reach every member.
    READ_SHOWN_TO_ALL_MEMBERS: u32 = 8;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    /// Writes a number with a comma before every three digits.
    fn with_commas(number: u64) -> String {
        let digits = number.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
        groups.join(",")
    }

    #[test]
    fn the_api_guide_names_every_limit_and_its_value_in_both_languages() {
        let (english, chinese) =
            include_str!("../../../docs/api.md").split_once("\n# 给前端开发者的说明\n").unwrap();
        for (name, value) in LIMITS {
            let row = format!("\n| `{}` | {} | ", name.to_lowercase(), with_commas(*value));
            for (language, page) in [("English", english), ("Chinese", chinese)] {
                assert!(page.contains(&row), "docs/api.md, {language} part: add a row that begins {row:?}");
            }
        }
    }

    #[test]
    fn sentences_say_the_limit_that_is_applied() {
        let sentence = Refusal::TooManySubscriptions.to_string();
        assert!(sentence.contains(&format!("{SUBSCRIPTIONS_MAX}个房间")), "{sentence}");
        let sentence = Refusal::JsonTooDeep.to_string();
        assert!(sentence.contains(&format!("{JSON_DEPTH_MAX}层")), "{sentence}");
        for (refusal, bytes) in
            [(Refusal::BodyTooLarge, BODY_MAX_BYTES), (Refusal::FrameTooLarge, FRAME_MAX_BYTES)]
        {
            assert!(refusal.to_string().contains(&format!("{} KiB", bytes / 1024)), "{refusal}");
        }
    }
}
