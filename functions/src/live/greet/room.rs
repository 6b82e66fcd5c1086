//! The greeting of a room socket and of a subscription: replays what the client missed and makes it live.

use roomcast_domain::{
    CONNECTIONS_PER_USER_AND_ROOM, ClosedReason, LiveMessage, MessageId, ONLINE_SHOWN, REPLAY_MAX, Refusal,
    RoomId, RoomState, Seq, SeqRange, ServerFrame, texts,
};
use roomcast_store::{ConnectionPlace, DeliveryTurn, GoLive, GoLiveAt};

use super::excess::close_excess;
use super::greeter::{Greeter, Stopped};
use super::presence::{announce_join, announce_missed_presence, with_user};
use crate::live::audience::Audience;
use crate::live::presence::end_subscription;
use crate::rooms::access::Seen;

/// Attempts to go live between two messages of a busy room; after them the connection goes live
/// unconditionally.
const ROUNDS: u32 = 20;
/// Time after which a connection goes live unconditionally, in milliseconds.
const PATIENCE_MS: i64 = 5_000;

/// Greets a room socket or a subscription.
pub(super) async fn greet(greeter: &mut Greeter<'_>, room: RoomId) -> Result<(), Stopped> {
    let (app, greet) = (greeter.app, greeter.greet);
    let (place, now) = (ConnectionPlace::Room(room), app.clock.now());
    let own = (greet.user.id, greet.connection.0.as_str());
    let ((found, membership), newest, (online, own)) = futures_util::try_join!(
        app.store.members().find_with_room(greet.user.id, room),
        app.store.messages().newest(room),
        app.store.connections().online_and_own(place, own, ONLINE_SHOWN, now)
    )?;
    let readable = match found.filter(|room| room.is_active) {
        None => Err(Refusal::RoomNotFound),
        Some(room) => Seen { room, membership }.readable(),
    };
    if let Err(refusal) = readable {
        return Err(refuse(greeter, room, refusal).await?);
    }
    if let Some(live_after) = own.ok_or_else(|| greeter.not_there())?.live_after {
        return finish(greeter, room, live_after, None).await.map(drop);
    }
    let state = RoomState {
        room_id: room,
        last_message_id: (newest.seq > Seq::ZERO).then(|| MessageId::of(room, newest.seq)),
        last_seq: newest.seq,
        online_user_ids: with_user(&online, &greet.user),
    };
    let (message, user) = (texts::CONNECTED, &greet.user);
    let hello = if greeter.is_of_subscription() {
        ServerFrame::Subscribed { message, user, room: state }
    } else {
        let room = Some(state);
        ServerFrame::ConnectionEstablished { message, user, room, expires_at: None, max_subscriptions: None }
    };
    greeter.say(&hello).await?;
    let (live_after, turn) = go_live(greeter, room, newest.seq).await?;
    let audience = finish(greeter, room, live_after, turn).await?;
    Ok(announce_missed_presence(app, greet, room, &online, &audience).await?)
}

/// Ends a connection or subscription whose user may not read the room any more.
async fn refuse(greeter: &mut Greeter<'_>, room: RoomId, refusal: Refusal) -> Result<Stopped, Stopped> {
    let (app, greet) = (greeter.app, greeter.greet);
    if greeter.is_of_subscription() {
        greeter.say_last(&ServerFrame::refusal(Some(room), &refusal, None)).await?;
        end_subscription(app, room, greet.user.id, Some(&greet.user), &greet.connection).await?;
        return Ok(Stopped::Ended);
    }
    let reason = match refusal {
        Refusal::RoomNotFound => ClosedReason::RoomClosed,
        Refusal::Banned => ClosedReason::Banned,
        _ => ClosedReason::Removed,
    };
    greeter.say_last(&ServerFrame::Closed { room_id: Some(room), reason }).await?;
    app.wire.close(&greet.connection, Some(reason)).await;
    Ok(Stopped::Gone)
}

/// Finishes the greeting of a connection that went live after the message `live_after`: posts `live`, closes
/// the user's oldest connections beyond ten, and announces the user to the others if this is the user's first
/// connection. Returns the audience of the room.
async fn finish(
    greeter: &mut Greeter<'_>,
    room: RoomId,
    live_after: Seq,
    turn: Option<DeliveryTurn>,
) -> Result<Audience, Stopped> {
    greeter.say_last(&ServerFrame::Live { room_id: Some(room), last_seq: Some(live_after) }).await?;
    drop(turn);
    let (app, greet) = (greeter.app, greeter.greet);
    let audience = Audience::of(app, room).await?;
    let own = audience.of_user(app, room, greet.user.id).await?;
    // Of several connections that open at once the oldest is the first, whichever goes live first.
    let first = own.iter().min_by_key(|connection| (connection.opened_ms, &connection.connection));
    let is_first = first.is_none_or(|first| first.connection == greet.connection.0);
    if !greet.user.id.is_guest() {
        let place = ConnectionPlace::Room(room);
        close_excess(app, place, own, CONNECTIONS_PER_USER_AND_ROOM).await;
    }
    if is_first {
        announce_join(app, greet, room, &audience).await;
    }
    Ok(audience)
}

/// Replays the messages that the client asked for and those that are stored in the meantime, until the
/// connection is live. Returns the number after which the senders of messages post to the connection. With it
/// comes, for a subscription, the delivery turn of the room: in this process nobody posts a message to the
/// subscription before its `live`.
async fn go_live(
    greeter: &mut Greeter<'_>,
    room: RoomId,
    newest: Seq,
) -> Result<(Seq, Option<DeliveryTurn>), Stopped> {
    let (app, greet) = (greeter.app, greeter.greet);
    let place = ConnectionPlace::Room(room);
    let started = app.clock.now();
    let since = greet.since.map(|since| since.min(newest));
    let mut sent = since.unwrap_or(newest);
    let mut newest = newest;
    let most = sent.plus(REPLAY_MAX);
    for round in 0.. {
        let last = newest.min(most);
        replay(greeter, room, SeqRange { first: sent.plus(1), last }).await?;
        greeter.flush().await?;
        sent = sent.max(last);
        let now = app.clock.now();
        let late = round >= ROUNDS || now.ms() - started.ms() > PATIENCE_MS;
        let truncated = sent < newest || late;
        let at = if late { GoLiveAt::Unconditionally(newest) } else { GoLiveAt::Exactly(newest) };
        let messages = app.store.messages();
        let turn = if greeter.is_of_subscription() { Some(messages.delivery_turn(room).await) } else { None };
        match app.store.connections().go_live(place, greet.user.id, &greet.connection.0, at, now).await? {
            GoLive::Gone => return Err(greeter.not_there()),
            GoLive::Behind => newest = messages.newest(room).await?.seq,
            GoLive::Live | GoLive::Already => {
                if truncated {
                    let after = if sent > Seq::ZERO { MessageId::of(room, sent).get() } else { 0 };
                    greeter.say(&ServerFrame::ReplayTruncated { room_id: room, after }).await?;
                }
                return Ok((newest, turn));
            }
        }
    }
    Ok((newest, None))
}

async fn replay(greeter: &mut Greeter<'_>, room: RoomId, range: SeqRange) -> Result<(), Stopped> {
    let greet = greeter.greet;
    for message in greeter.app.store.messages().list_annotated(room, range).await? {
        let own = message.is_from(greet.user.id, &greet.connection.0);
        let message = LiveMessage::new(&message, own);
        let frame = ServerFrame::ChatMessage { room_id: room, message, replayed: true };
        greeter.say(&frame).await?;
    }
    Ok(())
}
