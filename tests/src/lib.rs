//! Tools that the tests, the benchmarks and the document generator share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)] // a test fails by panicking

mod actor;
mod answer;
pub mod bench;
pub mod cloud;
pub mod cost;
mod directory;
mod documents;
mod door;
pub mod engine;
pub mod event;
pub mod gate;
mod patience;
pub mod paused;
pub mod seeds;
mod server;
pub mod service;
mod socket;
pub mod stage;
mod tokens;
pub mod world;
