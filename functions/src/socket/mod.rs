//! The three events of a WebSocket: connect, receive, disconnect.

mod connect;
mod disconnect;
pub mod frames;
pub mod functions;
mod receive;

use http::HeaderMap;

use crate::live::wire::ConnectionId;

pub use connect::connect;
pub use disconnect::disconnect;
pub(crate) use disconnect::disconnect_at;
pub use receive::receive;

/// A handshake, before it is answered.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The name that the connection will have.
    pub connection: ConnectionId,
    /// The raw query string. The room is `room_id=…`, the notification channel
    /// `channel=notifications`: a WebSocket API has no path beyond its stage, so the public
    /// paths `/ws/chat/{room_id}/` and `/ws/notifications/` are rewritten before they get here.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
}

/// A handshake that is to be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The subprotocol to answer with, where the client offered one that carries its token.
    pub protocol: Option<&'static str>,
}

/// What a client sent.
#[derive(Debug, Clone, Copy)]
pub enum Received<'a> {
    /// A text message.
    Text(&'a str),
    /// A binary message.
    Binary,
    /// A message over 32 KiB.
    TooLarge,
}
