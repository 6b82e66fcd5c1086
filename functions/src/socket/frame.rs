//! The type of a kind of frame, and a frame of that kind that a client sent.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use roomcast_domain::{ConnectionFacts, Refusal, RoomId, ServerFrame, SocketKind, Whole, encode};
use serde::Deserialize;

use crate::App;
use crate::describe::{Docs, Schemas};
use crate::error::Result;
use crate::http::body::parse;
use crate::live::broadcast::Recipient;
use crate::live::connection::ConnectionId;
use crate::messages::send::sender::Sender;

/// The sockets that take a kind of frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBy {
    /// All sockets.
    All,
    /// Room sockets and user sockets. On a user socket the frame names its room.
    RoomAndUserSockets,
    /// User sockets. The frame names its room.
    UserSockets,
}

impl TakenBy {
    /// Whether a socket takes the frame.
    pub fn includes(self, kind: SocketKind) -> bool {
        match self {
            Self::All => true,
            Self::RoomAndUserSockets => kind != SocketKind::Notifications,
            Self::UserSockets => kind == SocketKind::User,
        }
    }
}

/// One kind of frame.
pub struct Frame {
    /// The `type` of the frame.
    pub name: &'static str,
    /// The purpose of the frame, in one line.
    pub summary: &'static str,
    /// The sockets that take it.
    pub taken_by: TakenBy,
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
    /// The facts about the connection.
    pub facts: Arc<ConnectionFacts>,
    /// The user or guest of the connection.
    pub speaker: Sender,
    /// The frame as JSON text.
    pub text: &'a str,
}

/// The field of a frame that names its room, on a user socket.
#[derive(Deserialize)]
struct OfRoom {
    room_id: Option<Whole<u64>>,
}

impl Said<'_> {
    /// Returns the room that the frame is about: of the connection, or the one that a frame of a user socket
    /// names. A frame of a notification channel is refused.
    pub fn room(&self) -> std::result::Result<RoomId, Refusal> {
        match self.facts.kind {
            SocketKind::Room(room) => Ok(room),
            SocketKind::Notifications => Err(Refusal::UnknownFrame),
            SocketKind::User => {
                let named: OfRoom = parse(self.text.as_bytes())?;
                RoomId::new(named.room_id.ok_or(Refusal::RoomRequired)?.0).ok_or(Refusal::RoomNotFound)
            }
        }
    }

    /// Returns the room that the frame is about, and refuses a user socket that is not subscribed to it (1 RRU).
    pub async fn heard_room(&self) -> Result<RoomId> {
        let room = self.room()?;
        if self.is_of_user_socket()
            && !self.app.store.subscriptions().exists(&self.connection.0, room).await?
        {
            return Err(Refusal::NotSubscribed.into());
        }
        Ok(room)
    }

    /// Whether a user socket sent the frame.
    pub fn is_of_user_socket(&self) -> bool {
        self.facts.kind == SocketKind::User
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
