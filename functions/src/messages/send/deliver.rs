//! Delivers a stored message: posts it, updates the room's preview, notifies the mentioned members and
//! moves the sender's read position.

use std::sync::Arc;

use roomcast_domain::{Message, Room};
use roomcast_store::Window;

use crate::error::{Error, Result};
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
        let room = app.store.cache_newest(message).await?;
        notify_mentioned(app, message, &room).await?;
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
    let (room, is_posted, ()) = futures_util::join!(update_room, post, move_position_early);
    Delivery { room: room.inspect_err(|error| error.log(OPERATION)).ok(), is_posted }
}

async fn notify_mentioned(app: &Arc<App>, message: &Message, room: &Room) -> Result<()> {
    let notified = message.mentions.iter().map(async |user| {
        let notification = app.store.notify_mention(*user, message, room).await?;
        notifications::tell(app, *user, &notification).await
    });
    futures_util::future::try_join_all(notified).await.map(drop)
}

async fn move_read_position(app: &App, sender: &Sender, message: &Message, window: Window) {
    if let Sender::User(caller) = sender
        && let Err(error) = app.store.note_sent(caller.user.id, message, window, app.clock.now()).await
    {
        Error::from(error).log(OPERATION);
    }
}
