//! Posts the frames of one greeting.

use std::sync::Arc;

use bytes::Bytes;
use roomcast_domain::{ServerFrame, encode, encode_batches};
use roomcast_store::StoreError;

use crate::App;
use crate::error::Error;
use crate::live::job::{Begins, Greet};
use crate::live::wire::{Greeting, WireError};

/// Why a greeting stopped.
pub(super) enum Stopped {
    /// The connection is gone.
    Gone,
    /// The subscription has ended; its socket may be open.
    Ended,
    /// The table or the wire failed: the job is to run again.
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// The greeting of a connection or subscription.
pub(super) struct Greeter<'a> {
    /// The chat.
    pub app: &'a Arc<App>,
    /// The job.
    pub greet: &'a Greet,
    /// Encoded frames that wait to be posted as one.
    waiting: Vec<String>,
}

impl<'a> Greeter<'a> {
    /// Makes a greeting that has posted nothing.
    pub fn new(app: &'a Arc<App>, greet: &'a Greet) -> Self {
        Self { app, greet, waiting: Vec::new() }
    }

    /// Whether a subscription begins, on a socket that was greeted before.
    pub fn is_of_subscription(&self) -> bool {
        matches!(self.greet.begins, Begins::Subscription(_))
    }

    /// Gives the end of a greeting whose connection or subscription is not in the table any more.
    pub fn not_there(&self) -> Stopped {
        if self.is_of_subscription() { Stopped::Ended } else { Stopped::Gone }
    }

    /// Posts a frame that others follow; a client that takes batches gets it with them, at the next
    /// [`Self::flush`] at the latest.
    pub async fn say(&mut self, frame: &ServerFrame<'_>) -> Result<(), Stopped> {
        let frame = encode(frame);
        if self.greet.takes_batches {
            self.waiting.push(frame);
            return Ok(());
        }
        self.post(frame, Greeting::More).await
    }

    /// Posts the frames that wait.
    pub async fn flush(&mut self) -> Result<(), Stopped> {
        for frame in encode_batches(std::mem::take(&mut self.waiting)) {
            self.post(frame, Greeting::More).await?;
        }
        Ok(())
    }

    /// Posts the frames that wait and the last frame of the greeting.
    pub async fn say_last(&mut self, frame: &ServerFrame<'_>) -> Result<(), Stopped> {
        let mut frames = std::mem::take(&mut self.waiting);
        frames.push(encode(frame));
        let mut frames = encode_batches(frames);
        let last = frames.pop().unwrap_or_default();
        for frame in frames {
            self.post(frame, Greeting::More).await?;
        }
        self.post(last, Greeting::Last).await
    }

    async fn post(&self, frame: String, place: Greeting) -> Result<(), Stopped> {
        let (connection, frame) = (&self.greet.connection, Bytes::from(frame));
        let place = if self.is_of_subscription() { Greeting::OfSubscription } else { place };
        self.app.wire.greet(connection, frame, place).await.map_err(|error| match error {
            WireError::Gone => Stopped::Gone,
            WireError::Unavailable => Stopped::Failed(error.into()),
        })
    }
}
