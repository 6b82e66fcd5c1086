//! `typing`: tells the others in the room that the user types, or stopped.

use roomcast_domain::ServerFrame;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::live::broadcast::Broadcast;
use crate::live::deliver;
use crate::rooms::access;
use crate::socket::frame::{Frame, Said, TakenBy};

/// The frame.
pub const FRAME: Frame = Frame {
    name: "typing",
    summary: "Say that one types, or stopped",
    taken_by: TakenBy::RoomAndUserSockets,
    handler: |said| Box::pin(typing(said)),
    describe: Docs::new(|schemas| schemas.read::<Typing>().into()),
};

#[derive(Deserialize, JsonSchema)]
struct Typing {
    /// Whether one types, or stopped.
    #[schemars(required)]
    is_typing: Option<bool>,
}

async fn typing(said: Said<'_>) -> Result<()> {
    let body: Typing = parse(said.text.as_bytes())?;
    let is_typing = required("is_typing", body.is_typing)?;
    let (room_id, user) = (said.heard_room().await?, said.speaker.user());
    let membership = said.app.store.members().find(user.id, room_id).await?;
    access::not_blocked(&said.app, user.id, membership.as_ref()).await?;
    let frame = ServerFrame::Typing { room_id, user: &user, is_typing };
    deliver::announce(&said.app, &Broadcast::to_others(room_id, &frame, said.own_connections())).await
}
