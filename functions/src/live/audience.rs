//! Who hears announcements: typing, presence and changes of membership.

use std::sync::Arc;

use roomcast_domain::{ANNOUNCED_CONNECTIONS, Connection, RoomId, UserId};
use roomcast_store::{ConnectionPlace, Result};

use crate::App;
use crate::live::broadcast::Broadcast;
use crate::live::fanout;

/// A room's connections, as far as announcements go: of a larger room, only some.
#[derive(Debug)]
pub struct Audience {
    connections: Vec<Connection>,
}

impl Audience {
    /// Pending connections count for nothing, so a few more than the limit are read.
    const READ: usize = 2 * ANNOUNCED_CONNECTIONS;

    /// A room's (1 RRU per 40 connections, at most 200).
    pub async fn of(app: &App, room: RoomId) -> Result<Self> {
        let place = ConnectionPlace::Room(room);
        let connections = app.store.some_connections(place, Self::READ, app.clock.now()).await?;
        Ok(Self { connections })
    }

    /// The live connections, if these are all of them and the room is small enough for announcements.
    pub fn live(&self) -> Option<impl Iterator<Item = &Connection>> {
        (self.is_whole() && self.is_small()).then(|| self.read_live())
    }

    /// The live connections of one user in the room, oldest first; asked for where there may be more.
    pub async fn of_user(&self, app: &App, room: RoomId, user: UserId) -> Result<Vec<Connection>> {
        let mut own: Vec<Connection> = if self.is_whole() {
            self.connections.iter().filter(|connection| connection.user == user).cloned().collect()
        } else {
            app.store.connections_of_user(ConnectionPlace::Room(room), user, app.clock.now()).await?
        };
        own.retain(|connection| connection.live_after.is_some());
        own.sort_by_key(|connection| connection.opened_ms);
        Ok(own)
    }

    /// Posts a frame to it, if the room is small enough.
    pub async fn tell(&self, app: &Arc<App>, broadcast: &Broadcast) {
        if self.is_small() {
            fanout::post(app, &self.connections, broadcast).await;
        }
    }

    fn is_whole(&self) -> bool {
        self.connections.len() < Self::READ
    }

    fn is_small(&self) -> bool {
        self.read_live().count() <= ANNOUNCED_CONNECTIONS
    }

    fn read_live(&self) -> impl Iterator<Item = &Connection> {
        self.connections.iter().filter(|connection| connection.live_after.is_some())
    }
}
