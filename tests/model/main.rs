//! The real handlers in this process, with every call of the SDK in the test's hands.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

mod budget;
mod cost;
mod delivery;
mod faults;
mod index;
mod interleave;
mod rates;
