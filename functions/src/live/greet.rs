//! The `greet` job: posts to a new connection what it asked for, makes it live, and announces its user.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use roomcast_domain::{
    CONNECTIONS_PER_USER_AND_ROOM, ClosedReason, Connection, LiveMessage, MessageId, ONLINE_SHOWN,
    REPLAY_MAX, Refusal, RoomId, Seq, SeqRange, ServerFrame, User, UserId, encode, texts,
};
use roomcast_store::{ConnectionPlace, GoLive, GoLiveAt, StoreError};

use crate::App;
use crate::error::{Error, Result};
use crate::live::audience::Audience;
use crate::live::broadcast::{Broadcast, Recipient};
use crate::live::connection::ConnectionId;
use crate::live::job::Greet;
use crate::live::presence;
use crate::live::wire::{Greeting, WireError};
use crate::rooms::access::Seen;

/// Attempts to go live between two messages of a busy room; after them the connection goes live
/// unconditionally.
const ROUNDS: u32 = 20;
/// Time after which a connection goes live unconditionally, in milliseconds.
const PATIENCE_MS: i64 = 5_000;

/// Why a greeting stopped.
enum Stopped {
    /// The connection is gone.
    Gone,
    /// The table or the wire failed: the job is to run again.
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs a `greet` job. A job that runs again for a connection that is live already posts no first frame
/// and no replay again, only `live`.
pub async fn run(app: &Arc<App>, greet: Greet) -> Result<()> {
    let greeted = match greet.room {
        Some(room) => greet_in_room(app, &greet, room).await,
        None => greet_on_channel(app, &greet).await,
    };
    match greeted {
        Ok(()) => Ok(()),
        Err(Stopped::Gone) => {
            presence::disconnect(app, &greet.connection).await;
            Ok(())
        }
        Err(Stopped::Failed(error)) => Err(error),
    }
}

/// Posts a frame of the greeting.
async fn say(
    app: &App,
    greet: &Greet,
    frame: &ServerFrame<'_>,
    place: Greeting,
) -> std::result::Result<(), Stopped> {
    let frame: Bytes = encode(frame).into();
    app.wire.greet(&greet.connection, frame, place).await.map_err(|error| match error {
        WireError::Gone => Stopped::Gone,
        WireError::Unavailable => Stopped::Failed(error.into()),
    })
}

async fn greet_on_channel(app: &Arc<App>, greet: &Greet) -> std::result::Result<(), Stopped> {
    let (place, user) = (ConnectionPlace::Notifications(greet.user.id), greet.user.id);
    let own = app.store.connection_at(place, user, &greet.connection.0).await?.ok_or(Stopped::Gone)?;
    if own.live_after.is_none() {
        let hello = ServerFrame::ConnectionEstablished {
            message: texts::CONNECTED,
            user: &greet.user,
            room_id: None,
            last_message_id: None,
            last_seq: None,
            online_user_ids: None,
        };
        say(app, greet, &hello, Greeting::More).await?;
        let at = GoLiveAt::Unconditionally(Seq::ZERO);
        match app.store.go_live(place, user, &greet.connection.0, at, app.clock.now()).await? {
            GoLive::Gone => return Err(Stopped::Gone),
            GoLive::Live | GoLive::Already | GoLive::Behind => {}
        }
    }
    let mut live = app.store.connections_of_user(place, user, app.clock.now()).await?;
    live.retain(|connection| connection.live_after.is_some());
    close_excess_connections(app, None, live).await;
    say(app, greet, &ServerFrame::Live { room_id: None, last_seq: None }, Greeting::Last).await
}

async fn greet_in_room(app: &Arc<App>, greet: &Greet, room: RoomId) -> std::result::Result<(), Stopped> {
    let (place, now) = (ConnectionPlace::Room(room), app.clock.now());
    let own = (greet.user.id, greet.connection.0.as_str());
    let ((found, membership), newest, (online, own)) = futures_util::try_join!(
        app.store.room_and_membership(greet.user.id, room),
        app.store.newest(room),
        app.store.online_and_own(place, own, ONLINE_SHOWN, now)
    )?;
    let refused = match found.filter(|room| room.is_active) {
        None => Some(ClosedReason::RoomClosed),
        Some(room) => Seen { room, membership }.readable().err().map(|refusal| match refusal {
            Refusal::Banned => ClosedReason::Banned,
            _ => ClosedReason::Removed,
        }),
    };
    if let Some(reason) = refused {
        say(app, greet, &ServerFrame::Closed { room_id: Some(room), reason }, Greeting::Last).await?;
        app.wire.close(&greet.connection, Some(reason)).await;
        return Err(Stopped::Gone);
    }
    if let Some(live_after) = own.ok_or(Stopped::Gone)?.live_after {
        return finish(app, greet, room, live_after).await.map(drop);
    }
    let hello = ServerFrame::ConnectionEstablished {
        message: texts::CONNECTED,
        user: &greet.user,
        room_id: Some(room),
        last_message_id: Some((newest.seq > Seq::ZERO).then(|| MessageId::of(room, newest.seq))),
        last_seq: Some(newest.seq),
        online_user_ids: Some(with_user(&online, &greet.user)),
    };
    say(app, greet, &hello, Greeting::More).await?;
    let live_after = go_live(app, greet, room, newest.seq).await?;
    let audience = finish(app, greet, room, live_after).await?;
    Ok(announce_missed_presence(app, greet, room, &online, &audience).await?)
}

/// Finishes the greeting of a connection that went live after the message `live_after`: closes the
/// user's oldest connections beyond ten, posts `live`, and announces the user to the others if this is
/// the user's first connection. Returns the audience of the room.
async fn finish(
    app: &Arc<App>,
    greet: &Greet,
    room: RoomId,
    live_after: Seq,
) -> std::result::Result<Audience, Stopped> {
    let audience = Audience::of(app, room).await?;
    let own = audience.of_user(app, room, greet.user.id).await?;
    // Of several connections that open at once the oldest is the first, whichever goes live first.
    let first = own.iter().min_by_key(|connection| (connection.opened_ms, &connection.connection));
    let is_first = first.is_none_or(|first| first.connection == greet.connection.0);
    if !greet.user.id.is_guest() {
        close_excess_connections(app, Some(room), own).await;
    }
    say(app, greet, &ServerFrame::Live { room_id: Some(room), last_seq: Some(live_after) }, Greeting::Last)
        .await?;
    if is_first {
        let (user, excluded) = (&greet.user, Recipient::speaker(greet.user.id, Some(&greet.connection.0)));
        let join = Broadcast::to_others(room, &ServerFrame::UserJoin { room_id: room, user }, excluded);
        let departures = audience.post(app, &join).await;
        presence::forget(app, departures).await;
    }
    Ok(audience)
}

/// Tells the connection who came and left between its first frame, which listed the users in `listed`
/// as online, and its going live: announcements of that time did not reach it. Users that go live
/// later announce themselves to it.
async fn announce_missed_presence(
    app: &Arc<App>,
    greet: &Greet,
    room: RoomId,
    listed: &BTreeSet<UserId>,
    audience: &Audience,
) -> Result<()> {
    let Some(live) = audience.live() else { return Ok(()) };
    let live: BTreeMap<UserId, &str> = live
        .filter(|connection| !connection.user.is_guest() && connection.user != greet.user.id)
        .map(|connection| (connection.user, connection.connection.as_str()))
        .collect();
    for (_, connection) in live.iter().filter(|(user, _)| !listed.contains(user)) {
        if let Some(lookup) = app.store.connection(connection).await? {
            tell(app, greet, &ServerFrame::UserJoin { room_id: room, user: &lookup.user }).await;
        }
    }
    for left in listed.iter().filter(|user| **user != greet.user.id && !live.contains_key(user)) {
        let user = app.store.user_in_room(*left, room).await?;
        tell(app, greet, &ServerFrame::UserLeave { room_id: room, user: &user }).await;
    }
    Ok(())
}

/// Posts a frame after the greeting. A connection that is gone is forgotten by its disconnect event.
async fn tell(app: &App, greet: &Greet, frame: &ServerFrame<'_>) {
    app.wire.post(std::slice::from_ref(&greet.connection), encode(frame).into()).await;
}

/// Returns the ids of the users online, the new user included, at most 100.
fn with_user(online: &BTreeSet<UserId>, user: &User) -> Vec<UserId> {
    let own = [user.id].into_iter().filter(|user| !user.is_guest());
    let others = online.iter().copied().filter(|other| *other != user.id);
    let mut online: Vec<UserId> = own.chain(others).take(ONLINE_SHOWN).collect();
    online.sort_unstable();
    online
}

/// Replays the messages that the client asked for and those that are stored in the meantime, until the
/// connection is live. Returns the number after which the senders of messages post to the connection.
async fn go_live(
    app: &Arc<App>,
    greet: &Greet,
    room: RoomId,
    newest: Seq,
) -> std::result::Result<Seq, Stopped> {
    let place = ConnectionPlace::Room(room);
    let started = app.clock.now();
    let since = greet.since.map(|since| since.min(newest));
    let mut sent = since.unwrap_or(newest);
    let mut newest = newest;
    let most = sent.plus(REPLAY_MAX);
    for round in 0.. {
        let last = newest.min(most);
        replay(app, greet, room, SeqRange { first: sent.plus(1), last }).await?;
        sent = sent.max(last);
        let now = app.clock.now();
        let late = round >= ROUNDS || now.ms() - started.ms() > PATIENCE_MS;
        let truncated = sent < newest || late;
        let at = if late { GoLiveAt::Unconditionally(newest) } else { GoLiveAt::Exactly(newest) };
        match app.store.go_live(place, greet.user.id, &greet.connection.0, at, now).await? {
            GoLive::Gone => return Err(Stopped::Gone),
            GoLive::Behind => newest = app.store.newest(room).await?.seq,
            GoLive::Live | GoLive::Already => {
                if truncated {
                    let after = if sent > Seq::ZERO { MessageId::of(room, sent).get() } else { 0 };
                    say(app, greet, &ServerFrame::ReplayTruncated { room_id: room, after }, Greeting::More)
                        .await?;
                }
                break;
            }
        }
    }
    Ok(newest)
}

async fn replay(
    app: &Arc<App>,
    greet: &Greet,
    room: RoomId,
    range: SeqRange,
) -> std::result::Result<(), Stopped> {
    for message in app.store.messages(room, range).await? {
        let own = message.is_from(greet.user.id, &greet.connection.0);
        let message = LiveMessage::new(&message, own);
        let frame = ServerFrame::ChatMessage { room_id: room, message, replayed: true };
        say(app, greet, &frame, Greeting::More).await?;
    }
    Ok(())
}

/// Closes the oldest of a user's live connections beyond ten. Connections that are still being greeted
/// count once they are live: each greeter calls this then.
async fn close_excess_connections(app: &Arc<App>, room: Option<RoomId>, live: Vec<Connection>) {
    let excess = live.len().saturating_sub(CONNECTIONS_PER_USER_AND_ROOM);
    for connection in live.into_iter().take(excess) {
        // A live connection is open everywhere, so that nothing is waited for; of several greeters that
        // close the same connection only the first one finds it.
        presence::close_greeted(app, room, &ConnectionId(connection.connection), ClosedReason::Replaced)
            .await;
    }
}
