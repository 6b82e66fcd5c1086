//! Runs worker jobs: what is done after an invocation has answered, each in its own Lambda function.

use std::sync::Arc;

use crate::error::{Error, Result};

use crate::App;
use crate::live::job::Job;
use crate::live::{close, deliver, greet, rename};

/// Runs a job and logs its failure. An error asks for another attempt: jobs may run twice.
pub async fn run(app: &Arc<App>, job: Job) -> Result<()> {
    let name = job.name().as_str();
    let outcome = match job {
        Job::Greet(greet) => greet::run(app, greet).await,
        Job::Deliver(deliver) => deliver::run(app, deliver).await,
        Job::Close(close) => close::run(app, close).await,
        Job::Rename(rename) => rename::run(app, rename).await,
    };
    outcome.inspect_err(|error| match error {
        Error::Refused(refusal) => {
            tracing::warn!(operation = name, code = refusal.code(), "a job was refused");
        }
        failure => failure.log(name),
    })
}
