//! What the tests share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)] // a test fails by panicking

pub mod cloud;
pub mod cost;
mod documents;
mod door;
pub mod engine;
pub mod event;
mod socket;
pub mod stage;
pub mod world;
