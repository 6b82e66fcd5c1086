//! Rooms: creating, reading, listing and changing them.

mod access;
mod create;
mod detail;
mod direct;
mod last_message;
mod list;
mod me;
mod slow_mode;
mod standing;
mod unread;
mod update;
