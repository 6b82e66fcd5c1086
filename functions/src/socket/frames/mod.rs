//! The frames that a client sends, each once: this table drives the dispatch and the API document.

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
use crate::live::wire::ConnectionId;
use crate::messages::send::sending::Sender;

/// One kind of frame.
pub struct Frame {
    /// Its `type`.
    pub name: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Whether the notification channel takes it, too.
    pub on_channel: bool,
    /// What handles it.
    pub handler: for<'a> fn(Said<'a>) -> BoxFuture<'a, Result<()>>,
    /// Its fields beside `type`, for the API document.
    pub describe: Docs<fn(&mut Schemas) -> serde_json::Value>,
}

/// A frame as it came.
pub struct Said<'a> {
    /// The chat.
    pub app: Arc<App>,
    /// The connection that it came by.
    pub connection: ConnectionId,
    /// The connection's room.
    pub room: Option<RoomId>,
    /// Who says it.
    pub speaker: Sender,
    /// The frame, JSON.
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
