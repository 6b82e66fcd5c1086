//! The chat's handlers: one per route, socket event and worker job, each a plain function of
//! [`App`] and an event. The same code is every AWS Lambda function (feature `lambda`) and the
//! server on one machine.

mod access;
mod admission;
mod app;
mod audience;
pub mod body;
mod caller;
pub mod config;
#[cfg(feature = "describe")]
pub mod describe;
pub mod documents;
mod fanout;
pub mod files;
pub mod http_client;
pub mod jobs;
mod jwks;
mod jwt_crypto;
#[cfg(feature = "lambda")]
pub mod lambda;
mod me;
mod members;
mod messages;
mod notifications;
mod query;
mod reply;
mod rooms;
pub mod routes;
pub mod socket;
mod token;
mod uploads;
pub mod wire;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use app::{App, Parts};
pub use jwt_crypto::install as install_jwt_crypto;

/// Locks a memory of this process; a panic elsewhere while it was held leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Logs, once and at the boundary, what the client is not told. A refusal is no failure.
fn log_failure(operation: &str, failure: &roomcast_store::StoreError) {
    match failure {
        roomcast_store::StoreError::Refused(_) => {}
        roomcast_store::StoreError::Unavailable(detail) => {
            tracing::warn!(operation, detail, "the table is unavailable");
        }
        roomcast_store::StoreError::Broken(detail) => tracing::error!(operation, detail, "a defect"),
    }
}
