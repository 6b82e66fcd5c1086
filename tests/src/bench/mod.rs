//! The load generator of `make bench` and `make compare`: it starts a server as a process of its own,
//! loads it over loopback, and reads the processor time of that process.
//!
//! [`report()`] prints the figures of one server, [`compare()`] those of two servers in turn. A load is a
//! function that starts a [`Program`] and returns a [`Figure`] or several; `groups.rs` lists them.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // figures are rounded anyway

mod compare;
mod connects;
mod crowd;
mod deliveries;
mod figure;
mod fill;
mod groups;
mod kills;
mod large;
mod meter;
mod options;
mod requests;
mod rest;
mod rooms;
mod search;
mod server;
mod soak;
mod socket;
mod start;
mod targets;
mod user_sockets;
mod verdicts;

pub use compare::compare;
pub use figure::Figure;
pub use groups::report;
pub use options::Options;
pub use server::Program;
