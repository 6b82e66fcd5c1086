//! Invitations to a room.

mod invite;
mod withdraw;
