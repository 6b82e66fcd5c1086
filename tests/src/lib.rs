//! What the tests share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)] // a test fails by panicking

pub mod cloud;
pub mod engine;
pub mod stage;
pub mod world;
