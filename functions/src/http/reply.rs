//! Answers.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

/// What a handler answers.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The body, JSON.
    pub body: Bytes,
    /// Where the next page begins: header `X-Next-Cursor`.
    pub next_cursor: Option<String>,
}

impl Reply {
    /// 200.
    pub fn ok(body: &impl Serialize) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// 201.
    pub fn created(body: &impl Serialize) -> Self {
        Self::new(StatusCode::CREATED, body)
    }

    /// 200 with the sentence of a success.
    pub fn done(message: &'static str) -> Self {
        #[derive(Serialize)]
        struct Done {
            message: &'static str,
        }
        Self::ok(&Done { message })
    }

    /// With the cursor of the next page.
    #[must_use]
    pub fn next(mut self, cursor: Option<String>) -> Self {
        self.next_cursor = cursor;
        self
    }

    /// With a status.
    pub fn new(status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { status, body: body.into(), next_cursor: None }
    }
}
