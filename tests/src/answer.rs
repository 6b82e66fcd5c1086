//! An HTTP answer, and what a test expects of it.

use serde_json::Value;

/// An HTTP answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Method and path of the request.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body: JSON, or a string if it is none.
    pub body: Value,
}

impl Answer {
    /// Fails the test unless the answer has this status; returns the body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered {}", self.asked, self.body);
        self.body
    }

    /// Fails the test unless the answer is this refusal, with a sentence, with `Retry-After` where a
    /// retry helps, and with `WWW-Authenticate` where another token does.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) {
        let given = (self.status, self.body["code"].as_str());
        assert_eq!(given, (status, Some(code)), "{} answered {}", self.asked, self.body);
        let error = self.body["error"].as_str().unwrap_or_default();
        assert!(!error.is_empty(), "{} has no sentence", self.asked);
        assert!(
            matches!(status, 429 | 503) == self.headers.contains_key("retry-after"),
            "Retry-After of {status}"
        );
        assert_eq!(self.header("www-authenticate"), (status == 401).then_some("Bearer"), "{}", self.asked);
    }

    /// Returns a header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
