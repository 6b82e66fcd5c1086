//! What the present build is to reach, set against an older one, the bare server or a number.

/// What a figure of the present build is set against.
#[derive(Debug, Clone, Copy)]
pub(super) enum Against {
    /// The cost of the base: at most this part of it.
    Base(f64),
    /// The operations a second of the base: at least this many times as many.
    BaseRate(f64),
    /// The cost of another figure of the same run: at most this many times as much.
    Figure(&'static str, f64),
    /// Nothing: at most this cost.
    Number(f64),
    /// Nothing: 99 of 100 operations within this many milliseconds.
    Within(f64),
}

/// A row of the table that a comparison prints.
pub(super) struct Target {
    /// The figure.
    pub(super) name: &'static str,
    /// The row, for a reader.
    pub(super) row: &'static str,
    pub(super) against: Against,
    /// Messages on disk that a start must have had for its target to count.
    pub(super) messages: u64,
}

const fn target(name: &'static str, row: &'static str, against: Against) -> Target {
    Target { name, row, against, messages: 0 }
}

/// All targets, in the order of the table.
pub(super) const TARGETS: [Target; 27] = [
    target("room", "delivered message, 1 room x 50, 5 senders", Against::Base(0.28)),
    target("room", "deliveries a second, the same", Against::BaseRate(2.5)),
    target("room", "delivered message, against the bare server", Against::Figure("bare-room", 1.5)),
    target("under-way", "delivered message, 16 under way for each sender", Against::Number(3.0)),
    target("rooms", "delivered message, 20 rooms x 10, 300 messages/s", Against::Base(0.45)),
    target("mix", "REST mix", Against::Base(0.11)),
    target("post", "post", Against::Base(0.18)),
    target("list", "newest page, 16 clients", Against::Base(0.20)),
    target("page", "newest page, one client", Against::Base(0.28)),
    target("room-list", "room list", Against::Base(0.10)),
    target("notifications", "notifications", Against::Base(0.08)),
    target("connect", "connect with greeting, 50 a room", Against::Base(0.14)),
    target("memory", "memory of an idle connection", Against::Base(0.5)),
    target(
        "user-sockets",
        "delivered frame, against that of a room socket",
        Against::Figure("room-sockets", 1.2),
    ),
    target("user-sockets", "the slowest of 100 frames", Against::Within(100.0)),
    target("room-sockets", "the same with room sockets", Against::Within(100.0)),
    target("user-connect", "5,000 user sockets connect", Against::Number(10_000.0)),
    target("user-memory", "memory of an idle user socket", Against::Number(12.0)),
    target("search", "a whole room of 100,000 messages is searched", Against::Number(1_000.0)),
    target(
        "large-list",
        "newest page of a large table, against a small one",
        Against::Figure("small-list", 1.3),
    ),
    target("large-page", "any page, the same", Against::Figure("small-page", 1.3)),
    target("large-room-list", "room list, the same", Against::Figure("small-room-list", 1.3)),
    target("large-post", "post, the same", Against::Figure("small-post", 1.3)),
    target(
        "soak-memory",
        "memory after the soak, against that near its beginning",
        Against::Figure("soak-memory-early", 1.1),
    ),
    target("soak-files", "open files, the same", Against::Figure("soak-files-early", 1.0)),
    Target { messages: 1_000_000, ..target("start", "start after a clean end", Against::Number(100.0)) },
    Target { messages: 1_000_000, ..target("start-killed", "start after a kill", Against::Number(100.0)) },
];
