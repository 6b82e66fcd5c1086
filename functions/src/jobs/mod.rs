//! Worker jobs: what is done after an invocation has answered, each in its own Lambda function.

use std::sync::Arc;

use roomcast_domain::Refusal;
use serde::{Deserialize, Serialize};

use crate::App;

/// A job, as it travels in an asynchronous invocation's payload.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Placeholder until the jobs are written.
    Greet,
}

impl Job {
    /// The job's name: its function's `Handler`, and the stem of the variable that names the function.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Greet => "greet",
        }
    }
}

/// Runs a job. An error asks for another attempt: jobs may run twice.
pub async fn run(_app: &Arc<App>, job: Job) -> Result<(), Refusal> {
    match job {
        Job::Greet => Ok(()),
    }
}
