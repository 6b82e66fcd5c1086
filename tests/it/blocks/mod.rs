//! Blocking other users.

mod block;
mod direct_rooms;
mod notifications;
