//! `close`: the end of a user's, or of all, connections to a room.

use std::sync::Arc;

use futures_util::StreamExt;
use roomcast_domain::{ClosedReason, Connection, RoomId, UserId};
use roomcast_store::{ConnectionPlace, Result};

use crate::App;
use crate::live::fanout;
use crate::live::job::{Close, Job};

/// Connections that are ended at the same time.
const AT_ONCE: usize = 16;

/// Says why, then closes each of them. A connection that opens meanwhile is closed by its greeter,
/// which reads the membership after the connection was written.
pub async fn run(app: &Arc<App>, close: Close) -> Result<()> {
    let (place, now) = (ConnectionPlace::Room(close.room), app.clock.now());
    let connections = match close.user {
        Some(user) => app.store.connections_of_user(place, user, now).await?,
        None => app.store.connections(place, now).await?,
    };
    end(app, place, &connections, close.reason).await;
    Ok(())
}

/// Ends a user's connections before the caller is answered: nothing that is stored behind the answer
/// reaches one of them. Those that are still being greeted get nothing yet: a job ends them.
pub async fn at_once(app: &Arc<App>, room: RoomId, user: UserId, reason: ClosedReason) -> Result<()> {
    let place = ConnectionPlace::Room(room);
    let (live, pending): (Vec<_>, Vec<_>) = app
        .store
        .connections_of_user(place, user, app.clock.now())
        .await?
        .into_iter()
        .partition(|connection| connection.live_after.is_some());
    end(app, place, &live, reason).await;
    if pending.is_empty() {
        return Ok(());
    }
    close_later(app, Close { room, user: Some(user), reason }).await
}

async fn end(app: &Arc<App>, place: ConnectionPlace, connections: &[Connection], reason: ClosedReason) {
    futures_util::stream::iter(connections)
        .for_each_concurrent(AT_ONCE, async |connection| {
            fanout::close_one(app, place, connection, reason).await;
        })
        .await;
}

/// Hands over the closing of connections; if that fails it is done here, so that nobody goes on
/// listening whom the answer says to be gone.
pub(crate) async fn close_later(app: &Arc<App>, close: Close) -> Result<()> {
    match app.wire.start(Job::Close(close.clone())).await {
        Ok(()) => Ok(()),
        Err(error) => {
            tracing::error!(%error, job = "close", "a job was not handed over");
            run(app, close).await
        }
    }
}
