//! The rules of the house: each test reads the tree and says what to do where a rule is broken.
//!
//! Other tools hold the rest: clippy the length of a Rust function (`clippy.toml`), Biome the length of a
//! TypeScript function and the circles of TypeScript modules (`frontend/biome.json`). `tests/it` holds that
//! every route stands in the access walk and every frame and limit in the documents; `tests/model` that every
//! route stands in the budget table and in the fault test.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

mod circles;
mod documentation;
mod modules;
mod places;
mod size;
mod source;

/// Fails with every complaint and the advice that belongs to them.
fn assert_none(complaints: &[String], advice: &str) {
    assert!(complaints.is_empty(), "{}\n\n{advice}", complaints.join("\n"));
}
