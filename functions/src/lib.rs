//! The chat's handlers: one per route, socket event and worker job, each a plain function of
//! [`App`] and an event. The same handlers are AWS Lambda functions (crate `roomcast-lambda`) and
//! the server on one machine (crate `roomcast-local`).

mod app;
pub mod auth;
pub mod config;
pub mod describe;
pub mod error;
pub mod http;
pub mod live;
mod me;
mod members;
mod messages;
mod notifications;
pub mod policy;
mod reports;
mod rooms;
mod search;
mod setting;
pub mod socket;
pub mod uploads;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use app::{App, Parts};
pub use error::Error;

/// Locks a memory of this process; a panic elsewhere while it was held leaves nothing half done.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
