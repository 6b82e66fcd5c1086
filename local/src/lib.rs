//! The chat on one machine: the handlers of `roomcast-functions` behind an HTTP and WebSocket
//! gateway, on the table of one machine, with this process's own hub as the wire.

// The print macros panic where nothing can be written, such as on a full disk.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod cli;
mod http;
mod hub;
mod jobs;
mod jumps;
mod listen;
mod networks;
mod secret;
mod server;
mod settings;
mod socket;
mod token;

pub use cli::run;
