//! Live delivery: what is sent, to whom, by whom, and which connections are gone.

pub mod audience;
pub mod broadcast;
pub mod close;
pub mod deliver;
pub mod fanout;
pub mod functions;
pub mod greet;
pub mod job;
pub mod jobs;
pub mod rename;
pub mod wire;
