//! `chat_message`: sends a message. The `chat_message` frame that comes back is the answer.

use roomcast_domain::{LiveMessage, Message, RawDraft, ServerFrame};
use roomcast_store::ConnectionPlace;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::parse;
use crate::messages::send::flow;
use crate::messages::send::flow::Sent;
use crate::socket::frame::{Frame, Said, TakenBy};

/// The frame.
pub const FRAME: Frame = Frame {
    name: "chat_message",
    summary: "Send a message",
    taken_by: TakenBy::RoomAndUserSockets,
    handler: |said| Box::pin(send(said)),
    describe: Docs::new(|schemas| schemas.read::<RawDraft>().into()),
};

async fn send(said: Said<'_>) -> Result<()> {
    let raw: RawDraft = parse(said.text.as_bytes())?;
    let room_id = said.room()?;
    let (message, was_posted) = match flow::send(&said.app, &said.speaker, room_id, raw).await? {
        Sent::New(message, _) | Sent::Before { message, delivered: true } => (message, true),
        Sent::Before { message, delivered: false } => (message, false),
    };
    // A stored message is answered in any case: a client drops the frame if it comes twice.
    if was_posted && (!said.is_of_user_socket() || is_heard(&said, &message).await.unwrap_or(false)) {
        return Ok(());
    }
    let message = LiveMessage::new(&message, true);
    said.answer(&ServerFrame::ChatMessage { room_id, message, replayed: false }).await
}

/// Whether the subscription of a user socket got a message that was posted to the room (1 RRU).
async fn is_heard(said: &Said<'_>, message: &Message) -> Result<bool> {
    let (place, user) = (ConnectionPlace::Room(message.room), said.speaker.id());
    let own = said.app.store.connections().find_at(place, user, &said.connection.0).await?;
    Ok(own.and_then(|own| own.live_after).is_some_and(|after| after < message.seq))
}
