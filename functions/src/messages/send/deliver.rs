//! Delivers a stored message: posts it, updates the room's preview, notifies the mentioned members and
//! moves the sender's read position.

use std::sync::Arc;

use roomcast_domain::{Message, Notification, Notify, Room, UserId};
use roomcast_store::Window;

use crate::error::{Error, Result};
use crate::live::user_channel;
use crate::messages::send::sender::Sender;
use crate::{App, live, notifications};

/// The operation that the log names when a stored message was not delivered completely.
const OPERATION: &str = "deliver_message";

/// The outcome of the delivery of a stored message.
pub struct Delivery {
    /// The room that the message is the newest of, if its preview could be updated.
    pub room: Option<Arc<Room>>,
    /// Whether the message was posted.
    pub is_posted: bool,
}

/// Delivers a stored message. A failure is logged and does not fail the send: clients find the message
/// by its number.
///
/// The read position of a sender tells a repeat that the message was posted. So the position moves
/// after the posts for a message with a `client_message_id`, and beside them for others.
pub async fn deliver(app: &Arc<App>, sender: &Sender, message: &Arc<Message>, window: Window) -> Delivery {
    let update_room = async {
        let room = app.store.rooms().cache_newest(message).await?;
        futures_util::try_join!(notify_mentioned(app, message, &room), tell_direct(app, message, &room))?;
        Ok::<_, Error>(room)
    };
    let post = async {
        let posted = live::deliver::deliver_messages(app, message.room).await;
        if message.client_message_id.is_some() && posted.is_ok() {
            move_read_position(app, sender, message, window).await;
        }
        posted.inspect_err(|error| error.log(OPERATION)).is_ok()
    };
    let move_position_early = async {
        if message.client_message_id.is_none() {
            move_read_position(app, sender, message, window).await;
        }
    };
    let (room, is_posted, (), ()) =
        futures_util::join!(update_room, post, move_position_early, count_reply(app, message));
    Delivery { room: room.inspect_err(|error| error.log(OPERATION)).ok(), is_posted }
}

/// Counts a reply in its thread.
async fn count_reply(app: &App, message: &Message) {
    if let Some(root) = message.body.thread_id
        && let Err(error) = app.store.messages().note_replies(root, message.seq).await
    {
        Error::from(error).log(OPERATION);
    }
}

async fn notify_mentioned(app: &Arc<App>, message: &Message, room: &Room) -> Result<()> {
    let heard = message.mentions.iter().filter(|user| !message.silenced.contains(user));
    let notified = heard.map(async |user| {
        let membership = app.store.members().find(*user, message.room).await?;
        if membership.is_some_and(|own| own.notify == Notify::None) {
            return Ok(());
        }
        let room = named_for(app, *user, room).await?;
        let notification = app.store.notifications().add_mention(*user, message, &room).await?;
        notifications::tell(app, *user, &notification).await
    });
    futures_util::future::try_join_all(notified).await.map(drop)
}

/// Tells the two users of a direct room of a message: whoever had not the room in the list gets it, and the one
/// who did not send the message gets its notification, unless a mention is one (2 RRU).
async fn tell_direct(app: &Arc<App>, message: &Message, room: &Room) -> Result<()> {
    let Some(users) = room.direct else { return Ok(()) };
    let told = users.both().map(async |user| {
        let membership = app.store.members().find(user, message.room).await?;
        let is_silent = membership.as_ref().is_some_and(|own| own.notify != Notify::All);
        if membership.is_some_and(|own| own.hidden_up_to == Some(message.seq.minus(1))) {
            user_channel::tell_room_added(app, user, message.room).await;
        }
        if is_silent || user == message.body.sender.id || message.mentions.contains(&user) {
            return Ok(());
        }
        let room = named_for(app, user, room).await?.summary();
        let notification = Notification::of_message(message.clone(), user, room, false);
        notifications::tell(app, user, &notification).await
    });
    futures_util::future::try_join_all(told).await.map(drop)
}

/// Returns the room as `viewer` sees it.
async fn named_for(app: &App, viewer: UserId, room: &Room) -> Result<Room> {
    let mut room = room.clone();
    app.store.rooms().name_direct(viewer, [&mut room]).await?;
    Ok(room)
}

async fn move_read_position(app: &App, sender: &Sender, message: &Message, window: Window) {
    if let Sender::User(caller) = sender
        && let Err(error) =
            app.store.members().note_sent(caller.user.id, message, window, app.clock.now()).await
    {
        Error::from(error).log(OPERATION);
    }
}
