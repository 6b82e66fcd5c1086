//! The replies of the handlers.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

/// The reply of a handler.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The body, JSON.
    pub body: Bytes,
    /// The cursor of the next page, for the header `X-Next-Cursor`.
    pub next_cursor: Option<String>,
}

impl Reply {
    /// Makes a reply with status 200.
    pub fn ok(body: &impl Serialize) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// Makes a reply with status 201.
    pub fn created(body: &impl Serialize) -> Self {
        Self::new(StatusCode::CREATED, body)
    }

    /// Makes a reply with status 200 and a sentence.
    pub fn done(message: &'static str) -> Self {
        #[derive(Serialize)]
        struct Done {
            message: &'static str,
        }
        Self::ok(&Done { message })
    }

    /// Adds the cursor of the next page.
    #[must_use]
    pub fn next(mut self, cursor: Option<String>) -> Self {
        self.next_cursor = cursor;
        self
    }

    /// Makes a reply with a status.
    pub fn new(status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { status, body: body.into(), next_cursor: None }
    }
}
