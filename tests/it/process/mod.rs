//! The server as a process: settings, start, stop and its other commands.

mod backup;
mod settings;
mod start;
mod stop;
mod token;
