//! Runs worker jobs in this process, as asynchronous invocations do on AWS.

use std::sync::Arc;

use roomcast_functions::App;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::run::run_to_the_end;
use tokio::sync::{Semaphore, mpsc};

/// Jobs that run at once.
const JOBS_AT_ONCE: usize = 64;

/// Runs the jobs that arrive in `waiting` until its senders are gone.
pub async fn run_jobs(app: Arc<App>, mut waiting: mpsc::UnboundedReceiver<Job>) {
    let places = Arc::new(Semaphore::new(JOBS_AT_ONCE));
    while let Some(job) = waiting.recv().await {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let app = app.clone();
        tokio::spawn(async move {
            run_to_the_end(&app, job).await;
            drop(place);
        });
    }
}
