use std::ops::{Add, Mul};

use super::Prices;

/// Connections that one invocation posts to; the wire's own number.
const DIRECT_POSTS: f64 = 500.0;
/// Bytes of a connection's item of a user with an assigned id, the largest: what a query of a room's
/// connections reads of each.
const CONNECTION_BYTES: f64 = 109.0;
/// The same of the subscription of a user socket.
const SUBSCRIPTION_BYTES: f64 = 113.0;
/// Bytes of the entry of a member with a short name in the member list.
const MEMBER_BYTES: f64 = 81.0;
/// Messages of one search, and of one range that it reads; the store's own numbers.
const SEARCHED_MESSAGES: f64 = 5_000.0;
const SEARCHED_RANGE: f64 = 250.0;
/// Round trips of a search of 5,000 messages: access, count, and one, two, four, eight and five ranges.
const SEARCH_TRIPS: f64 = 7.0;
/// Bytes of a message of 120 Latin characters, with the client's id of 36 characters and a short name.
const SEARCHED_BYTES: f64 = 240.0;
/// Assumed time for each of a search's messages, in milliseconds.
const SEARCHED_MS: f64 = 0.05;
/// Members of a room up to which their user sockets are told what happens in it.
const TOLD_MEMBERS: f64 = 100.0;
/// Memory of a function and of `deliver`, in GB.
const MEMORY_GB: f64 = 0.5;
const DELIVER_GB: f64 = 1.0;
/// Assumed times in milliseconds: a round trip to the table, a hundred posts, the rest of an invocation.
const TRIP_MS: f64 = 5.0;
const POSTS_MS: f64 = 16.0;
const BASE_MS: f64 = 3.0;
/// The billed time of a function's start, in milliseconds (AWS Lambda Developer Guide, "Understanding the
/// Lambda execution environment lifecycle": the INIT phase is billed).
const START_MS: f64 = 100.0;

/// The billed amounts of an operation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Frames that clients send.
    pub frames_in: f64,
    /// Requests to the HTTP API.
    pub http: f64,
    /// Invocations of functions.
    pub invocations: f64,
    /// Their memory by their time; the one number that is assumed, not counted.
    pub gb_seconds: f64,
    /// Write request units.
    pub writes: f64,
    /// Read request units.
    pub reads: f64,
    /// Frames to clients.
    pub posts: f64,
}

impl Usage {
    fn invocation(trips: f64, posts: f64) -> Self {
        let ms = BASE_MS + trips * TRIP_MS + (posts / 100.0).ceil() * POSTS_MS;
        Self { invocations: 1.0, gb_seconds: MEMORY_GB * ms / 1_000.0, posts, ..Self::default() }
    }

    /// The price, in dollars.
    pub fn dollars(&self, prices: &Prices) -> f64 {
        prices.of("websocket_messages", self.frames_in + self.posts)
            + prices.of("http_requests", self.http)
            + prices.of("lambda_requests", self.invocations)
            + prices.of("lambda_gb_seconds", self.gb_seconds)
            + prices.of("write_units", self.writes)
            + prices.of("read_units", self.reads)
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            frames_in: self.frames_in + other.frames_in,
            http: self.http + other.http,
            invocations: self.invocations + other.invocations,
            gb_seconds: self.gb_seconds + other.gb_seconds,
            writes: self.writes + other.writes,
            reads: self.reads + other.reads,
            posts: self.posts + other.posts,
        }
    }
}

impl Mul<f64> for Usage {
    type Output = Self;

    fn mul(self, times: f64) -> Self {
        Self {
            frames_in: self.frames_in * times,
            http: self.http * times,
            invocations: self.invocations * times,
            gb_seconds: self.gb_seconds * times,
            writes: self.writes * times,
            reads: self.reads * times,
            posts: self.posts * times,
        }
    }
}

/// Read units of a query of so many connections.
fn connections_read(connections: f64) -> f64 {
    (connections * CONNECTION_BYTES / 4_096.0).ceil().max(1.0)
}

/// Read units for finding the user sockets of a room's members.
fn member_sockets_read(members: f64) -> f64 {
    let list = (members * MEMBER_BYTES / 4_096.0).ceil().max(1.0);
    if members <= TOLD_MEMBERS { 0.5 + list + 0.5 * members } else { 0.5 }
}

/// The lookup of the members' user sockets that every message to a room of so many members makes.
pub fn find_user_sockets(members: f64) -> Usage {
    Usage { reads: member_sockets_read(members), ..Usage::default() }
}

/// A message by WebSocket, with a `client_message_id`, to a room with so many members, each with one room
/// socket. Its function has not seen the sender's connection before.
pub fn send(connections: f64) -> Usage {
    let read = connections_read(connections) + member_sockets_read(connections);
    let stored = Usage { frames_in: 1.0, writes: 4.0, reads: 3.5 + read, ..Usage::default() };
    if connections <= DIRECT_POSTS {
        return stored + Usage::invocation(7.0, connections);
    }
    let shares = (connections / DIRECT_POSTS).ceil();
    let share = connections / shares;
    let mut delivered = Usage::invocation(1.0, share) * shares;
    delivered.gb_seconds *= DELIVER_GB / MEMORY_GB;
    delivered.reads = connections_read(share) * shares;
    stored + Usage::invocation(8.0, 0.0) + delivered
}

/// The same, of a function that has seen the connection before: one read and round trip less.
pub fn send_again(connections: f64) -> Usage {
    let first = send(connections);
    let gb_seconds = first.gb_seconds - MEMORY_GB * TRIP_MS / 1_000.0;
    Usage { reads: first.reads - 1.0, gb_seconds, ..first }
}

/// A message by a user socket to a room with so many members, each with one user socket, `subscribed` of which
/// are subscribed to the room; the others hear of the activity.
pub fn send_to_user_sockets(members: f64, subscribed: f64) -> Usage {
    let at_room = (subscribed * SUBSCRIPTION_BYTES / 4_096.0).ceil().max(1.0);
    // The subscription of the sender's own socket is read, too.
    let reads = 4.5 + at_room + member_sockets_read(members);
    Usage { frames_in: 1.0, writes: 4.0, reads, ..Usage::invocation(8.0, members) }
}

/// A user socket that takes the place of an older one.
pub fn user_socket_roll_over() -> Usage {
    let handshake = Usage { writes: 2.0, reads: 1.0, ..Usage::invocation(2.0, 0.0) };
    let greeting = Usage { writes: 1.0, reads: 2.0, ..Usage::invocation(3.0, 1.0) };
    let end = Usage { writes: 2.0, reads: 2.0, ..Usage::invocation(3.0, 0.0) };
    handshake + greeting + end
}

/// A subscription of a user socket to a room with so many subscriptions, up to 100, of a client that takes
/// batches, and its end with the socket. Its function has seen the connection before.
pub fn subscription(subscriptions: f64) -> Usage {
    let seen = (subscriptions * SUBSCRIPTION_BYTES / 4_096.0).ceil().max(1.0);
    let asked = Usage { frames_in: 1.0, writes: 2.0, reads: 3.0, ..Usage::invocation(3.0, 0.0) };
    let greeting = Usage { writes: 4.0, reads: 3.0 + 2.0 * seen, ..Usage::invocation(4.0, 2.0) };
    let end = Usage { writes: 2.0, reads: seen, ..Usage::default() };
    asked + greeting + end
}

/// The `ping` of a user socket that is subscribed to so many rooms, up to 20, and its `pong`.
pub fn user_socket_ping(subscriptions: f64) -> Usage {
    Usage { frames_in: 1.0, reads: 2.0 + 0.5 * subscriptions, ..Usage::invocation(3.0, 1.0) }
}

/// A handshake and its greeting, of a user who was there already: a new connection takes over.
pub fn roll_over(connections: f64) -> Usage {
    let handshake = Usage { writes: 2.0, reads: 2.0, ..Usage::invocation(2.0, 0.0) };
    let seen = connections_read(connections.min(200.0));
    // Of a larger room the user's own connections are asked for beside.
    let own = if connections < 200.0 { 0.0 } else { 1.0 };
    let greeting = Usage { writes: 4.0, reads: 3.0 + 2.0 * seen + own, ..Usage::invocation(4.0, 2.0) };
    let end = Usage { writes: 2.0, reads: seen + own, ..Usage::invocation(3.0, 0.0) };
    handshake + greeting + end
}

/// That everybody else hears of somebody's coming or going, in a room of at most 100 connections.
pub fn announcement(connections: f64) -> Usage {
    let posts = if connections <= 100.0 { (connections - 1.0).max(0.0) } else { 0.0 };
    Usage { posts, ..Usage::default() }
}

/// The start of a function for an invocation that finds none running, beside the invocation itself.
pub fn cold_start() -> Usage {
    Usage { gb_seconds: MEMORY_GB * START_MS / 1_000.0, ..Usage::default() }
}

/// A client's `ping` and its `pong`.
pub fn ping() -> Usage {
    Usage { frames_in: 1.0, reads: 2.0, ..Usage::invocation(2.0, 1.0) }
}

/// A read mark by WebSocket, in a room of more than eight.
pub fn read_mark() -> Usage {
    Usage { frames_in: 1.0, writes: 1.0, reads: 5.0, ..Usage::invocation(4.0, 0.0) }
}

/// A page of 20 messages by REST, without reactions.
pub fn history_page() -> Usage {
    Usage { http: 1.0, reads: 5.5, ..Usage::invocation(2.0, 0.0) }
}

/// The list of one's own 20 rooms by REST.
pub fn room_list() -> Usage {
    Usage { http: 1.0, reads: 11.0, ..Usage::invocation(2.0, 0.0) }
}

/// The search of a whole room of so many messages of 120 characters, beyond the first search of a minute.
pub fn search_of_room(messages: f64) -> Usage {
    let calls = (messages / SEARCHED_MESSAGES).ceil();
    let read = |messages: f64| (messages * SEARCHED_BYTES / 4_096.0).ceil();
    let ranges = (messages / SEARCHED_RANGE).floor();
    let reads = ranges * read(SEARCHED_RANGE) + read(messages - ranges * SEARCHED_RANGE);
    let mut called = Usage::invocation(SEARCH_TRIPS, 0.0);
    called.gb_seconds += MEMORY_GB * SEARCHED_MS * messages / calls / 1_000.0;
    let called = Usage { http: 1.0, writes: 1.0, reads: 2.0 + reads / calls, ..called };
    called * calls
}

/// Every operation that the bill knows.
pub fn operations() -> Vec<(&'static str, Usage)> {
    vec![
        ("message to 10", send(10.0)),
        ("message to 50", send(50.0)),
        ("message to 1,000", send(1_000.0)),
        ("message to 10,000", send(10_000.0)),
        ("message to 50 user sockets, 10 of them subscribed", send_to_user_sockets(50.0, 10.0)),
        ("connection that takes over, among 50", roll_over(50.0)),
        ("user socket that takes over", user_socket_roll_over()),
        ("subscription, among 50", subscription(50.0)),
        ("coming or going told, among 50", announcement(50.0)),
        ("ping", ping()),
        ("ping of a user socket with 4 subscriptions", user_socket_ping(4.0)),
        ("read mark", read_mark()),
        ("history page", history_page()),
        ("room list", room_list()),
        ("search of a room of 100,000 messages", search_of_room(100_000.0)),
        ("start of a function", cold_start()),
    ]
}
