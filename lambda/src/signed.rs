//! Calls signed by hand ("AWS Signature Version 4 for API requests"): invocations, whose SDK crate
//! would be large, and posts, which come by the thousand and cost a third of the CPU this way.

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

/// Largest answer that is read, in bytes: only its status matters.
const ANSWER_MAX_BYTES: usize = 64 * 1024;

/// Makes signed calls.
#[derive(Debug)]
pub struct Signed {
    http: Http,
    region: String,
    identity: Identity,
    clock: Clock,
}

/// Why a call got no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It cannot be made: a URL that is none.
    #[error("the call cannot be made: {0}")]
    Defect(String),
    /// The network failed.
    #[error(transparent)]
    Network(#[from] HttpError),
}

impl Signed {
    /// Signs with the function's credentials.
    pub fn new(settings: &AwsSettings, http: Http, clock: Clock) -> Self {
        let credentials: Credentials = settings.credentials.clone();
        Self { http, region: settings.region.clone(), identity: credentials.into(), clock }
    }

    /// Posts `request`'s body to its URL, signed for `service`; answers the status.
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
