//! A service that speaks DynamoDB's API: an emulator, for one.

use std::time::Duration;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::{Client, Config};
use roomcast_functions::http::client::{Http, Roots};

/// Makes a client of the service at an address, as Lambda functions have one.
pub fn client(url: &str) -> Client {
    let http = Http::new(Roots::Pem(&[]), Duration::from_secs(5)).expect("an HTTP client");
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .endpoint_url(url)
        .http_client(http)
        .build();
    Client::from_conf(config)
}
