//! Reports: `/api/chat/messages/{message_id}/report/` and `/api/chat/rooms/{room_id}/reports/…`.

pub mod create;
pub mod delete;
pub mod list;
