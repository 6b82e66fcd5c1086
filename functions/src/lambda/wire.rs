//! The wire on AWS: the API Gateway management API and asynchronous invocations.

use std::sync::Mutex;
use std::time::Duration;

use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_apigatewaymanagement::primitives::Blob;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use roomcast_domain::Clock;

use super::clients;
use super::invoke::Invoker;
use super::settings::AwsSettings;
use crate::jobs::Job;
use crate::lock;
use crate::wire::{ConnectionId, Greeting, Wire, WireError};

/// Connections that one invocation posts to itself: about 120 ms at 512 MiB.
const DIRECT_POSTS: usize = 500;
/// Attempts at a post that the gateway throttles or fails.
const POST_ATTEMPTS: u32 = 6;
/// How long a post is tried altogether, so that a gateway that does not answer holds nobody up.
const POST_PATIENCE: Duration = Duration::from_secs(6);
/// How long a greeter tries a connection that is not open yet.
const OPENING_MS: u64 = 10_000;

/// The wire on AWS.
#[derive(Debug)]
pub struct AwsWire {
    management: Option<Client>,
    invoker: Invoker,
    posts_at_once: usize,
    /// The connection that was greeted last: it has been open, so that a 410 of it is the end.
    greeted: Mutex<Option<ConnectionId>>,
}

impl AwsWire {
    /// A wire with these settings.
    pub fn new(
        settings: &AwsSettings,
        http: &SharedHttpClient,
        clock: Clock,
    ) -> Result<Self, lambda_runtime::Error> {
        let management =
            settings.management_url.as_deref().map(|url| clients::management(settings, url, http));
        Ok(Self {
            management,
            invoker: Invoker::new(settings, clock)?,
            posts_at_once: settings.posts_at_once,
            greeted: Mutex::default(),
        })
    }

    async fn post_once(&self, target: &ConnectionId, frame: Bytes) -> Result<(), Failure> {
        let client = self.management.as_ref().ok_or(Failure::Final)?;
        let sent = client.post_to_connection().connection_id(&target.0).data(Blob::new(frame)).send().await;
        sent.map(drop).map_err(|error| Failure::of(&error))
    }

    /// Posts, and tries again what the gateway throttles or fails.
    async fn post_patiently(&self, target: &ConnectionId, frame: &Bytes) -> Result<(), WireError> {
        let posted = tokio::time::timeout(POST_PATIENCE, self.try_to_post(target, frame)).await;
        let posted = posted.unwrap_or(Err(WireError::Unavailable));
        if posted == Err(WireError::Unavailable) {
            tracing::warn!("a frame was not posted; its client finds it by its number");
        }
        posted
    }

    async fn try_to_post(&self, target: &ConnectionId, frame: &Bytes) -> Result<(), WireError> {
        for attempt in 0..POST_ATTEMPTS {
            if attempt > 0 {
                pause(attempt).await;
            }
            match self.post_once(target, frame.clone()).await {
                Ok(()) => return Ok(()),
                Err(Failure::Gone) => return Err(WireError::Gone),
                Err(Failure::Final) => break,
                Err(Failure::Passing) => {}
            }
        }
        Err(WireError::Unavailable)
    }
}

/// Why a post failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// The connection does not exist, or not yet.
    Gone,
    /// Another attempt may succeed.
    Passing,
    /// None will.
    Final,
}

impl Failure {
    fn of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Self {
        let status = error.raw_response().map(|response| response.status().as_u16());
        match status {
            Some(410) => Self::Gone,
            Some(429 | 500..) | None => Self::Passing,
            Some(_) => {
                let code = error.as_service_error().and_then(|service| service.code()).unwrap_or_default();
                tracing::error!(code, "the management API refused a call");
                Self::Final
            }
        }
    }
}

/// Waits a random while before another attempt, at most 50 ms before the second (number 1), 100 ms
/// before the third and so on.
pub async fn pause(attempt: u32) {
    let most_ms = 25 << attempt.min(6);
    tokio::time::sleep(Duration::from_millis(rand::random_range(1..=most_ms))).await;
}

impl Wire for AwsWire {
    fn post<'a>(&'a self, targets: &'a [ConnectionId], frame: Bytes) -> BoxFuture<'a, Vec<ConnectionId>> {
        async move {
            let posts = targets.iter().cloned().map(|target| {
                let frame = frame.clone();
                async move {
                    let gone = self.post_patiently(&target, &frame).await == Err(WireError::Gone);
                    gone.then_some(target)
                }
            });
            let posts = futures_util::stream::iter(posts).buffer_unordered(self.posts_at_once);
            let gone: Vec<ConnectionId> = posts.filter_map(std::future::ready).collect().await;
            if !gone.is_empty() {
                // Counted by a metric (infra/alarms.yaml).
                tracing::warn!(gone = gone.len(), "connections were gone");
            }
            gone
        }
        .boxed()
    }

    fn greet<'a>(
        &'a self,
        target: &'a ConnectionId,
        frame: Bytes,
        _: Greeting,
    ) -> BoxFuture<'a, Result<(), WireError>> {
        async move {
            let was_open = lock(&self.greeted).as_ref() == Some(target);
            let (mut waited_ms, mut wait_ms) = (0, 100);
            loop {
                match self.post_patiently(target, &frame).await {
                    Err(WireError::Gone) if !was_open && waited_ms < OPENING_MS => {}
                    posted => {
                        if posted.is_ok() {
                            *lock(&self.greeted) = Some(target.clone());
                        }
                        return posted;
                    }
                }
                tokio::time::sleep(Duration::from_millis(wait_ms)).await;
                waited_ms += wait_ms;
                wait_ms = (wait_ms * 2).min(2_000).min(OPENING_MS - waited_ms);
            }
        }
        .boxed()
    }

    fn close<'a>(&'a self, target: &'a ConnectionId) -> BoxFuture<'a, ()> {
        async move {
            let Some(client) = &self.management else { return };
            for attempt in 0..POST_ATTEMPTS {
                if attempt > 0 {
                    pause(attempt).await;
                }
                let Err(error) = client.delete_connection().connection_id(&target.0).send().await else {
                    return;
                };
                match Failure::of(&error) {
                    Failure::Gone | Failure::Final => return,
                    Failure::Passing => {}
                }
            }
        }
        .boxed()
    }

    fn start(&self, job: Job) -> BoxFuture<'_, Result<(), WireError>> {
        self.invoker.invoke(job).boxed()
    }

    fn direct_posts(&self) -> usize {
        DIRECT_POSTS
    }
}
