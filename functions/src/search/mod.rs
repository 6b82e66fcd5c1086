//! Searching messages: `/api/chat/rooms/{room_id}/search/` and `/api/chat/search/`.

mod asked;
pub mod own_rooms;
pub mod room;

use schemars::JsonSchema;
use serde::Serialize;

use crate::messages::view::MessageView;

/// A part of what a search finds.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SearchResults")]
struct Results<'a> {
    /// The messages: newest first within a room, room after room.
    results: Vec<MessageView<'a>>,
    /// The `cursor` of the next part, which may follow an empty one; null if all messages were looked at.
    next: Option<String>,
}
