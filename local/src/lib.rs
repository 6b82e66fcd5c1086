//! The whole chat on one machine: the handlers of `roomcast-functions` behind a gateway of our
//! own, on an embedded table, with a hub in this process as the wire.

mod cli;
mod files;
mod gateway;
mod hub;
mod page;
mod reference;
mod secret;
mod server;
mod socket;
pub mod table;

pub use cli::run;
pub use secret::{TokenFor, sign};
pub use server::{ServeOptions, Server, StartError};
