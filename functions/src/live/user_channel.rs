//! What the user sockets of one user are told: the user's own rooms and read positions. A failure is logged and
//! does not fail the request: clients find the change when they read the room list.

use std::sync::Arc;

use roomcast_domain::{Connection, RemovedReason, RoomId, RoomListItem, ServerFrame, UserId, encode};
use roomcast_store::ConnectionPlace;

use crate::App;
use crate::error::Result;
use crate::live::members::own_channel;
use crate::live::{post, presence};

/// The operation that the log names when user sockets were not told.
const OPERATION: &str = "tell_user_sockets";

/// Tells the user sockets of a user that the user joined a room or was invited to it, or that a direct room stands
/// in the list now (1 RRU; 2 more if there are any, 0.5 more for a direct room).
pub async fn tell_room_added(app: &Arc<App>, user: UserId, room: RoomId) {
    let told = async {
        let sockets = live_sockets(app, user).await?;
        if sockets.is_empty() {
            return Ok(());
        }
        let (found, membership) = app.store.members().find_with_room(user, room).await?;
        let Some(mut found) = found.filter(|room| room.is_active) else { return Ok(()) };
        app.store.rooms().cover_newest(&mut found);
        app.store.rooms().name_direct(user, [&mut found]).await?;
        let line = RoomListItem::new(&found, user, membership.as_ref());
        post_all(app, sockets, &ServerFrame::RoomAdded { room_id: room, room: line }).await;
        Ok(())
    };
    log(told.await);
}

/// Tells the user sockets of a user that a membership or an invitation ended (1 RRU).
pub async fn tell_room_removed(app: &Arc<App>, user: UserId, room: RoomId, reason: RemovedReason) {
    log(tell(app, user, &ServerFrame::RoomRemoved { room_id: room, reason }, |_| true).await);
}

/// Posts a frame to those of a user's live user sockets that `hears` names (1 RRU).
pub async fn tell(
    app: &Arc<App>,
    user: UserId,
    frame: &ServerFrame<'_>,
    hears: impl Fn(&Connection) -> bool,
) -> Result<()> {
    let mut sockets = live_sockets(app, user).await?;
    sockets.retain(|socket| hears(socket));
    post_all(app, sockets, frame).await;
    Ok(())
}

async fn live_sockets(app: &App, user: UserId) -> Result<Vec<Connection>> {
    let place = ConnectionPlace::User(user);
    let mut sockets = app.store.connections().list_of_user(place, user, app.clock.now()).await?;
    sockets.retain(|socket| socket.live_after.is_some());
    Ok(sockets)
}

async fn post_all(app: &Arc<App>, sockets: Vec<Connection>, frame: &ServerFrame<'_>) {
    if sockets.is_empty() {
        return;
    }
    let departures = post::post_to(app, own_channel, sockets.iter().collect(), encode(frame).into()).await;
    presence::forget(app, departures).await;
}

fn log(told: Result<()>) {
    if let Err(error) = told {
        error.log(OPERATION);
    }
}
