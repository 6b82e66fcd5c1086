//! Why a handler did not do what was asked, by the service that failed.

use std::fmt;

use roomcast_domain::Refusal;
use roomcast_store::StoreError;

use crate::live::wire::WireError;

/// A result of a handler.
pub type Result<T> = std::result::Result<T, Error>;

/// A refusal, or the failure of one of the services that the chat stands on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule of the chat forbids the request: the client is told which, and nothing is logged.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The table failed.
    #[error("the table failed: {0}")]
    Table(Failure),
    /// The wire failed: a frame was not posted, or a job was not started.
    #[error("the wire failed: {0}")]
    Wire(Failure),
    /// The key set that verifies tokens could not be had.
    #[error("the key set failed: {0}")]
    KeySet(Failure),
    /// The bucket, or the folder, of uploaded files failed.
    #[error("the bucket failed: {0}")]
    Bucket(Failure),
    /// The code came to something that it rules out, without asking any service.
    #[error("a defect: {0}")]
    Defect(String),
}

/// The failure of a service, for the log alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    detail: String,
    is_passing: bool,
}

impl Failure {
    /// A failure that another attempt may not meet again: the client is told to repeat the request.
    pub fn passing(detail: impl fmt::Display) -> Self {
        Self { detail: detail.to_string(), is_passing: true }
    }

    /// A failure that stays until somebody changes the settings, the permissions or the code.
    pub fn lasting(detail: impl fmt::Display) -> Self {
        Self { detail: detail.to_string(), is_passing: false }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Refused(refusal),
            StoreError::Unavailable(detail) => Self::Table(Failure::passing(detail)),
            StoreError::Broken(detail) => Self::Table(Failure::lasting(detail)),
        }
    }
}

impl From<WireError> for Error {
    fn from(error: WireError) -> Self {
        Self::Wire(Failure::passing(error))
    }
}

impl Error {
    /// The refusal that the client gets: nothing of a failure but whether a retry may help.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal.clone(),
            Self::KeySet(_) => Refusal::KeysUnavailable,
            Self::Table(failure) | Self::Wire(failure) | Self::Bucket(failure) => {
                if failure.is_passing {
                    Refusal::StoreUnavailable
                } else {
                    Refusal::Internal
                }
            }
            Self::Defect(_) => Refusal::Internal,
        }
    }

    /// Logs a failure of `operation` with the service that failed. A refusal is not logged.
    ///
    /// Called once for each failure, where an operation ends: by the router, by the socket handlers
    /// and by the runner of jobs.
    pub fn log(&self, operation: &str) {
        let (service, failure) = match self {
            Self::Refused(_) => return,
            Self::Table(failure) => ("table", failure),
            Self::Wire(failure) => ("wire", failure),
            Self::KeySet(failure) => ("key_set", failure),
            Self::Bucket(failure) => ("bucket", failure),
            Self::Defect(detail) => ("roomcast", &Failure::lasting(detail)),
        };
        let detail = failure.detail.as_str();
        if failure.is_passing {
            tracing::warn!(operation, service, detail, "a service is unavailable");
        } else {
            tracing::error!(operation, service, detail, "an operation failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::*;

    /// Keeps the `level`, `operation` and `service` of each event.
    #[derive(Clone, Default)]
    struct Events(Arc<Mutex<Vec<String>>>);

    struct Line(String);

    impl Visit for Line {
        fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
        fn record_str(&mut self, field: &Field, value: &str) {
            if matches!(field.name(), "operation" | "service") {
                self.0 = format!("{} {value}", self.0);
            }
        }
    }

    impl Subscriber for Events {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn event(&self, event: &Event<'_>) {
            let mut line = Line(event.metadata().level().to_string());
            event.record(&mut line);
            self.0.lock().unwrap().push(line.0);
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    fn logged(error: &Error) -> Vec<String> {
        let events = Events::default();
        tracing::subscriber::with_default(events.clone(), || error.log("send_message"));
        let lines = events.0.lock().unwrap();
        lines.clone()
    }

    #[test]
    fn one_log_line_names_the_service_that_failed() {
        let failure = || Failure::passing("no answer");
        for (error, line) in [
            (Error::from(StoreError::Unavailable("no answer".into())), "WARN send_message table"),
            (Error::from(StoreError::Broken("no permission".into())), "ERROR send_message table"),
            (Error::from(WireError::Unavailable), "WARN send_message wire"),
            (Error::KeySet(failure()), "WARN send_message key_set"),
            (Error::Bucket(Failure::lasting("not set")), "ERROR send_message bucket"),
            (Error::Defect("impossible".into()), "ERROR send_message roomcast"),
        ] {
            assert_eq!(logged(&error), [line], "{error}");
        }
        assert!(logged(&Refusal::Muted.into()).is_empty());
    }

    #[test]
    fn a_client_is_told_whether_to_repeat_and_nothing_else() {
        assert_eq!(Error::KeySet(Failure::passing("secret")).refusal(), Refusal::KeysUnavailable);
        assert_eq!(Error::Bucket(Failure::lasting("secret")).refusal(), Refusal::Internal);
        assert_eq!(Error::Defect("secret".into()).refusal(), Refusal::Internal);
        assert_eq!(Error::from(StoreError::Refused(Refusal::Muted)).refusal(), Refusal::Muted);
    }
}
