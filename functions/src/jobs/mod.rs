//! Worker jobs: what is done after an invocation has answered, each in its own Lambda function.

pub mod close;
pub mod deliver;
pub mod greet;
pub mod rename;

use std::sync::Arc;

use roomcast_store::Result;
use serde::{Deserialize, Serialize};

use crate::App;

/// A job, as it travels in an asynchronous invocation's payload.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Greets a new connection.
    Greet(greet::Greet),
    /// Posts a frame to a share of a large room.
    Deliver(deliver::Deliver),
    /// Closes connections to a room.
    Close(close::Close),
    /// Gives a user's memberships new names.
    Rename(rename::Rename),
}

impl Job {
    /// The names of all jobs.
    pub const NAMES: [&str; 4] = ["greet", "deliver", "close", "rename"];

    /// The job's name: its function's `Handler`, and the stem of the variable that names the function.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Greet(_) => "greet",
            Self::Deliver(_) => "deliver",
            Self::Close(_) => "close",
            Self::Rename(_) => "rename",
        }
    }
}

/// Runs a job. An error asks for another attempt: jobs may run twice.
pub async fn run(app: &Arc<App>, job: Job) -> Result<()> {
    match job {
        Job::Greet(greet) => greet::run(app, greet).await,
        Job::Deliver(deliver) => deliver::run(app, deliver).await,
        Job::Close(close) => close::run(app, close).await,
        Job::Rename(rename) => rename::run(app, rename).await,
    }
}

/// Hands over the closing of connections; if that fails it is done here, so that nobody goes on
/// listening whom the answer says to be gone.
pub(crate) async fn close_later(app: &Arc<App>, close: close::Close) -> Result<()> {
    match app.wire.start(Job::Close(close.clone())).await {
        Ok(()) => Ok(()),
        Err(error) => {
            tracing::error!(%error, job = "close", "a job was not handed over");
            close::run(app, close).await
        }
    }
}
