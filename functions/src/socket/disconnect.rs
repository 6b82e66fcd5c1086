//! `disconnect`: a connection has closed, or a post has shown that it is gone.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use roomcast_domain::{ServerFrame, User};
use roomcast_store::{ConnectionItem, ConnectionPlace, Result};

use crate::audience::Audience;
use crate::fanout::{Broadcast, Who};
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

/// Forgets a connection that was found at a place, also one that an earlier attempt forgot by half.
pub fn disconnect_at<'a>(
    app: &'a Arc<App>,
    place: ConnectionPlace,
    connection: &'a ConnectionItem,
) -> BoxFuture<'a, ()> {
    async move {
        if let Err(failure) = forget_at(app, place, connection).await {
            log_failure("disconnect", &failure);
        }
    }
    .boxed()
}

async fn forget(app: &Arc<App>, connection: &ConnectionId) -> Result<()> {
    app.forget_connection(connection);
    match app.store.forget_connection(&connection.0).await? {
        Some((lookup, true)) => {
            say_goodbye(app, ConnectionPlace::of(&lookup), lookup.user.into(), connection).await
        }
        _ => Ok(()),
    }
}

async fn forget_at(app: &Arc<App>, place: ConnectionPlace, connection: &ConnectionItem) -> Result<()> {
    let (id, user) = (ConnectionId(connection.connection.clone()), connection.user);
    app.forget_connection(&id);
    let (lookup, was_live) = app.store.forget_connection_at(place, user, &id.0).await?;
    let ConnectionPlace::Room(room) = place else { return Ok(()) };
    if !was_live {
        return Ok(());
    }
    let user = match lookup {
        Some(lookup) => lookup.user.into(),
        None => app.store.user_in_room(user, room).await?,
    };
    say_goodbye(app, place, user, &id).await
}

/// Announces that a user's last connection to a room is gone, if it is.
async fn say_goodbye(
    app: &Arc<App>,
    place: ConnectionPlace,
    user: User,
    connection: &ConnectionId,
) -> Result<()> {
    let ConnectionPlace::Room(room) = place else { return Ok(()) };
    let audience = Audience::of(app, room).await?;
    if !audience.of_user(app, room, user.id).await?.is_empty() {
        return Ok(());
    }
    let who = Who::speaker(user.id, Some(&connection.0));
    audience.tell(app, &Broadcast::to_others(room, &ServerFrame::UserLeave { user: &user }, who)).await;
    Ok(())
}
