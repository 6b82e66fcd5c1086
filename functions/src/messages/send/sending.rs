//! Sending a message, the same by REST and WebSocket: check, store, deliver.

use std::sync::Arc;
use std::time::Duration;

use roomcast_domain::{
    Draft, Membership, Message, MessageType, REPEAT_WAIT_MS, RawDraft, Refusal, Role, Room, RoomId, RoomType,
    Standing, Time, User, UserId,
};
use roomcast_store::{Appended, Newest, Outgoing, Result, StoreError, Undelivered, Window};

use crate::auth::caller::Caller;
use crate::live::fanout;
use crate::messages::send::rate_limit::Counted;
use crate::rooms::access;
use crate::{App, notifications};

/// How long a message may lose the race for a number, in milliseconds; then the room is too busy.
const RACE_MS: i64 = 2_000;
/// Pause between two looks at a first attempt that may still be at work.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// Who sends.
#[derive(Debug, Clone)]
pub enum Sender {
    /// A logged-in user.
    User(Caller),
    /// A visitor without a token, told from others by the connection.
    Guest(String),
}

impl Sender {
    /// The user, as others see it.
    pub fn user(&self) -> User {
        match self {
            Self::User(caller) => caller.user.clone(),
            Self::Guest(_) => User::guest(),
        }
    }

    /// The user's id.
    pub fn id(&self) -> UserId {
        match self {
            Self::User(caller) => caller.user.id,
            Self::Guest(_) => UserId::GUEST,
        }
    }

    fn connection(&self) -> Option<&str> {
        match self {
            Self::User(_) => None,
            Self::Guest(connection) => Some(connection),
        }
    }

    fn counted(&self, room: RoomId) -> Counted {
        match self {
            Self::User(caller) => Counted::User(caller.user.id, room),
            Self::Guest(connection) => Counted::Guest(connection.clone()),
        }
    }
}

/// What became of a message.
#[derive(Debug, Clone)]
pub enum Sent {
    /// Stored and delivered now; the room, as it is behind it, if it could be read.
    New(Arc<Message>, Option<Arc<Room>>),
    /// It was sent before, under the same `client_message_id`.
    Before {
        /// The message.
        message: Arc<Message>,
        /// Whether it was delivered only now, to the sender's connections, too.
        delivered: bool,
    },
}

/// Sends a message. Nothing is written before everything is checked; once it is stored it is never
/// lost, and what a crash behind that leaves undelivered is found by its number.
pub async fn send(app: &Arc<App>, sender: &Sender, room: RoomId, raw: RawDraft) -> Result<Sent> {
    let only_id = Draft::only_id(&raw);
    let draft = match Draft::parse(raw, room) {
        Ok(draft) => draft,
        Err(refusal) => {
            // Who may not see the room hears only that, whatever is amiss with the message.
            access::room(app, sender.id(), room).await?;
            // Of a repeat nothing but its id counts.
            let repeated = app.store.find_repeated(&outgoing(app, sender, room, &only_id)).await?;
            return repeat(app, sender, repeated.ok_or(refusal)?).await;
        }
    };
    let counted = sender.counted(room);
    let started = app.clock.now();
    let mut admitted: Option<Window> = None;
    for attempt in 0_u32.. {
        let outcome = try_send(app, sender, room, &draft, &mut admitted).await;
        match outcome {
            Ok(Tried::Stored(message, window)) => {
                let (room, _) = deliver(app, sender, &message, window).await;
                return Ok(Sent::New(message, room));
            }
            Ok(Tried::Repeated(message)) => {
                if admitted.is_some() {
                    app.admission.take_back(&counted);
                }
                return repeat(app, sender, message).await;
            }
            Ok(Tried::Lost) if app.clock.now().ms() - started.ms() < RACE_MS => race_pause(attempt).await,
            Ok(Tried::Lost) => return give_back(app, &counted, admitted, Refusal::RoomBusy.into()),
            Err(error) => return give_back(app, &counted, admitted, error),
        }
    }
    Err(Refusal::RoomBusy.into())
}

fn give_back(app: &App, counted: &Counted, admitted: Option<Window>, error: StoreError) -> Result<Sent> {
    if admitted.is_some() {
        app.admission.take_back(counted);
    }
    Err(error)
}

async fn race_pause(attempt: u32) {
    let most_us = 6_000 * u64::from(attempt.min(20) + 1);
    tokio::time::sleep(Duration::from_micros(rand::random_range(0..most_us))).await;
}

/// One try at storing.
enum Tried {
    Stored(Arc<Message>, Window),
    Repeated(Arc<Message>),
    Lost,
}

async fn try_send(
    app: &Arc<App>,
    sender: &Sender,
    room: RoomId,
    draft: &Draft,
    admitted: &mut Option<Window>,
) -> Result<Tried> {
    let (membership, newest) =
        futures_util::try_join!(app.store.membership(sender.id(), room), app.store.newest(room))?;
    let membership = membership.filter(Membership::is_member);
    let outgoing = outgoing(app, sender, room, draft);
    let allowed = async {
        if membership.is_none() {
            may_enter(app, sender, room, draft).await?;
        }
        check(draft, membership.as_ref(), newest)?;
        if let Some(window) = *admitted {
            return Ok(window);
        }
        let window = app.admission.admit(&sender.counted(room), membership.as_ref(), outgoing.now)?;
        Ok(*admitted.insert(window))
    };
    let window = match allowed.await {
        Ok(window) => window,
        // A message that was sent is answered, whatever has become of its sender, but for who may not
        // see the room any more.
        Err(StoreError::Refused(refusal)) if !matches!(refusal, Refusal::RoomNotFound) => {
            let repeated = app.store.find_repeated(&outgoing).await?;
            return repeated.map(Tried::Repeated).ok_or_else(|| refusal.into());
        }
        Err(error) => return Err(error),
    };
    if membership.is_none()
        && matches!(sender, Sender::User(_))
        && let Some(message) = app.store.find_repeated(&outgoing).await?
    {
        return Ok(Tried::Repeated(message));
    }
    if let (None, Sender::User(caller)) = (&membership, sender) {
        caller.join(app, room).await?;
    }
    let mentions = app.store.mentions(room, sender.id(), &draft.content).await?;
    Ok(match app.store.append(Outgoing { mentions, ..outgoing }).await? {
        Appended::Stored(message) => Tried::Stored(message, window),
        Appended::Repeated(message) => Tried::Repeated(message),
        Appended::Lost => Tried::Lost,
    })
}

fn outgoing(app: &App, sender: &Sender, room: RoomId, draft: &Draft) -> Outgoing {
    Outgoing {
        room,
        sender: sender.user(),
        guest_connection: sender.connection().map(str::to_owned),
        draft: draft.clone(),
        mentions: Vec::new(),
        now: app.clock.now(),
    }
}

/// Whether somebody who is no member may post: in a public room, which a user enters by it and a
/// guest does not.
async fn may_enter(app: &Arc<App>, sender: &Sender, room: RoomId, draft: &Draft) -> Result<()> {
    let seen = access::room(app, sender.id(), room).await?;
    if seen.membership.as_ref().is_some_and(|m| m.standing == Standing::Banned) {
        return Err(Refusal::Banned.into());
    }
    if seen.room.body.room_type != RoomType::Public && !seen.is_member() {
        return Err(Refusal::NotAMember.into());
    }
    if seen.membership.as_ref().is_some_and(|m| m.muted) {
        return Err(Refusal::Muted.into());
    }
    if draft.message_type == MessageType::System {
        return Err(Refusal::AdminRequired.into());
    }
    match sender {
        Sender::Guest(_) if !app.config.allow_anonymous => Err(Refusal::GuestNotAllowed.into()),
        Sender::User(_) if !seen.is_member() && seen.room.body.member_count >= seen.room.max_members => {
            Err(Refusal::RoomFull.into())
        }
        _ => Ok(()),
    }
}

fn check(draft: &Draft, membership: Option<&Membership>, newest: Newest) -> std::result::Result<(), Refusal> {
    if membership.is_some_and(|m| m.muted) {
        return Err(Refusal::Muted);
    }
    if draft.message_type == MessageType::System && !membership.is_some_and(|m| m.role == Role::Admin) {
        return Err(Refusal::AdminRequired);
    }
    if draft.reply_to.is_some_and(|seq| seq > newest.seq) {
        return Err(Refusal::InvalidReplyTo);
    }
    Ok(())
}

/// Posts a stored message, beside that brings the room's cache up to it and notifies whom it
/// mentions, and moves the sender's read position: of a message with a `client_message_id` only
/// after the posts, since the position says to a repeat that they are done. The message is stored:
/// what fails here is logged, and found again by its number. Answers the room, if it could be read,
/// and whether the message was posted.
async fn deliver(
    app: &Arc<App>,
    sender: &Sender,
    message: &Arc<Message>,
    window: Window,
) -> (Option<Arc<Room>>, bool) {
    let follow_up = async {
        let room = app.store.cache_newest(message).await?;
        notify_mentioned(app, message, &room).await?;
        Ok::<_, StoreError>(room)
    };
    let delivery = async {
        let delivered = fanout::deliver_messages(app, message.room).await;
        if message.client_message_id.is_some() && delivered.is_ok() {
            note(app, sender, message, window).await;
        }
        delivered.inspect_err(|error| warn(message, error)).is_ok()
    };
    let early_note = async {
        if message.client_message_id.is_none() {
            note(app, sender, message, window).await;
        }
    };
    let (room, delivered, ()) = futures_util::join!(follow_up, delivery, early_note);
    (room.inspect_err(|error| warn(message, error)).ok(), delivered)
}

fn warn(message: &Message, error: &StoreError) {
    tracing::warn!(%error, room = message.room.get(), "a stored message was not followed up to the end");
}

async fn notify_mentioned(app: &Arc<App>, message: &Message, room: &Room) -> Result<()> {
    let notified = message.mentions.iter().map(async |user| {
        let notification = app.store.notify_mention(*user, message, room).await?;
        notifications::tell(app, *user, &notification).await
    });
    futures_util::future::try_join_all(notified).await.map(drop)
}

async fn note(app: &App, sender: &Sender, message: &Message, window: Window) {
    if let Sender::User(caller) = sender
        && let Err(error) = app.store.note_sent(caller.user.id, message, window, app.clock.now()).await
    {
        warn(message, &error);
    }
}

/// A repeat: waits while the first attempt may still be at work; delivers the message if that died
/// before it did, which the sender's read position tells.
async fn repeat(app: &Arc<App>, sender: &Sender, message: Arc<Message>) -> Result<Sent> {
    let Sender::User(caller) = sender else { return Ok(Sent::Before { message, delivered: false }) };
    let given_up_at: Time = message.body.created_at.plus_ms(REPEAT_WAIT_MS);
    loop {
        match app.store.membership(caller.user.id, message.room).await? {
            Some(membership) if membership.is_member() && membership.read_seq < message.seq => {}
            _ => return Ok(Sent::Before { message, delivered: false }),
        }
        if app.clock.now() >= given_up_at {
            break;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    app.store.deliver_later(Undelivered { message: message.clone(), again: true });
    let (_, delivered) = deliver(app, sender, &message, Window::Continues).await;
    Ok(Sent::Before { message, delivered })
}
