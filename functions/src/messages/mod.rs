//! Messages: `/api/chat/rooms/{room_id}/messages/` and `/api/chat/messages/…`.

pub mod delete;
pub mod edit;
pub mod get;
pub mod list;
pub mod read;
pub mod send;
pub mod view;
