//! The type of a kind of frame, and a frame of that kind that a client sent.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use roomcast_domain::{Refusal, RoomId, ServerFrame, encode};

use crate::App;
use crate::describe::{Docs, Schemas};
use crate::error::Result;
use crate::live::broadcast::Recipient;
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

impl Said<'_> {
    /// Returns the room of the connection; a frame of a notification channel is refused.
    pub fn room(&self) -> std::result::Result<RoomId, Refusal> {
        self.room.ok_or(Refusal::UnknownFrame)
    }

    /// Returns the connections of the speaker.
    pub fn own_connections(&self) -> Recipient {
        Recipient::speaker(self.speaker.id(), Some(&self.connection.0))
    }

    /// Posts a frame to the connection that sent this one.
    pub async fn answer(&self, frame: &ServerFrame<'_>) -> Result<()> {
        self.app.wire.post(std::slice::from_ref(&self.connection), encode(frame).into()).await;
        Ok(())
    }
}
