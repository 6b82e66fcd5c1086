//! What user sockets hear without a subscription of the rooms that their users belong or are invited to, in rooms
//! of at most 100 members.

use std::sync::Arc;

use bytes::Bytes;
use roomcast_domain::{Connection, LastMessage, Message, Preview, RoomId, ServerFrame, UserSocket, encode};
use roomcast_store::ConnectionPlace;

use crate::App;
use crate::error::Result;
use crate::live::broadcast::Broadcast;
use crate::live::post;
use crate::live::post::Departure;

/// Returns the place of a user socket.
pub fn own_channel(connection: &Connection) -> ConnectionPlace {
    ConnectionPlace::User(connection.user)
}

/// The live user sockets of a room's members and invited users.
#[derive(Debug, Default)]
pub struct MemberSockets(Vec<UserSocket>);

impl MemberSockets {
    /// Reads the user sockets of a room's members and invited users; none in a room of more than 100 members.
    pub async fn of(app: &App, room: RoomId) -> Result<Self> {
        Ok(Self(app.store.connections().sockets_of_people(room, app.clock.now()).await?))
    }

    /// Posts the `activity` of a message to those that hear of activity, but for those whose subscription
    /// among `connections` got `broadcast`, and returns the departures that this showed.
    #[must_use = "the departures are to be handed to `presence::forget`"]
    pub async fn post_activity(
        &self,
        app: &Arc<App>,
        message: &Message,
        broadcast: &Broadcast,
        connections: &[Connection],
    ) -> Vec<Departure> {
        if !self.0.iter().any(|socket| socket.hears_activity) {
            return Vec::new();
        }
        let last_message = LastMessage::new(message.room, &Preview::of(message));
        let frame = ServerFrame::Activity { room_id: message.room, last_seq: message.seq, last_message };
        self.post(app, &frame, broadcast, connections, |socket| socket.hears_activity).await
    }

    /// Posts a frame to the sockets, but for those whose subscription among `connections` got `broadcast`, and
    /// returns the departures that this showed.
    #[must_use = "the departures are to be handed to `presence::forget`"]
    pub async fn post_beside(
        &self,
        app: &Arc<App>,
        frame: &ServerFrame<'_>,
        broadcast: &Broadcast,
        connections: &[Connection],
    ) -> Vec<Departure> {
        self.post(app, frame, broadcast, connections, |_| true).await
    }

    async fn post(
        &self,
        app: &Arc<App>,
        frame: &ServerFrame<'_>,
        broadcast: &Broadcast,
        connections: &[Connection],
        hears: impl Fn(&UserSocket) -> bool,
    ) -> Vec<Departure> {
        let reached = reached_sockets(broadcast, connections);
        let others = self.0.iter().filter(|socket| hears(socket)).map(|socket| &socket.connection);
        let others: Vec<&Connection> =
            others.filter(|socket| !reached.contains(&socket.connection.as_str())).collect();
        if others.is_empty() {
            return Vec::new();
        }
        post::post_to(app, own_channel, others, Bytes::from(encode(frame))).await
    }
}

/// Returns the names of the user sockets whose subscriptions among `connections` a broadcast reaches.
fn reached_sockets<'a>(broadcast: &Broadcast, connections: &'a [Connection]) -> Vec<&'a str> {
    let subscriptions = connections.iter().filter(|connection| connection.is_subscription);
    let reached = subscriptions.filter(|connection| broadcast.reaches(connection));
    reached.map(|connection| connection.connection.as_str()).collect()
}
