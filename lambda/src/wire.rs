//! The wire on AWS: the API Gateway management API and asynchronous invocations.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_apigatewaymanagement::Client;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use roomcast_domain::{Clock, ClosedReason};

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

/// The number of connections that one invocation posts to: about 120 ms at 512 MiB.
const DIRECT_POSTS: usize = 500;
/// The longest time for which a throttled or failed post is repeated, about fifteen times. A gateway that
/// does not answer delays the other work no longer than this.
const POST_PATIENCE: Duration = Duration::from_secs(6);
/// The longest pause between two attempts to greet a connection that is not open yet.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// The number of attempts to close a connection.
const CLOSE_ATTEMPTS: u32 = 6;

/// The characters to escape in a connection's name: all but the unreserved characters of RFC 3986.
const IN_A_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The wire on AWS.
#[derive(Debug)]
pub struct AwsWire {
    management: Option<Management>,
    signed: Arc<Signed>,
    invoker: Invoker,
    posts_at_once: usize,
    /// The connection that was greeted last. It has been open, so a 410 means that it is closed.
    greeted: Mutex<Option<ConnectionId>>,
}

#[derive(Debug)]
struct Management {
    url: String,
    client: Client,
}

impl AwsWire {
    /// Makes a wire with these settings.
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
                tracing::error!(operation = "post", service = "wire", detail = %error, "a post cannot be made");
                Err(Failure::Final)
            }
        }
    }

    /// Posts a frame, and repeats a post that the gateway throttles or fails.
    async fn post_patiently(&self, target: &ConnectionId, frame: &Bytes) -> Result<(), WireError> {
        let posted = tokio::time::timeout(POST_PATIENCE, self.try_to_post(target, frame)).await;
        let posted = posted.unwrap_or(Err(WireError::Unavailable));
        if posted == Err(WireError::Unavailable) {
            tracing::warn!(
                operation = "post",
                service = "wire",
                "a frame was not posted; its client finds it by its number"
            );
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

/// The kind of failure of a call of the management API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// The connection is not open: not yet, or not any more.
    Gone,
    /// Another attempt may succeed.
    Passing,
    /// No attempt will succeed.
    Final,
}

impl Failure {
    /// Classifies a status other than success, and logs a refusal.
    fn of(status: u16) -> Self {
        match status {
            410 => Self::Gone,
            429 | 500.. => Self::Passing,
            _ => {
                tracing::error!(
                    operation = "post",
                    service = "wire",
                    status,
                    "the management API refused a call"
                );
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
                tracing::warn!(
                    operation = "post",
                    service = "wire",
                    gone = gone.len(),
                    "connections were gone"
                );
            }
            gone
        }
        .boxed()
    }

    fn greet<'a>(
        &'a self,
        target: &'a ConnectionId,
        frame: Bytes,
        place: Greeting,
    ) -> BoxFuture<'a, Result<(), WireError>> {
        async move {
            let was_open = place == Greeting::OfSubscription || lock(&self.greeted).as_ref() == Some(target);
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

    fn close<'a>(&'a self, target: &'a ConnectionId, _: Option<ClosedReason>) -> BoxFuture<'a, ()> {
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
