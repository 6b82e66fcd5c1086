//! `chat_message`: sends a message. The `chat_message` frame that comes back is the answer.

use roomcast_domain::{LiveMessage, RawDraft, ServerFrame};

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::parse;
use crate::messages::send::flow;
use crate::messages::send::flow::Sent;
use crate::socket::frame::{Frame, Said};

/// The frame.
pub const FRAME: Frame = Frame {
    name: "chat_message",
    summary: "Send a message",
    on_channel: false,
    handler: |said| Box::pin(send(said)),
    describe: Docs::new(|schemas| schemas.read::<RawDraft>().into()),
};

async fn send(said: Said<'_>) -> Result<()> {
    let raw: RawDraft = parse(said.text.as_bytes())?;
    let room_id = said.room()?;
    match flow::send(&said.app, &said.speaker, room_id, raw).await? {
        Sent::New(..) | Sent::Before { delivered: true, .. } => Ok(()),
        Sent::Before { message, delivered: false } => {
            let message = LiveMessage::new(&message, true);
            said.answer(&ServerFrame::ChatMessage { room_id, message, replayed: false }).await
        }
    }
}
