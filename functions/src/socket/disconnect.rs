//! `disconnect`: a connection has closed, or a post has shown that it is gone.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use roomcast_domain::{Connection, RoomId, ServerFrame, User, UserId};
use roomcast_store::{ConnectionPlace, Result};

use crate::live::audience::Audience;
use crate::live::broadcast::{Broadcast, Who};
use crate::live::wire::ConnectionId;
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
    connection: &'a Connection,
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
    let Some(lookup) = app.store.forget_connection(&connection.0).await? else { return Ok(()) };
    let (place, user) = (ConnectionPlace::of(&lookup), lookup.user.id);
    let one = app.closing(place, user).await;
    if !app.store.leave_place(place, user, &connection.0).await? {
        return Ok(());
    }
    let left = who_is_left(app, place, user).await?;
    drop(one);
    say_goodbye(app, left, lookup.user, connection).await
}

async fn forget_at(app: &Arc<App>, place: ConnectionPlace, connection: &Connection) -> Result<()> {
    let (id, user) = (ConnectionId(connection.connection.clone()), connection.user);
    app.forget_connection(&id);
    let one = app.closing(place, user).await;
    let (lookup, was_live) = app.store.forget_connection_at(place, user, &id.0).await?;
    if !was_live {
        return Ok(());
    }
    let left = who_is_left(app, place, user).await?;
    drop(one);
    let user = match (lookup, place) {
        (Some(lookup), _) => lookup.user,
        (None, ConnectionPlace::Room(room)) => app.store.user_in_room(user, room).await?,
        (None, ConnectionPlace::Notifications(_)) => return Ok(()),
    };
    say_goodbye(app, left, user, &id).await
}

/// The room and who hears it, if a user's last connection to a room is gone.
async fn who_is_left(app: &App, place: ConnectionPlace, user: UserId) -> Result<Option<(RoomId, Audience)>> {
    let ConnectionPlace::Room(room) = place else { return Ok(None) };
    let audience = Audience::of(app, room).await?;
    let gone = audience.of_user(app, room, user).await?.is_empty();
    Ok(gone.then_some((room, audience)))
}

async fn say_goodbye(
    app: &Arc<App>,
    left: Option<(RoomId, Audience)>,
    user: User,
    connection: &ConnectionId,
) -> Result<()> {
    let Some((room, audience)) = left else { return Ok(()) };
    let who = Who::speaker(user.id, Some(&connection.0));
    audience.tell(app, &Broadcast::to_others(room, &ServerFrame::UserLeave { user: &user }, who)).await;
    Ok(())
}
