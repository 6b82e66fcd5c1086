//! The SDK's HTTP connector: it ends in this process.

use aws_sdk_dynamodb::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use bytes::Bytes;
use tokio::sync::oneshot;

use super::EmbeddedTable;
use super::cache::Operation;
use super::engine::Answer;
use super::request::{Touches, touches};
use super::writer::WriteJob;

/// One in this many kept answers yields to other tasks, about every half millisecond.
const HITS_IN_A_ROW: u64 = 8;

/// Makes a client of the table behind `http_client`.
fn client(http_client: SharedHttpClient) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .endpoint_url("http://table.invalid")
        .allow_no_auth()
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http_client)
        .build();
    Client::from_conf(config)
}

impl EmbeddedTable {
    /// Makes a client of the table: without signatures, retries and timers.
    pub fn client(&self) -> Client {
        client(self.http_client())
    }

    /// Makes the HTTP client under [`Self::client`], for tests that put a layer between.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }
}

impl HttpClient for EmbeddedTable {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for EmbeddedTable {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = Bytes::copy_from_slice(request.body().bytes().unwrap_or_default());
        let table = self.clone();
        HttpConnectorFuture::new(async move { respond(table.carry_out(operation, body).await) })
    }
}

fn respond(answer: Option<Answer>) -> Result<HttpResponse, ConnectorError> {
    let answer = answer.ok_or_else(|| ConnectorError::io("the table is closed".into()))?;
    let status =
        StatusCode::try_from(answer.status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}

impl EmbeddedTable {
    /// Carries out a request; returns nothing if the table is closing.
    async fn carry_out(&self, operation: String, body: Bytes) -> Option<Answer> {
        match touches(&operation, &body) {
            _ if self.shared.readers.is_none() => self.write(operation, body).await,
            Touches::Reads(partitions) => Some(self.read_partitions(&operation, body, &partitions).await),
            Touches::ReadsAny => Some(self.read_any(&operation, &body).await),
            Touches::Writes(_) | Touches::WritesAll => self.write(operation, body).await,
        }
    }

    async fn write(&self, operation: String, body: Bytes) -> Option<Answer> {
        let (done, answer) = oneshot::channel();
        self.shared.writer.write(WriteJob::new(operation, body, done));
        answer.await.ok()
    }

    async fn read_partitions(&self, operation: &str, body: Bytes, partitions: &[String]) -> Answer {
        let kind = match operation {
            "GetItem" => Operation::Get,
            "BatchGetItem" => Operation::BatchGet,
            _ => Operation::Query,
        };
        if let Some(answer) = self.shared.cache.find(kind, &body) {
            // A task that finds only kept answers would otherwise never yield to other tasks. A yield
            // costs a quarter of such an answer, so only some of them yield.
            if self.shared.cache.hit().is_multiple_of(HITS_IN_A_ROW) {
                tokio::task::yield_now().await;
            }
            return answer;
        }
        let seen = self.shared.cache.versions().see(partitions);
        let answer = self.shared.readers.read(operation, &body);
        self.shared.readers.settle(partitions).await;
        self.shared.cache.keep(kind, &body, seen, &answer);
        // The engine's work never suspends: without this, timers would starve behind it.
        tokio::task::yield_now().await;
        answer
    }

    async fn read_any(&self, operation: &str, body: &Bytes) -> Answer {
        let answer = self.shared.readers.read(operation, body);
        self.shared.readers.settle(&[]).await;
        tokio::task::yield_now().await;
        answer
    }
}
