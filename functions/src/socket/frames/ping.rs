//! `ping`: asks for a `pong` with the number of the room's newest message, so that the client sees
//! whether the connection is alive and whether it missed the last message.

use roomcast_domain::ServerFrame;

use crate::describe::Docs;
use crate::error::Result;
use crate::socket::frame::{Frame, Said};

/// The frame.
pub const FRAME: Frame = Frame {
    name: "ping",
    summary: "Ask for a pong with the room's newest number",
    on_channel: true,
    handler: |said| Box::pin(ping(said)),
    describe: Docs::new(|_| serde_json::Value::Null),
};

async fn ping(said: Said<'_>) -> Result<()> {
    let last_seq = match said.room {
        Some(room) => Some(said.app.store.newest(room).await?.seq),
        None => None,
    };
    said.answer(&ServerFrame::Pong { room_id: said.room, last_seq }).await
}
