//! Finishes the repeat of a message that is stored.

use std::sync::Arc;
use std::time::Duration;

use roomcast_domain::{Message, REPEAT_WAIT_MS};
use roomcast_store::Window;

use crate::App;
use crate::error::Result;
use crate::messages::send::deliver::deliver;
use crate::messages::send::sender::Sender;

/// Pause between two looks at the first attempt, which may still be at work.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// Waits while the first attempt to send a message may still be at work, and delivers the message if
/// that attempt died before it did. The sender's read position tells. Answers whether this call
/// delivered the message.
pub async fn finish(app: &Arc<App>, sender: &Sender, message: &Arc<Message>) -> Result<bool> {
    let Sender::User(caller) = sender else { return Ok(false) };
    // A message may be dated ahead of the clock, after that was set back.
    let sent_at = message.body.created_at.min(app.clock.now());
    let give_up_at = sent_at.plus_ms(REPEAT_WAIT_MS);
    loop {
        match app.store.members().find(caller.user.id, message.room).await? {
            Some(membership) if membership.is_member() && membership.read_seq < message.seq => {}
            _ => return Ok(false),
        }
        if app.clock.now() >= give_up_at {
            break;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    app.store.messages().deliver_again(message.clone());
    Ok(deliver(app, sender, message, Window::Continues).await.is_posted)
}
