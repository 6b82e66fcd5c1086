//! Runs worker jobs in this process, as asynchronous invocations do on AWS.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use roomcast_functions::App;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::jobs;
use tokio::sync::{Semaphore, mpsc};

use crate::hub::Hub;

/// Jobs that run at once.
const JOBS_AT_ONCE: usize = 64;
/// Attempts at a job, as Lambda makes at an asynchronous invocation.
const ATTEMPTS: u32 = 3;
/// The pause after a first attempt; later pauses are multiples of it.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs the jobs that arrive in `waiting` until its senders are gone. A connection whose greeting
/// fails to the end is closed: nothing else would ever be sent on it.
pub async fn run_jobs(app: Arc<App>, hub: Arc<Hub>, mut waiting: mpsc::UnboundedReceiver<Job>) {
    let places = Arc::new(Semaphore::new(JOBS_AT_ONCE));
    while let Some(job) = waiting.recv().await {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let (app, hub) = (app.clone(), hub.clone());
        tokio::spawn(async move {
            if !run_patiently(&app, &job).await
                && let Job::Greet(greet) = &job
            {
                hub.abandon(&greet.connection);
            }
            drop(place);
        });
    }
}

/// Runs a job up to three times and returns whether an attempt succeeded. A panic is a failed
/// attempt like any other.
async fn run_patiently(app: &Arc<App>, job: &Job) -> bool {
    for attempt in 1..=ATTEMPTS {
        let problem = match AssertUnwindSafe(Box::pin(jobs::run(app, job.clone()))).catch_unwind().await {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "a panic".to_owned(),
        };
        tracing::warn!(problem, job = job.name(), attempt, "a job failed");
        if attempt < ATTEMPTS {
            tokio::time::sleep(PAUSE * attempt).await;
        }
    }
    false
}
