//! Rooms: creating, reading, listing and changing them.

mod access;
mod create;
mod detail;
mod last_message;
mod list;
mod me;
mod unread;
mod update;
