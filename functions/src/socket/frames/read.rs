//! `read`: moves the read position of the user forward to a message.

use roomcast_domain::{ID_MAX, MessageId, Refusal, Whole};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::messages::read::read_up_to;
use crate::messages::send::sender::Sender;
use crate::socket::frame::{Frame, Said, TakenBy};

/// The frame.
pub const FRAME: Frame = Frame {
    name: "read",
    summary: "Move one's read position forward to a message",
    taken_by: TakenBy::RoomAndUserSockets,
    handler: |said| Box::pin(read(said)),
    describe: Docs::new(|schemas| schemas.read::<Read>().into()),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "ReadMark")]
struct Read {
    /// The last message that one has read.
    #[schemars(required, range(min = 1, max = ID_MAX))]
    message_id: Option<Whole<u64>>,
}

async fn read(said: Said<'_>) -> Result<()> {
    let body: Read = parse(said.text.as_bytes())?;
    let id = MessageId::new(required("message_id", body.message_id)?.0);
    let room = said.room()?;
    let id = id.filter(|id| id.room() == room).ok_or(Refusal::MessageNotFound)?;
    let Sender::User(caller) = &said.speaker else { return Err(Refusal::GuestNotAllowed.into()) };
    read_up_to(&said.app, &caller.user, id, Some(&said.connection.0)).await
}
