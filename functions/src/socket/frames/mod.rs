//! The frames that clients send. The table of frames drives the dispatch and the API document.

pub mod chat_message;
pub mod ping;
pub mod presence;
pub mod read;
pub mod typing;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use roomcast_domain::RoomId;

use crate::App;
use crate::describe::{Docs, Schemas};
use crate::error::Result;
use crate::live::connection::ConnectionId;
use crate::messages::send::sender::Sender;

/// One kind of frame.
pub struct Frame {
    /// The `type` of the frame.
    pub name: &'static str,
    /// The purpose of the frame, in one line.
    pub summary: &'static str,
    /// Whether notification channels take the frame, too.
    pub on_channel: bool,
    /// The handler of the frame.
    pub handler: for<'a> fn(Said<'a>) -> BoxFuture<'a, Result<()>>,
    /// The fields of the frame beside `type`, for the API document.
    pub describe: Docs<fn(&mut Schemas) -> serde_json::Value>,
}

/// A frame that a client sent, with its sender.
pub struct Said<'a> {
    /// The chat.
    pub app: Arc<App>,
    /// The connection that sent the frame.
    pub connection: ConnectionId,
    /// The room of the connection; `None` for a notification channel.
    pub room: Option<RoomId>,
    /// The user or guest of the connection.
    pub speaker: Sender,
    /// The frame as JSON text.
    pub text: &'a str,
}

/// Every kind of frame.
pub const FRAMES: &[&Frame] = &[
    &chat_message::FRAME,
    &typing::FRAME,
    &presence::USER_JOIN,
    &presence::USER_LEAVE,
    &read::FRAME,
    &ping::FRAME,
];
