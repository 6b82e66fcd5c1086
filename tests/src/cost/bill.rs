use super::Prices;
use super::usage::{
    Usage, announcement, cold_start, history_page, ping, read_mark, roll_over, room_list, send,
    send_to_user_sockets, subscription, user_socket_ping, user_socket_roll_over,
};

/// Days of a month.
const DAYS: f64 = 30.0;
/// Our client's habits: minutes between pings, and until a new connection takes over.
const PING_MINUTES: f64 = 5.0;
const ROLL_OVER_MINUTES: f64 = 110.0;
/// Read marks of a member and day.
const READ_MARKS: f64 = 20.0;
/// Bytes of a message on its way, and of everything that is kept of it.
const FRAME_BYTES: f64 = 500.0;
const STORED_BYTES: f64 = 700.0;
/// The share of invocations that start a function anew (AWS Compute Blog, "Operating Lambda: Performance
/// optimization – Part 1": under 1 %).
const COLD_SHARE: f64 = 0.01;
/// Secrets of a deployment.
const SECRETS: f64 = 1.0;

/// The sockets that clients open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sockets {
    /// A room socket for each open room.
    Rooms,
    /// One user socket for each person, with a subscription for each open room.
    User,
}

/// How much a chat is used.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Rooms.
    pub rooms: f64,
    /// Members of a room.
    pub members: f64,
    /// Rooms that a person belongs to and has open at once.
    pub rooms_open: f64,
    /// The sockets of the persons.
    pub sockets: Sockets,
    /// Messages in all rooms, a month.
    pub messages: f64,
    /// Hours a day that a person has the rooms open.
    pub hours_open: f64,
}

/// A month's bill.
#[derive(Debug)]
pub struct Bill {
    /// The name of each billed amount, the amount, and its price in dollars.
    pub lines: Vec<(&'static str, f64, f64)>,
    /// Messages that reached a connection.
    pub delivered: f64,
    /// Requests to the HTTP API, handshakes, and frames from clients.
    pub requests: f64,
}

impl Bill {
    /// The bill of a load. Members are spread evenly over the day.
    pub fn of(load: &Load, prices: &Prices) -> Self {
        let present = (load.members * load.hours_open / 24.0).max(1.0).min(load.members);
        let member_days = load.rooms * load.members * DAYS;
        let person_days = member_days / load.rooms_open;
        let opened = history_page() + announcement(present) * 2.0 + read_mark() * READ_MARKS;
        let (sockets, takes_over, ping, send) = match load.sockets {
            Sockets::Rooms => (member_days, roll_over(present), ping(), send(present)),
            Sockets::User => (
                person_days,
                user_socket_roll_over() + subscription(present) * load.rooms_open,
                user_socket_ping(load.rooms_open),
                send_to_user_sockets(present, present),
            ),
        };
        let minutes = sockets * load.hours_open * 60.0;
        let habits = opened * member_days
            + room_list() * person_days
            + takes_over * (minutes / ROLL_OVER_MINUTES).max(sockets)
            + ping * (minutes / PING_MINUTES);
        let sends = send * load.messages;
        let delivered = load.messages * present;
        let warm: Usage = sends + habits;
        let used = warm + cold_start() * (warm.invocations * COLD_SHARE);
        let gb = 1e9;
        let transfer = (used.posts * FRAME_BYTES + used.http * 8_000.0) / gb;
        let connections = minutes / ROLL_OVER_MINUTES;
        let lines = [
            ("messages delivered", "websocket_messages", sends.posts),
            ("other frames to clients", "websocket_messages", habits.posts),
            ("frames from clients", "websocket_messages", used.frames_in),
            ("connection minutes", "connection_minutes", minutes),
            ("requests to the HTTP API", "http_requests", used.http),
            ("invocations", "lambda_requests", used.invocations),
            ("GB-seconds", "lambda_gb_seconds", used.gb_seconds),
            ("write units", "write_units", used.writes),
            ("read units", "read_units", used.reads),
            ("GB stored, of one month's messages", "stored_gb", load.messages * STORED_BYTES / gb),
            ("GB to browsers", "transfer_gb", transfer),
            ("requests to CloudFront", "cloudfront_requests", used.http + connections),
            ("secrets", "secrets", SECRETS),
        ];
        let price = |(name, what, amount)| (name, amount, prices.of_month(what, amount));
        let requests = used.http + connections + used.frames_in;
        Self { lines: lines.into_iter().map(price).collect(), delivered, requests }
    }

    /// The sum, in dollars.
    pub fn total(&self) -> f64 {
        self.lines.iter().map(|(_, _, dollars)| dollars).sum()
    }
}

/// Dollars for a million deliveries of messages that use so much each, in rooms with so many
/// connections: what sending and delivering costs, of which the gateway takes a dollar.
pub fn per_million_delivered(message: Usage, connections: f64, prices: &Prices) -> f64 {
    message.dollars(prices) * 1e6 / connections
}
