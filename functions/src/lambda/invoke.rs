//! Asynchronous invocations of the job functions: one signed POST (AWS Lambda API Reference,
//! "Invoke", invocation type `Event`), without the large SDK crate for it.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use roomcast_domain::Clock;

use super::clients;
use super::settings::AwsSettings;
use super::wire::pause;
use crate::jobs::Job;
use crate::wire::WireError;

/// Attempts at an invocation.
const ATTEMPTS: u32 = 3;
/// How long one may take.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Invokes the job functions.
#[derive(Debug)]
pub struct Invoker {
    connector: SharedHttpConnector,
    url: String,
    region: String,
    credentials: Credentials,
    functions: Vec<(&'static str, String)>,
    clock: Clock,
}

impl Invoker {
    /// An invoker with these settings.
    pub fn new(settings: &AwsSettings, clock: Clock) -> Result<Self, lambda_runtime::Error> {
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(clients::tls()?)
            .build();
        Ok(Self {
            connector: SharedHttpConnector::new(connector),
            url: settings.lambda_url.clone(),
            region: settings.region.clone(),
            credentials: settings.credentials.clone(),
            functions: settings.job_functions.clone(),
            clock,
        })
    }

    /// Hands a job to its function.
    pub async fn invoke(&self, job: Job) -> Result<(), WireError> {
        let name = job.name();
        let Some((_, function)) = self.functions.iter().find(|(job, _)| *job == name) else {
            tracing::error!(job = name, "no function is named for this job");
            return Err(WireError::Unavailable);
        };
        let body = serde_json::to_string(&job).map_err(|_| WireError::Unavailable)?;
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                pause(attempt).await;
            }
            match tokio::time::timeout(TIMEOUT, self.post(function, body.clone())).await {
                Ok(Ok(202)) => return Ok(()),
                Ok(Ok(status @ (400..=428 | 430..=499))) => {
                    tracing::error!(job = name, status, "an invocation was refused");
                    break;
                }
                Ok(Ok(status)) => tracing::warn!(job = name, status, "an invocation was put off"),
                Ok(Err(error)) => tracing::warn!(job = name, error, "an invocation failed"),
                Err(_) => tracing::warn!(job = name, "an invocation timed out"),
            }
        }
        Err(WireError::Unavailable)
    }

    async fn post(&self, function: &str, body: String) -> Result<u16, String> {
        let url = format!("{}/2015-03-31/functions/{function}/invocations", self.url);
        let request = http::Request::post(url).header("x-amz-invocation-type", "Event");
        let mut request = request.body(body).map_err(|e| e.to_string())?;
        self.sign(&mut request)?;
        let request = request.map(SdkBody::from);
        let request = HttpRequest::try_from(request).map_err(|e| e.to_string())?;
        let response = self.connector.call(request).await.map_err(|e| format!("{e:?}"))?;
        Ok(response.status().as_u16())
    }

    fn sign(&self, request: &mut http::Request<String>) -> Result<(), String> {
        let identity = self.credentials.clone().into();
        let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(self.clock.now().ms()).unwrap_or(0));
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("lambda")
            .time(now)
            .settings(SigningSettings::default())
            .build()
            .map_err(|e| e.to_string())?;
        let headers =
            request.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let body = SignableBody::Bytes(request.body().as_bytes());
        let signable = SignableRequest::new("POST", request.uri().to_string(), headers, body)
            .map_err(|e| e.to_string())?;
        let (instructions, _) = sign(signable, &parameters.into()).map_err(|e| e.to_string())?.into_parts();
        instructions.apply_to_request_http1x(request);
        Ok(())
    }
}
