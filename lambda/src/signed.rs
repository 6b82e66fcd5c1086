//! Signed calls of AWS without an SDK crate ("AWS Signature Version 4 for API requests"). The SDK crate
//! for invocations would be large, and a post costs a third of the CPU time that it costs by an SDK crate.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use http::{Request, StatusCode};
use roomcast_domain::Clock;

use crate::settings::AwsSettings;
use roomcast_functions::http::client::{Http, HttpError};

/// The largest answer that is read, in bytes; only its status is used.
const ANSWER_MAX_BYTES: usize = 64 * 1024;

/// Makes signed calls.
#[derive(Debug)]
pub struct Signed {
    http: Http,
    region: String,
    identity: Identity,
    clock: Clock,
}

/// The reason why a call got no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The call cannot be made, because of an invalid URL for example.
    #[error("the call cannot be made: {0}")]
    Defect(String),
    /// The network failed.
    #[error(transparent)]
    Network(#[from] HttpError),
}

impl Signed {
    /// Makes a signer with the credentials of the function.
    pub fn new(settings: &AwsSettings, http: Http, clock: Clock) -> Self {
        let credentials: Credentials = settings.credentials.clone();
        Self { http, region: settings.region.clone(), identity: credentials.into(), clock }
    }

    /// Signs a request for `service`, sends it, and returns the status of the answer.
    pub async fn call(&self, service: &str, mut request: Request<Bytes>) -> Result<StatusCode, CallError> {
        self.sign(service, &mut request).map_err(CallError::Defect)?;
        Ok(self.http.send(request, ANSWER_MAX_BYTES).await?.status())
    }

    fn sign(&self, service: &str, request: &mut Request<Bytes>) -> Result<(), String> {
        let now_ms = u64::try_from(self.clock.now().ms()).unwrap_or(0);
        let parameters = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name(service)
            .time(UNIX_EPOCH + Duration::from_millis(now_ms))
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| error.to_string())?;
        let headers =
            request.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let (method, url) = (request.method().as_str(), request.uri().to_string());
        let signable = SignableRequest::new(method, url, headers, SignableBody::Bytes(request.body()))
            .map_err(|error| error.to_string())?;
        let signed = sign(signable, &parameters.into()).map_err(|error| error.to_string())?;
        signed.into_parts().0.apply_to_request_http1x(request);
        Ok(())
    }
}
