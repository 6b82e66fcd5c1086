//! Sends a message, the same way by REST and by WebSocket: checks it, stores it, delivers it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryFutureExt;
use roomcast_domain::{Draft, Membership, Message, MessageId, RawDraft, Refusal, Room, RoomId, UserId};
use roomcast_store::{Appended, Outgoing, Window};

use crate::App;
use crate::error::{Error, Result};
use crate::messages::send::permission::Facts;
use crate::messages::send::sender::Sender;
use crate::messages::send::{deliver, permission, repeat};
use crate::rooms::access;

/// Time for which a message may lose races for a number, in milliseconds; then the room is too busy.
const RACE_MS: i64 = 2_000;

/// Outcome of a send.
#[derive(Debug, Clone)]
pub enum Sent {
    /// The message was stored and delivered now. The room is the one that the message is the newest of,
    /// if it could be read.
    New(Arc<Message>, Option<Arc<Room>>),
    /// The message was stored before, under the same `client_message_id`.
    Before {
        /// The message.
        message: Arc<Message>,
        /// Whether this call delivered the message, to the sender's own connections, too.
        delivered: bool,
    },
}

/// Outcome of one attempt to store a message.
enum Attempt {
    /// The message is stored; the window tells how it counts for the rate limit.
    Stored(Arc<Message>, Window),
    /// The message was stored before.
    Repeated(Arc<Message>),
    /// Other senders took the number of the message.
    Lost,
}

/// Sends a message of a sender to a room. Nothing is written before everything is checked. A stored
/// message is never lost: if a crash leaves it undelivered, clients find it by its number.
pub async fn send(app: &Arc<App>, sender: &Sender, room: RoomId, raw: RawDraft) -> Result<Sent> {
    let only_id = Draft::only_id(&raw);
    let draft = match Draft::parse(raw, room) {
        Ok(draft) => draft,
        Err(refusal) => return answer_bad_draft(app, sender, room, &only_id, refusal).await,
    };
    let give_up_at = app.clock.now().plus_ms(RACE_MS);
    let (mut admitted, mut lost) = (None, 0);
    let attempt = loop {
        match try_send(app, sender, room, &draft, &mut admitted).await {
            Ok(Attempt::Lost) if app.clock.now() < give_up_at => race_pause(lost).await,
            attempt => break attempt,
        }
        lost += 1;
    };
    if admitted.is_some() && !matches!(attempt, Ok(Attempt::Stored(..))) {
        app.rate_limit.refund(&sender.rate_key(room));
    }
    match attempt? {
        Attempt::Stored(message, window) => {
            let delivery = deliver::deliver(app, sender, &message, window).await;
            Ok(Sent::New(message, delivery.room))
        }
        Attempt::Repeated(message) => finish_repeat(app, sender, message).await,
        Attempt::Lost => Err(Refusal::RoomBusy.into()),
    }
}

/// Answers a draft that cannot be stored: with the first message if the draft repeats one and the sender
/// may still read it, since only the id of a repeat counts, else with the refusal. Access is checked
/// first, so that a refusal never reveals a private room.
async fn answer_bad_draft(
    app: &Arc<App>,
    sender: &Sender,
    room: RoomId,
    only_id: &Draft,
    refusal: Refusal,
) -> Result<Sent> {
    if access::room(app, sender.id(), room).await?.readable().is_err() {
        return Err(refusal.into());
    }
    let repeated = app.store.messages().find_repeated(&outgoing(app, sender, room, only_id)).await?;
    finish_repeat(app, sender, repeated.ok_or(refusal)?).await
}

async fn finish_repeat(app: &Arc<App>, sender: &Sender, message: Arc<Message>) -> Result<Sent> {
    let delivered = repeat::finish(app, sender, &message).await?;
    let mut message = Arc::unwrap_or_clone(message);
    // A stored message is answered in any case: reactions without a version lose to all that a client knows.
    if let Err(failure) = app.store.messages().annotate(std::slice::from_mut(&mut message)).await {
        Error::from(failure).log("send_message");
    }
    Ok(Sent::Before { message: Arc::new(message), delivered })
}

/// Waits a random time before the next attempt; longer after more lost races.
async fn race_pause(lost: u64) {
    let longest_us = 6_000 * (lost.min(20) + 1);
    tokio::time::sleep(Duration::from_micros(rand::random_range(0..longest_us))).await;
}

/// Checks a message and tries once to store it. `admitted` keeps the window of the rate limit, so that
/// several attempts count once.
async fn try_send(
    app: &Arc<App>,
    sender: &Sender,
    room: RoomId,
    draft: &Draft,
    admitted: &mut Option<Window>,
) -> Result<Attempt> {
    let (membership, newest, slow_mode_s) = futures_util::try_join!(
        app.store.members().find(sender.id(), room),
        app.store.messages().newest(room),
        app.store.rooms().slow_mode_s(room)
    )?;
    let facts = Facts { newest, slow_mode_s };
    let membership = membership.filter(Membership::is_member);
    let outgoing = outgoing(app, sender, room, draft);
    let allowed = async {
        permission::check(app, sender, room, draft, membership.as_ref(), facts).await?;
        if let Some(window) = *admitted {
            return Ok(window);
        }
        let window = app.rate_limit.admit(&sender.rate_key(room), membership.as_ref(), outgoing.now)?;
        Ok(*admitted.insert(window))
    };
    let window = match allowed.await {
        Ok(window) => window,
        // A repeat is answered to who may still read the room's messages, whatever else has become of its
        // sender since.
        Err(Error::Refused(refusal)) if !forbids_reading(&refusal) => {
            let repeated = app.store.messages().find_repeated(&outgoing).await?;
            return repeated.map(Attempt::Repeated).ok_or_else(|| refusal.into());
        }
        Err(error) => return Err(error),
    };
    if let (None, Sender::User(caller)) = (&membership, sender) {
        if let Some(message) = app.store.messages().find_repeated(&outgoing).await? {
            return Ok(Attempt::Repeated(message));
        }
        caller.join(app, room).await?;
    }
    Ok(match app.store.messages().append(addressed(app, sender, outgoing).await?).await? {
        Appended::Stored(message) => Attempt::Stored(message, window),
        Appended::Repeated(message) => Attempt::Repeated(message),
        Appended::Lost => Attempt::Lost,
    })
}

/// Adds to a message whom it concerns: the members that it mentions, the author of the message that it answers,
/// who of them has blocked the sender; and its thread.
async fn addressed(app: &App, sender: &Sender, outgoing: Outgoing) -> Result<Outgoing> {
    let (mut mentions, answered) = futures_util::try_join!(
        app.store.members().mentioned(outgoing.room, sender.id(), &outgoing.draft.content).err_into(),
        answered(app, sender, &outgoing)
    )?;
    let author = answered.as_ref().and_then(|answered| answered.author);
    let answers = author.filter(|author| !mentions.contains(author));
    mentions.extend(answers);
    let silenced = match mentions[..] {
        [] => Vec::new(),
        _ => app.store.users().blocked_by(sender.id(), &mentions).await?,
    };
    let thread_id = answered.map(|answered| answered.thread_id);
    Ok(Outgoing { thread_id, mentions, answers, silenced, ..outgoing })
}

/// The message that another one answers.
struct Answered {
    /// The thread of the replies to it.
    thread_id: MessageId,
    /// Its author, if that is another member.
    author: Option<UserId>,
}

/// Reads what a message answers, if it answers one (2 RRU).
async fn answered(app: &App, sender: &Sender, outgoing: &Outgoing) -> Result<Option<Answered>> {
    let Some(seq) = outgoing.draft.reply_to else { return Ok(None) };
    let message = app.store.messages().find(MessageId::of(outgoing.room, seq)).await?;
    let message = message.ok_or(Refusal::InvalidReplyTo)?;
    let author = message.body.sender.id;
    let hears = author != sender.id()
        && app.store.members().find(author, outgoing.room).await?.is_some_and(|author| author.is_member());
    Ok(Some(Answered { thread_id: message.thread_of_replies(), author: hears.then_some(author) }))
}

/// Tells whether a sender who is refused so may not read the room's messages either.
fn forbids_reading(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::RoomNotFound | Refusal::Banned | Refusal::NotAMember)
}

fn outgoing(app: &App, sender: &Sender, room: RoomId, draft: &Draft) -> Outgoing {
    Outgoing {
        room,
        sender: sender.user(),
        guest_connection: sender.guest_connection().map(str::to_owned),
        draft: draft.clone(),
        thread_id: None,
        mentions: Vec::new(),
        answers: None,
        silenced: Vec::new(),
        now: app.clock.now(),
    }
}
