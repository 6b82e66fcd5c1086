//! Concurrent operations.

mod admins;
mod members;
mod messages;
mod presence;
mod rooms;
