//! The stored messages of a room.

mod pages;
