//! Tokens that are refused: the client gets a word, the log the same word and how the token names itself,
//! and the operator who asks gets a sentence.

use std::fmt;
use std::sync::Mutex;

use roomcast_domain::{Refusal, Time};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::lock;

/// Characters of each text of a token that a log line shows.
const LOGGED_CHARS: usize = 64;
/// Log lines about refused tokens in a minute.
const LINES_PER_MINUTE: u32 = 60;
const MINUTE_MS: i64 = 60_000;

/// How a token names itself and its key. Nothing of it is proven.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenFacts {
    /// The id of the key.
    pub kid: Option<String>,
    /// The algorithm.
    pub algorithm: Option<String>,
    /// The issuer.
    pub issuer: Option<String>,
}

/// The check that a token failed.
#[derive(Debug, Clone)]
pub struct Rejection {
    /// The refusal, for the client.
    pub refusal: Refusal,
    /// A sentence for the operator. It never goes into the log, since it may repeat claims.
    pub why: String,
    facts: Box<TokenFacts>,
}

impl TokenFacts {
    /// Reads what a header says.
    pub fn of_header(header: &Map<String, Value>) -> Self {
        let text = |name: &str| header.get(name)?.as_str().map(str::to_owned);
        Self { kid: text("kid"), algorithm: text("alg"), issuer: None }
    }

    /// Makes the rejection of the token.
    pub fn reject(&self, refusal: Refusal, why: impl Into<String>) -> Rejection {
        Rejection { refusal, why: why.into(), facts: Box::new(self.clone()) }
    }
}

impl Rejection {
    /// Makes the rejection of a request without a token.
    pub fn missing() -> Self {
        TokenFacts::default().reject(Refusal::TokenMissing, "there is none")
    }
}

/// Why a token does not count, or could not be looked at.
#[derive(Debug)]
pub enum NotVerified {
    /// A check failed.
    Rejected(Rejection),
    /// The keys could not be had.
    Failed(Error),
}

impl From<Rejection> for NotVerified {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// The log of refused tokens in a process.
#[derive(Debug, Default)]
pub struct RejectionLog(Mutex<Minute>);

#[derive(Debug, Default)]
struct Minute {
    began: Time,
    lines: u32,
}

impl RejectionLog {
    /// Logs a refused token, unless the minute has had its lines.
    pub fn write(&self, rejection: &Rejection, now: Time) {
        if !self.has_room(now) {
            return;
        }
        let TokenFacts { kid, algorithm, issuer } = &*rejection.facts;
        let (kid, iss, alg) = (Shown(kid.as_deref()), Shown(issuer.as_deref()), Shown(algorithm.as_deref()));
        tracing::warn!(reason = rejection.refusal.code(), %kid, %iss, %alg, "a token was refused");
    }

    fn has_room(&self, now: Time) -> bool {
        let mut minute = lock(&self.0);
        if now.ms_since(minute.began) >= MINUTE_MS {
            *minute = Minute { began: now, lines: 0 };
        }
        minute.lines += 1;
        minute.lines <= LINES_PER_MINUTE
    }
}

/// A text of a token as the log shows it: cut and escaped, so that it cannot look like another line.
struct Shown<'a>(Option<&'a str>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(text) = self.0 else { return f.write_str("-") };
        let cut: String = text.chars().take(LOGGED_CHARS).collect();
        write!(f, "\"{}\"", cut.escape_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_token_is_cut_and_escaped() {
        assert_eq!(Shown(None).to_string(), "-");
        assert_eq!(Shown(Some("a\n\"\u{1b}[31m字")).to_string(), "\"a\\n\\\"\\u{1b}[31m\\u{5b57}\"");
        assert_eq!(Shown(Some(&"x".repeat(65))).to_string().len(), 66);
    }

    #[test]
    fn a_minute_has_sixty_lines() {
        let log = RejectionLog::default();
        let written = |ms| (0..100).filter(|_| log.has_room(Time(ms))).count();
        assert_eq!((written(1_000_000), written(1_059_999), written(1_060_000)), (60, 0, 60));
    }
}
