//! The chat's handlers: one per route, socket event and worker job, each a plain function of
//! [`App`] and an event. The same code is every AWS Lambda function (feature `lambda`) and the
//! server on one machine.

mod app;
pub mod config;
pub mod jobs;
pub mod routes;
pub mod socket;
pub mod wire;

pub use app::{App, Parts};
