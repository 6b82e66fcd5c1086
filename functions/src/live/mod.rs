//! Live delivery: what is sent, to which connections, and which connections are gone.
//!
//! The modules in the order in which they build on each other: the data ([`connection`], [`broadcast`],
//! [`job`]), the transport ([`wire`]), what a process remembers ([`memory`]), posting ([`post`]), the
//! connections that hear announcements ([`audience`]) and the user sockets that hear of a room without a
//! subscription ([`members`]), the end of connections ([`presence`]), what a
//! user's own sockets are told ([`user_channel`]), turns and rooms ([`deliver`]), the other jobs ([`greet`], [`close`], [`rename`]) and their dispatch ([`run`]).

pub mod audience;
pub mod broadcast;
pub mod close;
pub mod connection;
pub mod deliver;
pub mod functions;
pub mod greet;
pub mod job;
pub mod members;
pub mod memory;
pub mod post;
pub mod presence;
pub mod rename;
pub mod run;
pub mod user_channel;
pub mod wire;
