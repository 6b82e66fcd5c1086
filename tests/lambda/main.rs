//! Tests of the Lambda binary. Its processes run against a Runtime API, a DynamoDB, a management API and a
//! Lambda API of the test, with events as API Gateway writes them.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

mod build;
mod faults;
mod functions;
mod large_rooms;
mod starting;
mod template;
mod tls;
