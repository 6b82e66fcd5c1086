//! Runs worker jobs.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;

use crate::App;
use crate::error::Result;
use crate::live::job::Job;
use crate::live::{close, deliver, greet, rename};

/// Attempts at a job, as many as Lambda makes at an asynchronous invocation.
const ATTEMPTS: u32 = 3;
/// Pause after the first failed attempt; it grows with each attempt.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs a job once and logs its failure. The caller runs it again after an error; a job may also run twice without one.
pub async fn run_job(app: &Arc<App>, job: Job) -> Result<()> {
    let name = job.name().as_str();
    let outcome = match job {
        Job::Greet(greet) => greet::run(app, greet).await,
        Job::Deliver(deliver) => deliver::run(app, deliver).await,
        Job::Close(close) => close::run(app, close).await,
        Job::Rename(rename) => rename::run(app, rename).await,
    };
    outcome.inspect_err(|error| error.log(name))
}

/// Runs a job until it succeeds, at most three times, as Lambda does with an asynchronous invocation;
/// a panic is a failed attempt. A connection whose greeting fails for good is closed, so that its client
/// does not wait for it and connects again.
pub async fn run_to_the_end(app: &Arc<App>, job: Job) {
    for attempt in 1..=ATTEMPTS {
        match AssertUnwindSafe(Box::pin(run_job(app, job.clone()))).catch_unwind().await {
            Ok(Ok(())) => return,
            Ok(Err(_)) => {}
            Err(_) => {
                let operation = job.name().as_str();
                tracing::error!(operation, service = "roomcast", attempt, "a job panicked");
            }
        }
        tokio::time::sleep(PAUSE * attempt).await;
    }
    if let Job::Greet(greet) = job {
        app.wire.close(&greet.connection, None).await;
    }
}
