//! The three events of a WebSocket: `connect`, `receive` and `disconnect`.

mod connect;
pub mod frame;
pub mod frames;
pub mod functions;
mod receive;

use http::HeaderMap;

use crate::live::connection::ConnectionId;

pub use crate::live::presence::disconnect;
pub use connect::connect;
pub use receive::receive;

/// A handshake that waits for its answer.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The name of the connection.
    pub connection: ConnectionId,
    /// The raw query string. It names the room by `room_id=…` or the notification channel by
    /// `channel=notifications`, and neither for a user socket: a WebSocket API has no path beyond its stage, so
    /// that the public paths `/ws/chat/{room_id}/`, `/ws/notifications/` and `/ws/` are rewritten before.
    pub query: String,
    /// The headers of the request.
    pub headers: HeaderMap,
    /// The host and port that the client asked, if the request names them.
    pub host: Option<String>,
}

/// The answer to a handshake that succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The subprotocol of the answer, if the client sent its token by subprotocol: the client's own
    /// spelling of `bearer`, since a client refuses a subprotocol that it did not offer.
    pub protocol: Option<String>,
}

/// A frame that a client sent.
#[derive(Debug, Clone, Copy)]
pub enum Received<'a> {
    /// A text frame.
    Text(&'a str),
    /// A binary frame.
    Binary,
    /// A frame over 32 KiB.
    TooLarge,
}
