//! The connections that get announcements: typing, presence and changes of membership.

use std::sync::Arc;

use roomcast_domain::{ANNOUNCED_CONNECTIONS, Connection, RoomId, UserId};
use roomcast_store::ConnectionPlace;
use roomcast_store::FirstConnections;

use crate::App;
use crate::error::Result;
use crate::live::broadcast::Broadcast;
use crate::live::post;
use crate::live::post::Departure;

/// The connections of a room as far as announcements need them: a room with more than 100 live
/// connections gets no announcements.
#[derive(Debug)]
pub struct Audience(FirstConnections);

impl Audience {
    /// Reads the audience of a room (1 RRU per 40 connections, until more than 100 are live).
    pub async fn of(app: &App, room: RoomId) -> Result<Self> {
        let place = ConnectionPlace::Room(room);
        Ok(Self(app.store.connections().list_first(place, ANNOUNCED_CONNECTIONS, app.clock.now()).await?))
    }

    /// Returns the live connections of the room, if the room is small enough for announcements.
    pub fn live(&self) -> Option<impl Iterator<Item = &Connection>> {
        let live = || self.0.connections.iter().filter(|connection| connection.live_after.is_some());
        (self.0.are_all && live().count() <= ANNOUNCED_CONNECTIONS).then(live)
    }

    /// Returns the live connections of one user in the room, oldest first. They are queried separately
    /// (1 RRU) if the room has more connections than were read.
    pub async fn of_user(&self, app: &App, room: RoomId, user: UserId) -> Result<Vec<Connection>> {
        let mut own: Vec<Connection> = if self.0.are_all {
            self.0.connections.iter().filter(|connection| connection.user == user).cloned().collect()
        } else {
            app.store.connections().list_of_user(ConnectionPlace::Room(room), user, app.clock.now()).await?
        };
        own.retain(|connection| connection.live_after.is_some());
        own.sort_by_key(|connection| connection.opened_ms);
        Ok(own)
    }

    /// Posts a broadcast to the audience, if the room is small enough for announcements, and returns
    /// the departures that this showed.
    #[must_use = "the departures are to be handed to `presence::forget`"]
    pub async fn post(&self, app: &Arc<App>, broadcast: &Broadcast) -> Vec<Departure> {
        if self.live().is_none() {
            return Vec::new();
        }
        post::post(app, &self.0.connections, broadcast).await
    }
}
