//! WebSocket connections to a room: handshake, frames, delivery and closing.

mod closing;
mod expiry;
mod frames;
mod greeting;
mod guests;
mod handshake;
mod heartbeat;
mod messages;
mod read;
mod replay;
mod room_id;
mod typing;
