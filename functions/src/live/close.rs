//! The `close` job: ends the connections of one user, or of everybody, to a room.

use std::sync::Arc;

use crate::App;
use crate::error::Result;
use crate::live::job::{Close, Job};
use crate::live::presence;
use roomcast_domain::{ClosedReason, Connection, RoomId, UserId};
use roomcast_store::ConnectionPlace;

/// Runs a `close` job. A connection that opens in the meantime is closed by its greeter, which reads
/// the membership after the connection was written.
pub async fn run(app: &Arc<App>, close: Close) -> Result<()> {
    let Close { room, user, reason } = close;
    let place = ConnectionPlace::Room(room);
    let connections = match user {
        Some(user) => close_user_sockets(app, room, user, reason).await?,
        None => app.store.connections(place, app.clock.now()).await?,
    };
    presence::close(app, place, connections, reason).await;
    Ok(())
}

/// Ends the connections of a user to a room before the caller is answered, so that nothing which is
/// stored after the answer reaches them. Connections that are still being greeted get nothing yet: a
/// job ends them.
pub async fn close_now(app: &Arc<App>, room: RoomId, user: UserId, reason: ClosedReason) -> Result<()> {
    let at_room = close_user_sockets(app, room, user, reason).await?;
    let (live, pending): (Vec<_>, Vec<_>) =
        at_room.into_iter().partition(|connection| connection.live_after.is_some());
    presence::close(app, ConnectionPlace::Room(room), live, reason).await;
    if pending.is_empty() {
        return Ok(());
    }
    close_later(app, Close { room, user: Some(user), reason }).await
}

/// Closes the live user sockets of a user whose access to a room ends against their will: a frame on its way
/// to an open connection cannot be called back. Returns the other connections of the user to the room.
async fn close_user_sockets(
    app: &Arc<App>,
    room: RoomId,
    user: UserId,
    reason: ClosedReason,
) -> Result<Vec<Connection>> {
    let (place, now) = (ConnectionPlace::Room(room), app.clock.now());
    if reason.of_user_socket() != ClosedReason::AccessChanged {
        return Ok(app.store.connections_of_user(place, user, now).await?);
    }
    let own = ConnectionPlace::User(user);
    let (mut at_room, mut sockets) = futures_util::try_join!(
        app.store.connections_of_user(place, user, now),
        app.store.connections_of_user(own, user, now)
    )?;
    sockets.retain(|socket| socket.live_after.is_some());
    at_room.retain(|connection| {
        !connection.is_subscription || sockets.iter().all(|socket| socket.connection != connection.connection)
    });
    presence::close(app, own, sockets, reason).await;
    Ok(at_room)
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
