//! The `close` job: ends the connections of one user, or of everybody, to a room.

use std::sync::Arc;

use crate::App;
use crate::error::Result;
use crate::live::job::{Close, Job};
use crate::live::presence;
use roomcast_domain::{ClosedReason, RoomId, UserId};
use roomcast_store::ConnectionPlace;

/// Runs a `close` job. A connection that opens in the meantime is closed by its greeter, which reads
/// the membership after the connection was written.
pub async fn run(app: &Arc<App>, close: Close) -> Result<()> {
    let (place, now) = (ConnectionPlace::Room(close.room), app.clock.now());
    let connections = match close.user {
        Some(user) => app.store.connections().list_of_user(place, user, now).await?,
        None => app.store.connections().list(place, now).await?,
    };
    presence::close(app, place, connections, close.reason).await;
    Ok(())
}

/// Ends the connections of a user to a room before the caller is answered, so that nothing which is
/// stored after the answer reaches them. Connections that are still being greeted get nothing yet: a
/// job ends them.
pub async fn close_now(app: &Arc<App>, room: RoomId, user: UserId, reason: ClosedReason) -> Result<()> {
    let place = ConnectionPlace::Room(room);
    let (live, pending): (Vec<_>, Vec<_>) = app
        .store
        .connections()
        .list_of_user(place, user, app.clock.now())
        .await?
        .into_iter()
        .partition(|connection| connection.live_after.is_some());
    presence::close(app, place, live, reason).await;
    if pending.is_empty() {
        return Ok(());
    }
    close_later(app, Close { room, user: Some(user), reason }).await
}

/// Closes the user sockets of a user whose membership of a room was ended by somebody else, whether they are
/// subscribed to the room or not: a frame on its way to an open connection cannot be called back.
pub async fn close_user_sockets(app: &Arc<App>, user: UserId) -> Result<()> {
    let place = ConnectionPlace::User(user);
    let mut sockets = app.store.connections().list_of_user(place, user, app.clock.now()).await?;
    sockets.retain(|socket| socket.live_after.is_some());
    presence::close(app, place, sockets, ClosedReason::AccessChanged).await;
    Ok(())
}

/// Hands a `close` job over. If that fails the job is run here, so that no connection goes on
/// listening after the answer.
pub(crate) async fn close_later(app: &Arc<App>, close: Close) -> Result<()> {
    match app.wire.start(Job::Close(close.clone())).await {
        Ok(()) => Ok(()),
        Err(error) => {
            tracing::error!(operation = "close", service = "wire", detail = %error, "the job was not started");
            run(app, close).await
        }
    }
}
