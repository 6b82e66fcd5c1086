//! The key set behind `JWKS_URL`. It is fetched for the first token, and again when a token names an
//! unknown key.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use jsonwebtoken::jwk::JwkSet;
use roomcast_domain::Time;

use crate::error::{Error, Failure};
use crate::http::client::{Http, Roots};
use crate::lock;

/// The largest key set that is read, in bytes.
const DOCUMENT_MAX_BYTES: usize = 64 * 1024;
/// The longest time of one fetch.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// The shortest time between two fetches for unknown keys.
const UNKNOWN_KEY_MS: i64 = 10_000;
/// The time after which keys are fetched again, so that withdrawn keys stop working.
const FRESH_MS: i64 = 3_600_000;
/// The shortest time between two attempts to renew old keys.
const RENEW_MS: i64 = 60_000;
/// The shortest time between two attempts to fetch the first keys.
const RETRY_MS: i64 = 1_000;

/// The key set behind a URL.
pub struct RemoteKeys {
    url: String,
    http: Mutex<Option<Http>>,
    kept: Mutex<Kept>,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    keys: Option<Arc<JwkSet>>,
    /// The time when the keys were fetched.
    at: Time,
    /// The time of the last attempt.
    tried: Option<Time>,
    /// The time of the last attempt that an unknown key caused.
    sought: Option<Time>,
    /// The reason why the last fetch failed.
    problem: String,
}

impl Kept {
    fn has(&self, kid: Option<&str>) -> bool {
        self.keys.as_ref().is_some_and(|keys| kid.is_none_or(|kid| keys.find(kid).is_some()))
    }

    /// Whether the keys must be fetched for a token with this key.
    fn needs_fetch(&self, kid: Option<&str>, now: Time) -> bool {
        let since = |then: Option<Time>| then.map_or(i64::MAX, |then| now.ms() - then.ms());
        match &self.keys {
            None => since(self.tried) >= RETRY_MS,
            Some(_) if self.has(kid) => since(Some(self.at)) > FRESH_MS && since(self.tried) >= RENEW_MS,
            Some(_) => since(self.sought) >= UNKNOWN_KEY_MS,
        }
    }
}

impl RemoteKeys {
    /// Makes the key set behind `url` without fetching it.
    pub fn new(url: String) -> Self {
        Self { url, http: Mutex::default(), kept: Mutex::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// Returns the keys. They are fetched if there are none, if they are an hour old, or if `kid` is not
    /// among them. Old keys are used while the URL does not answer.
    ///
    /// # Errors
    /// Returns [`Error::KeySet`] if there are no keys and the URL does not answer.
    pub async fn keys_for(&self, kid: Option<&str>, now: Time) -> Result<Arc<JwkSet>, Error> {
        if lock(&self.kept).needs_fetch(kid, now) {
            let _one = self.fetching.lock().await;
            // Another task may have fetched the keys during the wait.
            if lock(&self.kept).needs_fetch(kid, now) {
                self.renew(kid, now).await;
            }
        }
        let kept = lock(&self.kept);
        kept.keys.clone().ok_or_else(|| Error::KeySet(Failure::passing(&kept.problem)))
    }

    async fn renew(&self, kid: Option<&str>, now: Time) {
        let fetched = self.fetch().await;
        let mut kept = lock(&self.kept);
        if kept.keys.is_some() && !kept.has(kid) {
            kept.sought = Some(now);
        }
        kept.tried = Some(now);
        match fetched {
            Ok(keys) => (kept.keys, kept.at) = (Some(Arc::new(keys)), now),
            // Without any keys the caller's operation fails, and logs the problem.
            Err(problem) if kept.keys.is_none() => kept.problem = problem,
            Err(problem) => Error::KeySet(Failure::passing(problem)).log("renew_key_set"),
        }
    }

    /// Fetches the key set. Redirects are not followed.
    async fn fetch(&self) -> Result<JwkSet, String> {
        let http = self.client().map_err(|error| error.to_string())?;
        let request = Request::get(&self.url).body(Bytes::new()).map_err(|error| error.to_string())?;
        let answer = tokio::time::timeout(FETCH_TIMEOUT, http.send(request, DOCUMENT_MAX_BYTES)).await;
        let answer = answer.map_err(|_| "timed out".to_owned())?.map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(format!("status {}", answer.status().as_u16()));
        }
        serde_json::from_slice(answer.body()).map_err(|error| error.to_string())
    }

    /// Returns a client that trusts the certificates of the system, because any host may serve the key set.
    fn client(&self) -> std::io::Result<Http> {
        let mut http = lock(&self.http);
        if let Some(http) = &*http {
            return Ok(http.clone());
        }
        Ok(http.insert(Http::new(Roots::System, FETCH_TIMEOUT)?).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_set_that_does_not_answer_is_the_failure_of_the_key_set() {
        // Nothing listens on port 9.
        let keys = RemoteKeys::new("http://127.0.0.1:9/".to_owned());
        for now in [Time(0), Time(1)] {
            let error = keys.keys_for(None, now).await.unwrap_err();
            assert!(matches!(&error, Error::KeySet(_)), "{error}");
            assert!(error.to_string().len() > "the key set failed: ".len(), "{error}");
        }
    }
}
