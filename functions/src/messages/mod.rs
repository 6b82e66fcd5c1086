//! Messages: `/api/chat/rooms/{room_id}/messages/` and `/api/chat/messages/…`.

pub mod delete;
pub mod edit;
pub mod get;
pub mod list;
pub mod pin;
pub mod pins;
pub mod react;
pub mod read;
pub mod send;
pub mod thread;
pub mod unread;
pub mod view;
