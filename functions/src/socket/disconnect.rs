//! `disconnect`: a connection has closed, or a post has shown that it is gone.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use roomcast_domain::{ServerFrame, User};
use roomcast_store::{ConnectionPlace, Result};

use crate::fanout::{self, Broadcast, Who};
use crate::wire::ConnectionId;
use crate::{App, log_failure};

/// Forgets a connection. Its user's last one in a room is announced. Twice is once.
///
/// Boxed: announcing may show that another connection is gone.
pub fn disconnect<'a>(app: &'a Arc<App>, connection: &'a ConnectionId) -> BoxFuture<'a, ()> {
    async move {
        if let Err(failure) = forget(app, connection).await {
            log_failure("disconnect", &failure);
        }
    }
    .boxed()
}

async fn forget(app: &Arc<App>, connection: &ConnectionId) -> Result<()> {
    app.forget_connection(connection);
    let Some((lookup, was_live)) = app.store.forget_connection(&connection.0).await? else { return Ok(()) };
    let place = ConnectionPlace::of(&lookup);
    let ConnectionPlace::Room(room) = place else { return Ok(()) };
    if !was_live {
        return Ok(());
    }
    let user = User::from(lookup.user.clone());
    let left = app.store.connections_of_user(place, user.id, app.clock.now()).await?;
    if left.iter().any(|connection| connection.live_after.is_some()) {
        return Ok(());
    }
    let who = Who::speaker(user.id, Some(&connection.0));
    fanout::announce(app, &Broadcast::to_others(room, &ServerFrame::UserLeave { user: &user }, who)).await
}
