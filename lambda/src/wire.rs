//! The wire on AWS: the API Gateway management API and asynchronous invocations.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_apigatewaymanagement::Client;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use roomcast_domain::Clock;

use crate::clients;
use crate::clients::POST_TIMEOUT;
use crate::invoke::Invoker;
use crate::retry::pause;
use crate::settings::AwsSettings;
use crate::signed::{CallError, Signed};
use roomcast_functions::http::client::Http;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::wire::{Greeting, OPENING, Wire, WireError};
use roomcast_functions::lock;

/// Connections that one invocation posts to itself: about 120 ms at 512 MiB.
const DIRECT_POSTS: usize = 500;
/// How long a post that the gateway throttles or fails is tried: about fifteen times, and no longer,
/// so that a gateway that does not answer holds nobody up.
const POST_PATIENCE: Duration = Duration::from_secs(6);
/// Longest pause between two attempts at a connection that is not open yet.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Attempts at closing a connection.
const CLOSE_ATTEMPTS: u32 = 6;

/// What is escaped in a connection's name: all but RFC 3986's unreserved characters.
const IN_A_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The wire on AWS.
#[derive(Debug)]
pub struct AwsWire {
    management: Option<Management>,
    signed: Arc<Signed>,
    invoker: Invoker,
    posts_at_once: usize,
    /// The connection that was greeted last: it has been open, so that a 410 of it is the end.
    greeted: Mutex<Option<ConnectionId>>,
}

#[derive(Debug)]
struct Management {
    url: String,
    client: Client,
}

impl AwsWire {
    /// A wire with these settings.
    pub fn new(settings: &AwsSettings, http: &Http, clock: Clock) -> Self {
        let management = settings.management_url.as_deref().map(|url| Management {
            url: url.trim_end_matches('/').to_owned(),
            client: clients::management(settings, url, http),
        });
        let signed = Arc::new(Signed::new(settings, http.clone(), clock));
        let invoker = Invoker::new(settings, signed.clone());
        Self { management, signed, invoker, posts_at_once: settings.posts_at_once, greeted: Mutex::default() }
    }

    async fn post_once(&self, target: &ConnectionId, frame: Bytes) -> Result<(), Failure> {
        let management = self.management.as_ref().ok_or(Failure::Final)?;
        let connection = utf8_percent_encode(&target.0, IN_A_PATH);
        let request = Request::post(format!("{}/@connections/{connection}", management.url)).body(frame);
        let request = request.map_err(|_| Failure::Final)?;
        let call = tokio::time::timeout(POST_TIMEOUT, self.signed.call("execute-api", request));
        match call.await {
            Ok(Ok(status)) if status.is_success() => Ok(()),
            Ok(Ok(status)) => Err(Failure::of(status.as_u16())),
            Ok(Err(CallError::Network(_))) | Err(_) => Err(Failure::Passing),
            Ok(Err(error @ CallError::Defect(_))) => {
                tracing::error!(%error, "a post");
                Err(Failure::Final)
            }
        }
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
        for attempt in 1.. {
            match self.post_once(target, frame.clone()).await {
                Ok(()) => return Ok(()),
                Err(Failure::Gone) => return Err(WireError::Gone),
                Err(Failure::Final) => break,
                Err(Failure::Passing) => pause(attempt).await,
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
    /// What a status other than success means.
    fn of(status: u16) -> Self {
        match status {
            410 => Self::Gone,
            429 | 500.. => Self::Passing,
            _ => {
                tracing::error!(status, "the management API refused a call");
                Self::Final
            }
        }
    }
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
            let (mut waited, mut wait) = (Duration::ZERO, Duration::from_millis(100));
            loop {
                match self.post_patiently(target, &frame).await {
                    Err(WireError::Gone) if !was_open && waited < OPENING => {}
                    posted => {
                        if posted.is_ok() {
                            *lock(&self.greeted) = Some(target.clone());
                        }
                        return posted;
                    }
                }
                tokio::time::sleep(wait).await;
                waited += wait;
                wait = (wait * 2).min(LONGEST_WAIT).min(OPENING.saturating_sub(waited));
            }
        }
        .boxed()
    }

    fn close<'a>(&'a self, target: &'a ConnectionId) -> BoxFuture<'a, ()> {
        async move {
            let Some(Management { client, .. }) = &self.management else { return };
            for attempt in 0..CLOSE_ATTEMPTS {
                if attempt > 0 {
                    pause(attempt).await;
                }
                let Err(error) = client.delete_connection().connection_id(&target.0).send().await else {
                    return;
                };
                let status = error.raw_response().map(|response| response.status().as_u16());
                match status.map_or(Failure::Passing, Failure::of) {
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
