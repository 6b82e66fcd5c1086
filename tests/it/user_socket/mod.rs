//! User sockets: one connection for all rooms and notifications of a user.

mod access;
mod activity;
mod batches;
mod handshake;
mod invited;
mod own_rooms;
mod said;
mod subscriptions;
mod tokens;
