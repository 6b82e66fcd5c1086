//! Delivery to rooms: stored messages in turns, other frames to all connections of a room, and the
//! `deliver` job, which posts to one share of a large room.
//!
//! The function that has a frame to post queries the connections of the room and posts to them. Tasks
//! of one process take turns in a room ([`roomcast_store::DeliveryTurn`]).

use std::sync::Arc;

use crate::App;
use crate::error::{Error, Result};
use crate::live::audience::Audience;
use crate::live::broadcast::Broadcast;
use crate::live::job::Deliver;
use crate::live::members::MemberSockets;
use crate::live::{post, presence};
use roomcast_domain::{Connection, Message, RemovedReason, Room, RoomId, ServerFrame, UserId, encode};
use roomcast_store::ConnectionPlace;
use roomcast_store::{DeliveryTurn, Undelivered};

/// Delivers every stored message of a room that waits for it, in the order of their numbers.
pub async fn deliver_messages(app: &Arc<App>, room: RoomId) -> Result<()> {
    take_turn(app, room).await.map(drop)
}

/// Waits for the delivery turn of a room, delivers the messages that wait, and returns the turn.
///
/// A handler that changes what a room shows calls this **before** it writes the change, and keeps the
/// turn until its frame is posted. So frames of changes come in the order of the changes, within this
/// process. (With the write first, a later change could overtake an earlier one on its way to the
/// clients.)
pub async fn take_turn(app: &Arc<App>, room: RoomId) -> Result<DeliveryTurn> {
    let mut turn = app.store.messages().delivery_turn(room).await;
    if turn.is_empty() {
        return Ok(turn);
    }
    // On an error the messages wait for the next turn.
    let connections = app.store.connections().list(ConnectionPlace::Room(room), app.clock.now()).await?;
    let posting = async {
        let (mut posted, mut departures) = (Vec::new(), Vec::new());
        while let Some(Undelivered { message, redelivery }) = turn.next_message() {
            let mut broadcast = Broadcast::of_message(&message);
            broadcast.seq = broadcast.seq.filter(|_| !redelivery);
            departures.extend(post::post(app, &connections, &broadcast).await);
            posted.push((message, broadcast));
        }
        (posted, departures)
    };
    let ((posted, mut departures), sockets) = futures_util::join!(posting, MemberSockets::of(app, room));
    match sockets {
        Ok(sockets) => {
            for (message, broadcast) in &posted {
                departures.extend(sockets.post_activity(app, message, broadcast, &connections).await);
            }
        }
        // Clients find the messages when they read the room list.
        Err(error) => error.log("post_activity"),
    }
    presence::forget(app, departures).await;
    Ok(turn)
}

/// Posts a broadcast to all connections of its room, whatever the size of the room, and returns the
/// connections of the room.
pub async fn broadcast(app: &Arc<App>, broadcast: &Broadcast) -> Result<Vec<Connection>> {
    let place = ConnectionPlace::Room(broadcast.room);
    let connections = app.store.connections().list(place, app.clock.now()).await?;
    let departures = post::post(app, &connections, broadcast).await;
    presence::forget(app, departures).await;
    Ok(connections)
}

/// Posts the change of a message to all connections of its room. If the message is the newest of `room`, the
/// user sockets of members hear of the activity.
pub async fn broadcast_change(
    app: &Arc<App>,
    change: &Broadcast,
    message: &Message,
    room: Option<&Room>,
) -> Result<()> {
    let is_newest = room.is_none_or(|room| room.last_seq <= message.seq);
    let sockets = async {
        if is_newest { MemberSockets::of(app, message.room).await } else { Ok(MemberSockets::default()) }
    };
    let (connections, sockets) = futures_util::try_join!(broadcast(app, change), sockets)?;
    let departures = sockets.post_activity(app, message, change, &connections).await;
    presence::forget(app, departures).await;
    Ok(())
}

/// Posts a frame to all connections of a room, and to the user sockets of its members and invited users.
pub async fn broadcast_to_members(app: &Arc<App>, room: RoomId, frame: &ServerFrame<'_>) -> Result<()> {
    let all = Broadcast::to_all(room, frame);
    let (connections, sockets) = futures_util::try_join!(broadcast(app, &all), MemberSockets::of(app, room))?;
    let departures = sockets.post_beside(app, frame, &all, &connections).await;
    presence::forget(app, departures).await;
    Ok(())
}

/// Tells the user sockets of those who are invited to a room that it is closed. A failure is logged and does not
/// fail the request: clients find the change when they read the room list.
pub async fn tell_invited_of_closing(app: &Arc<App>, room: RoomId) {
    let told = async {
        let frame = ServerFrame::RoomRemoved { room_id: room, reason: RemovedReason::RoomClosed };
        let sockets = MemberSockets::of(app, room).await?;
        let departures = sockets.post_beside(app, &frame, &Broadcast::to_all(room, &frame), &[]).await;
        presence::forget(app, departures).await;
        Ok::<_, Error>(())
    };
    if let Err(error) = told.await {
        error.log("tell_invited_of_closing");
    }
}

/// Posts a broadcast to a room with at most 100 live connections; larger rooms get no announcements of
/// typing, presence and membership.
pub async fn announce(app: &Arc<App>, broadcast: &Broadcast) -> Result<()> {
    let audience = Audience::of(app, broadcast.room).await?;
    let departures = audience.post(app, broadcast).await;
    presence::forget(app, departures).await;
    Ok(())
}

/// Announces a change of membership that is stored. A failure is logged and does not fail the request:
/// clients find the change in the member list.
pub async fn announce_membership(app: &Arc<App>, room: RoomId, frame: &ServerFrame<'_>) {
    if let Err(error) = announce(app, &Broadcast::to_all(room, frame)).await {
        error.log("announce_membership");
    }
}

/// Posts a frame to the live connections of one user at a place, except to the connection with the
/// name `excluded`. Returns the user's connections there.
pub async fn post_to_user(
    app: &Arc<App>,
    place: ConnectionPlace,
    user: UserId,
    frame: &ServerFrame<'_>,
    excluded: Option<&str>,
) -> Result<Vec<Connection>> {
    let connections = app.store.connections().list_of_user(place, user, app.clock.now()).await?;
    let targets = connections
        .iter()
        .filter(|connection| connection.live_after.is_some())
        .filter(|connection| Some(connection.connection.as_str()) != excluded);
    let departures = post::post_to(app, |_| place, targets.collect(), encode(frame).into()).await;
    presence::forget(app, departures).await;
    Ok(connections)
}

/// Runs a `deliver` job: posts its frame to the connections of its share.
pub async fn run(app: &Arc<App>, deliver: Deliver) -> Result<()> {
    let place = ConnectionPlace::Room(deliver.broadcast.room);
    let now = app.clock.now();
    let connections = app.store.connections().list_between(place, &deliver.first, &deliver.last, now).await?;
    let departures = post::post_directly(app, &connections, &deliver.broadcast).await;
    presence::forget(app, departures).await;
    Ok(())
}
