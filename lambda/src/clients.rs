//! The clients of AWS services. They are made from the settings alone, so that a start looks nothing
//! up. TLS is rustls on ring with the roots of Amazon ("Amazon Trust Services Repository").

use std::time::Duration;

use aws_sdk_apigatewaymanagement::config::StalledStreamProtectionConfig;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region};

use crate::settings::AwsSettings;
use roomcast_functions::http::client::{Http, Roots};

/// The root certificates: every public endpoint of AWS chains to one of them.
const ROOTS: &[u8] = include_bytes!("amazon-roots.pem");
/// Attempts at a call of the table.
const TABLE_ATTEMPTS: u32 = 3;
/// Longest pause after the first attempt at a call of the table; it doubles with each attempt. The
/// general default of the SDK is 1 second after a throttled call, its value for DynamoDB is 25 ms
/// (crate `aws-sdk-dynamodb` 1.136, `src/config.rs`, `non_throttling_initial_backoff`): the answers of
/// DynamoDB take milliseconds, and a sender waits for them.
const TABLE_BACKOFF: Duration = Duration::from_millis(25);
/// Time after which an attempt at a call of the table counts as lost.
const TABLE_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);
/// Time after which a call of the management API counts as lost.
pub const POST_TIMEOUT: Duration = Duration::from_secs(3);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Returns the HTTP client that all clients share.
pub fn http(settings: &AwsSettings) -> Result<Http, lambda_runtime::Error> {
    let bundle = settings.ca_bundle.as_ref().map(std::fs::read).transpose()?;
    Ok(Http::new(Roots::Pem(bundle.as_deref().unwrap_or(ROOTS)), CONNECT_TIMEOUT)?)
}

/// Returns a client of the table.
pub fn dynamo(settings: &AwsSettings, http: &Http) -> aws_sdk_dynamodb::Client {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(TABLE_ATTEMPT_TIMEOUT).build();
    let mut config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(settings.credentials.clone())
        .retry_config(
            RetryConfig::standard().with_max_attempts(TABLE_ATTEMPTS).with_initial_backoff(TABLE_BACKOFF),
        )
        .timeout_config(timeouts)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http.clone());
    config.set_endpoint_url(settings.dynamo_url.clone());
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// Returns a client of the management API without retries, which the wire does itself.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::unwrap_used)] // a test fails by panicking
    fn a_throttled_call_of_the_table_is_repeated_within_25_ms() {
        let variables = |name: &str| match name {
            "AWS_REGION" => Some("eu-central-1".to_owned()),
            "TABLE_NAME" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("x".to_owned()),
            _ => None,
        };
        let settings = AwsSettings::from_variables(variables).unwrap();
        let client = dynamo(&settings, &http(&settings).unwrap());
        let retries = client.config().retry_config().unwrap();
        assert_eq!(retries.initial_backoff(), Duration::from_millis(25));
        assert_eq!(retries.max_attempts(), 3);
    }
}
