//! `ping`: asks for a `pong` with the number of the room's newest message, so that the client sees
//! whether the connection is alive and whether it missed the last message.

use std::collections::BTreeMap;

use roomcast_domain::{PONG_ROOMS, RoomId, Seq, ServerFrame, SocketKind};

use crate::describe::Docs;
use crate::error::Result;
use crate::socket::frame::{Frame, Said, TakenBy};

/// The frame.
pub const FRAME: Frame = Frame {
    name: "ping",
    summary: "Ask for a pong with the newest numbers",
    taken_by: TakenBy::All,
    handler: |said| Box::pin(ping(said)),
    describe: Docs::new(|_| serde_json::Value::Null),
};

async fn ping(said: Said<'_>) -> Result<()> {
    let (mut room_id, mut last_seq, mut last_seqs) = (None, None, None);
    match said.facts.kind {
        SocketKind::Room(room) => {
            room_id = Some(room);
            last_seq = Some(said.app.store.messages().newest(room).await?.seq);
        }
        SocketKind::Notifications => {}
        SocketKind::User => last_seqs = Some(newest_of_subscribed(&said).await?),
    }
    said.answer(&ServerFrame::Pong { room_id, last_seq, last_seqs }).await
}

/// Returns the newest numbers of the rooms that a user socket subscribed to last, a moment behind where other
/// processes write (1 RRU, and 0.5 for each room).
async fn newest_of_subscribed(said: &Said<'_>) -> Result<BTreeMap<RoomId, Seq>> {
    let store = &said.app.store;
    let mut subscribed = store.subscriptions().list(&said.connection.0).await?;
    subscribed.drain(..subscribed.len().saturating_sub(PONG_ROOMS));
    let newest = store.rooms().find_many(&subscribed).await?.into_values().map(|mut room| {
        store.rooms().cover_newest(&mut room);
        (room.body.id, room.last_seq)
    });
    Ok(newest.collect())
}
