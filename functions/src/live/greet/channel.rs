//! The greetings of notification channels and of user sockets.

use roomcast_domain::{
    CONNECTIONS_PER_USER_AND_ROOM, SUBSCRIPTIONS_MAX, Seq, ServerFrame, Time, USER_SOCKETS, texts,
};
use roomcast_store::{ConnectionPlace, GoLive, GoLiveAt};

use super::excess::close_excess;
use super::greeter::{Greeter, Stopped};

/// Greets a connection to the notification channel.
pub(super) async fn greet_notifications(greeter: &mut Greeter<'_>) -> Result<(), Stopped> {
    let (app, greet) = (greeter.app, greeter.greet);
    let (place, user) = (ConnectionPlace::Notifications(greet.user.id), greet.user.id);
    let own =
        app.store.connections().find_at(place, user, &greet.connection.0).await?.ok_or(Stopped::Gone)?;
    if own.live_after.is_none() {
        let hello = ServerFrame::ConnectionEstablished {
            message: texts::CONNECTED,
            user: &greet.user,
            room: None,
            expires_at: None,
            max_subscriptions: None,
        };
        greeter.say(&hello).await?;
        greeter.flush().await?;
        go_live(greeter, place).await?;
    }
    close_excess_here(greeter, place, CONNECTIONS_PER_USER_AND_ROOM).await?;
    greeter.say_last(&ServerFrame::Live { room_id: None, last_seq: None }).await
}

/// Greets a user socket. It is live before its first frame: the client reads the room list after that frame and
/// hears of everything that happens later.
pub(super) async fn greet_user_socket(greeter: &mut Greeter<'_>, expires_s: i64) -> Result<(), Stopped> {
    let place = ConnectionPlace::User(greeter.greet.user.id);
    go_live(greeter, place).await?;
    let hello = ServerFrame::ConnectionEstablished {
        message: texts::CONNECTED,
        user: &greeter.greet.user,
        room: None,
        expires_at: Some(Time::of_s(expires_s)),
        max_subscriptions: Some(SUBSCRIPTIONS_MAX),
    };
    greeter.say_last(&hello).await?;
    close_excess_here(greeter, place, USER_SOCKETS).await
}

async fn go_live(greeter: &Greeter<'_>, place: ConnectionPlace) -> Result<(), Stopped> {
    let (app, greet) = (greeter.app, greeter.greet);
    let (user, at) = (greet.user.id, GoLiveAt::Unconditionally(Seq::ZERO));
    match app.store.connections().go_live(place, user, &greet.connection.0, at, app.clock.now()).await? {
        GoLive::Gone => Err(Stopped::Gone),
        GoLive::Live | GoLive::Already | GoLive::Behind => Ok(()),
    }
}

async fn close_excess_here(
    greeter: &Greeter<'_>,
    place: ConnectionPlace,
    most: usize,
) -> Result<(), Stopped> {
    let (app, user) = (greeter.app, greeter.greet.user.id);
    let mut live = app.store.connections().list_of_user(place, user, app.clock.now()).await?;
    live.retain(|connection| connection.live_after.is_some());
    close_excess(app, place, live, most).await;
    Ok(())
}
