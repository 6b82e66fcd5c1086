//! `user_join` and `user_leave`: announce the user to the others once more.

use roomcast_domain::ServerFrame;

use crate::describe::Docs;
use crate::error::Result;
use crate::live::broadcast::Broadcast;
use crate::live::deliver;
use crate::socket::frame::{Frame, Said, TakenBy};

/// The frame `user_join`.
pub const USER_JOIN: Frame = Frame {
    name: "user_join",
    summary: "Announce oneself again",
    taken_by: TakenBy::RoomAndUserSockets,
    handler: |said| Box::pin(announce(said, true)),
    describe: Docs::new(|_| serde_json::Value::Null),
};

/// The frame `user_leave`.
pub const USER_LEAVE: Frame = Frame {
    name: "user_leave",
    summary: "Announce that one leaves",
    taken_by: TakenBy::RoomAndUserSockets,
    handler: |said| Box::pin(announce(said, false)),
    describe: Docs::new(|_| serde_json::Value::Null),
};

async fn announce(said: Said<'_>, joins: bool) -> Result<()> {
    let room_id = said.heard_room().await?;
    let subscription = said.is_of_user_socket().then_some(room_id);
    let (store, now) = (&said.app.store, said.app.clock.now());
    if !store.connections().may_announce(&said.connection.0, subscription, joins, now).await? {
        return Ok(());
    }
    let user = &said.speaker.user();
    let frame = if joins {
        ServerFrame::UserJoin { room_id, user }
    } else {
        ServerFrame::UserLeave { room_id, user }
    };
    deliver::announce(&said.app, &Broadcast::to_others(room_id, &frame, said.own_connections())).await
}
