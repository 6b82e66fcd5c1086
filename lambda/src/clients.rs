//! The AWS clients: made by hand, so that nothing is looked up at start. TLS is rustls on ring with
//! Amazon's own roots ("Amazon Trust Services Repository").

use std::time::Duration;

use aws_sdk_apigatewaymanagement::config::StalledStreamProtectionConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, retry::RetryConfig};

use crate::settings::AwsSettings;
use roomcast_functions::http::client::{Http, Roots};

/// Every public endpoint of AWS chains to one of these.
const ROOTS: &[u8] = include_bytes!("amazon-roots.pem");
/// Attempts at a call of the table; its answer takes milliseconds, so a slow attempt is a lost one.
const TABLE_ATTEMPTS: u32 = 3;
const TABLE_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a call of the management API may take.
pub const POST_TIMEOUT: Duration = Duration::from_secs(3);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// The HTTP client that all clients share.
pub fn http(settings: &AwsSettings) -> Result<Http, lambda_runtime::Error> {
    let bundle = settings.ca_bundle.as_ref().map(std::fs::read).transpose()?;
    Ok(Http::new(Roots::Pem(bundle.as_deref().unwrap_or(ROOTS)), CONNECT_TIMEOUT)?)
}

/// A client of the table.
pub fn dynamo(settings: &AwsSettings, http: &Http) -> aws_sdk_dynamodb::Client {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(TABLE_ATTEMPT_TIMEOUT).build();
    let mut config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(settings.credentials.clone())
        .retry_config(RetryConfig::standard().with_max_attempts(TABLE_ATTEMPTS))
        .timeout_config(timeouts)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http.clone());
    config.set_endpoint_url(settings.dynamo_url.clone());
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// A client of the management API; the wire does its own retries.
pub fn management(settings: &AwsSettings, url: &str, http: &Http) -> aws_sdk_apigatewaymanagement::Client {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(POST_TIMEOUT).build();
    let config = aws_sdk_apigatewaymanagement::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(settings.credentials.clone())
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http.clone());
    aws_sdk_apigatewaymanagement::Client::from_conf(config.build())
}
