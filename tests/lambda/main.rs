//! The real Lambda binary: as processes against a Runtime API, a DynamoDB, a management API and a
//! Lambda API of the test's own, with events as API Gateway writes them.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

mod build;
mod faults;
mod functions;
mod large_rooms;
mod starting;
mod template;
mod tls;
