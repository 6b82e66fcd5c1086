//! Asynchronous invocations of the job functions: one signed POST (AWS Lambda API Reference,
//! "Invoke", invocation type `Event`). The SDK crate for it would be large.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;

use crate::retry::pause;
use crate::settings::AwsSettings;
use crate::signed::Signed;
use roomcast_functions::live::job::{Job, JobName};
use roomcast_functions::live::wire::WireError;

/// The number of attempts at an invocation.
const ATTEMPTS: u32 = 3;
/// The longest time of one attempt.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Invokes the job functions.
#[derive(Debug)]
pub struct Invoker {
    signed: Arc<Signed>,
    url: String,
    functions: Vec<(JobName, String)>,
}

impl Invoker {
    /// Makes an invoker with these settings.
    pub fn new(settings: &AwsSettings, signed: Arc<Signed>) -> Self {
        Self { signed, url: settings.lambda_url.clone(), functions: settings.job_functions.clone() }
    }

    /// Starts a job in its function.
    pub async fn invoke(&self, job: Job) -> Result<(), WireError> {
        let started = job.name();
        let (operation, service) = (started.as_str(), "wire");
        let Some((_, function)) = self.functions.iter().find(|(job, _)| *job == started) else {
            tracing::error!(operation, service, "the settings name no function for this job");
            return Err(WireError::Unavailable);
        };
        let body: Bytes = serde_json::to_vec(&job).map_err(|_| WireError::Unavailable)?.into();
        let url = format!("{}/2015-03-31/functions/{function}/invocations", self.url);
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                pause(attempt).await;
            }
            let request = Request::post(&url).header("x-amz-invocation-type", "Event").body(body.clone());
            let request = request.map_err(|_| WireError::Unavailable)?;
            let answer = tokio::time::timeout(TIMEOUT, self.signed.call("lambda", request)).await;
            match answer.map(|answer| answer.map(|status| status.as_u16())) {
                Ok(Ok(202)) => return Ok(()),
                Ok(Ok(status @ (400..=428 | 430..=499))) => {
                    tracing::error!(operation, service, status, "Lambda refused an invocation");
                    break;
                }
                Ok(Ok(status)) => {
                    tracing::warn!(operation, service, status, "Lambda throttled or failed an invocation");
                }
                Ok(Err(error)) => {
                    tracing::warn!(operation, service, detail = %error, "an invocation got no answer");
                }
                Err(_) => tracing::warn!(operation, service, "an invocation timed out"),
            }
        }
        Err(WireError::Unavailable)
    }
}
