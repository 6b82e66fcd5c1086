//! `greet`: brings a new connection everything up to the moment it goes live, exactly once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use roomcast_domain::{
    CONNECTIONS_PER_USER_AND_ROOM, ClosedReason, LiveMessage, MessageId, ONLINE_SHOWN, REPLAY_MAX, Refusal,
    RoomId, Seq, SeqRange, ServerFrame, User, UserId, encode, texts,
};
use roomcast_store::{ConnectionItem, ConnectionPlace, GoLive, GoLiveAt, Result, StoreError};

use crate::App;
use crate::live::audience::Audience;
use crate::live::broadcast::{Broadcast, Who};
use crate::live::fanout;
use crate::live::job::Greet;
use crate::live::wire::{ConnectionId, Greeting, WireError};
use crate::rooms::access::Seen;

/// Attempts to go live between two messages of a busy room; then live anyhow.
const ROUNDS: u32 = 20;
/// How long a greeter tries, in milliseconds.
const PATIENCE_MS: i64 = 5_000;

/// Why a greeting ended early.
enum Ended {
    /// The connection is gone.
    Gone,
    /// The table or the wire did not answer: the job is tried again.
    Failed(StoreError),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Greets: first frame, replay, going live, `live`, presence.
pub async fn run(app: &Arc<App>, greet: Greet) -> Result<()> {
    let ended = match greet.room {
        Some(room) => greet_in_room(app, &greet, room).await,
        None => greet_on_channel(app, &greet).await,
    };
    match ended {
        Ok(()) => Ok(()),
        Err(Ended::Gone) => {
            crate::socket::disconnect(app, &greet.connection).await;
            Ok(())
        }
        Err(Ended::Failed(error)) => Err(error),
    }
}

async fn say(
    app: &App,
    greet: &Greet,
    frame: &ServerFrame<'_>,
    place: Greeting,
) -> std::result::Result<(), Ended> {
    let frame: Bytes = encode(frame).into();
    app.wire.greet(&greet.connection, frame, place).await.map_err(|error| match error {
        WireError::Gone => Ended::Gone,
        WireError::Unavailable => Ended::Failed(StoreError::Unavailable(error.to_string())),
    })
}

async fn greet_on_channel(app: &Arc<App>, greet: &Greet) -> std::result::Result<(), Ended> {
    let place = ConnectionPlace::Notifications(greet.user.id);
    let hello = ServerFrame::ConnectionEstablished {
        message: texts::CONNECTED,
        user: &greet.user,
        room_id: None,
        last_message_id: None,
        last_seq: None,
        online_user_ids: None,
    };
    say(app, greet, &hello, Greeting::More).await?;
    let now = app.clock.now();
    let at = GoLiveAt::Anyhow(Seq::ZERO);
    match app.store.go_live(place, greet.user.id, &greet.connection.0, at, now).await? {
        GoLive::Gone => return Err(Ended::Gone),
        GoLive::Live | GoLive::Already | GoLive::Behind => {}
    }
    let mut live = app.store.connections_of_user(place, greet.user.id, app.clock.now()).await?;
    live.retain(|connection| connection.live_after.is_some());
    make_place(app, None, live).await;
    say(app, greet, &ServerFrame::Live { room_id: None, last_seq: None }, Greeting::Last).await
}

async fn greet_in_room(app: &Arc<App>, greet: &Greet, room: RoomId) -> std::result::Result<(), Ended> {
    let (place, now) = (ConnectionPlace::Room(room), app.clock.now());
    let ((found, membership), newest, others) = futures_util::try_join!(
        app.store.room_and_membership(greet.user.id, room),
        app.store.newest(room),
        app.store.online(place, ONLINE_SHOWN, now)
    )?;
    let refused = match found.filter(|room| room.active) {
        None => Some(ClosedReason::RoomClosed),
        Some(room) => Seen { room, membership }.readable().err().map(|refusal| match refusal {
            Refusal::Banned => ClosedReason::Banned,
            _ => ClosedReason::Removed,
        }),
    };
    if let Some(reason) = refused {
        say(app, greet, &ServerFrame::Closed { room_id: Some(room), reason }, Greeting::Last).await?;
        app.wire.close(&greet.connection).await;
        return Err(Ended::Gone);
    }
    let hello = ServerFrame::ConnectionEstablished {
        message: texts::CONNECTED,
        user: &greet.user,
        room_id: Some(room),
        last_message_id: Some((newest.seq > Seq::ZERO).then(|| MessageId::of(room, newest.seq))),
        last_seq: Some(newest.seq),
        online_user_ids: Some(online(&others, &greet.user)),
    };
    say(app, greet, &hello, Greeting::More).await?;
    let live_from = go_live(app, greet, room, newest.seq).await?;
    let audience = Audience::of(app, room).await?;
    let own = audience.of_user(app, room, greet.user.id).await?;
    // Of several that open at once the oldest is the first, whichever goes live first.
    let first = own.iter().min_by_key(|connection| (connection.opened_ms, &connection.connection));
    let first = first.is_none_or(|first| first.connection == greet.connection.0);
    if !greet.user.id.is_guest() {
        make_place(app, Some(room), own).await;
    }
    say(app, greet, &ServerFrame::Live { room_id: Some(room), last_seq: Some(live_from) }, Greeting::Last)
        .await?;
    if first {
        let (user, who) = (&greet.user, Who::speaker(greet.user.id, Some(&greet.connection.0)));
        audience
            .tell(app, &Broadcast::to_others(room, &ServerFrame::UserJoin { room_id: room, user }, who))
            .await;
    }
    Ok(tell_what_passed(app, greet, room, &others, &audience).await?)
}

/// Who came and went between the first frame, which said who was online, and going live: nobody
/// else told the connection, which was not live yet. Whoever goes live later tells it.
async fn tell_what_passed(
    app: &Arc<App>,
    greet: &Greet,
    room: RoomId,
    told: &BTreeSet<UserId>,
    audience: &Audience,
) -> Result<()> {
    let Some(live) = audience.live() else { return Ok(()) };
    let live: BTreeMap<UserId, &str> = live
        .filter(|connection| !connection.user.is_guest() && connection.user != greet.user.id)
        .map(|connection| (connection.user, connection.connection.as_str()))
        .collect();
    for (_, connection) in live.iter().filter(|(user, _)| !told.contains(user)) {
        if let Some(facts) = app.store.connection(connection).await? {
            tell(app, greet, &ServerFrame::UserJoin { room_id: room, user: &facts.user.into() }).await;
        }
    }
    for left in told.iter().filter(|user| **user != greet.user.id && !live.contains_key(user)) {
        let user = app.store.user_in_room(*left, room).await?;
        tell(app, greet, &ServerFrame::UserLeave { room_id: room, user: &user }).await;
    }
    Ok(())
}

async fn tell(app: &App, greet: &Greet, frame: &ServerFrame<'_>) {
    app.wire.post(std::slice::from_ref(&greet.connection), encode(frame).into()).await;
}

/// The users online, the new one included, at most 100.
fn online(others: &BTreeSet<UserId>, user: &User) -> Vec<UserId> {
    let own = [user.id].into_iter().filter(|user| !user.is_guest());
    let others = others.iter().copied().filter(|other| *other != user.id);
    let mut online: Vec<UserId> = own.chain(others).take(ONLINE_SHOWN).collect();
    online.sort_unstable();
    online
}

/// Replays what the client asked for, then what comes meanwhile, until nothing did; answers the
/// number after which others post to the connection.
async fn go_live(
    app: &Arc<App>,
    greet: &Greet,
    room: RoomId,
    newest: Seq,
) -> std::result::Result<Seq, Ended> {
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
        let at = if late { GoLiveAt::Anyhow(newest) } else { GoLiveAt::Exactly(newest) };
        match app.store.go_live(place, greet.user.id, &greet.connection.0, at, now).await? {
            GoLive::Gone => return Err(Ended::Gone),
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
) -> std::result::Result<(), Ended> {
    for message in app.store.messages(room, range).await? {
        let own = message.is_from(greet.user.id, &greet.connection.0);
        let message = LiveMessage::new(&message, own);
        let frame = ServerFrame::ChatMessage { room_id: room, message, replayed: true };
        say(app, greet, &frame, Greeting::More).await?;
    }
    Ok(())
}

/// Closes the oldest of a user's live connections beyond ten. Connections that are still being
/// greeted count when they are live: each greeter looks then.
async fn make_place(app: &Arc<App>, room: Option<RoomId>, live: Vec<ConnectionItem>) {
    let too_many = live.len().saturating_sub(CONNECTIONS_PER_USER_AND_ROOM);
    for connection in live.into_iter().take(too_many) {
        // Not waited for, as one that may be opening is: it has been greeted, and where several
        // greeters close the same one, all but the first would wait in vain.
        fanout::close(app, room, &ConnectionId(connection.connection), ClosedReason::Replaced).await;
    }
}
