//! Keys behind `JWKS_URL`, fetched when first needed and again when a token names an unknown one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use jsonwebtoken::jwk::JwkSet;
use roomcast_domain::{Refusal, Time};

use crate::http_client::{Http, Roots};
use crate::lock;

/// Largest document that is read, in bytes.
const DOCUMENT_MAX_BYTES: usize = 64 * 1024;
/// How long fetching it may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// A token with an unknown key causes a fetch at most once in this time.
const REFETCH_MS: i64 = 60_000;
/// Keys are fetched anew after this time, so that withdrawn ones end.
const FRESH_MS: i64 = 3_600_000;

/// The keys behind a URL.
pub struct RemoteKeys {
    url: String,
    http: Mutex<Option<Http>>,
    fetched: tokio::sync::Mutex<Fetched>,
}

#[derive(Default)]
struct Fetched {
    keys: Option<Arc<JwkSet>>,
    /// When they came.
    at: Time,
    /// When they were last asked for.
    tried: Option<Time>,
}

impl RemoteKeys {
    /// The keys behind `url`; nothing is fetched yet.
    pub fn new(url: String) -> Self {
        Self { url, http: Mutex::default(), fetched: tokio::sync::Mutex::default() }
    }

    /// The keys, fetched if there are none, if they are an hour old, or if `kid` is not among them
    /// and the last fetch is a minute ago. Old keys serve while the URL does not answer.
    pub async fn keys_for(&self, kid: Option<&str>, now: Time) -> Result<Arc<JwkSet>, Refusal> {
        let mut fetched = self.fetched.lock().await;
        let known = fetched.keys.as_ref().is_some_and(|keys| kid.is_none_or(|kid| keys.find(kid).is_some()));
        let stale = now.ms() - fetched.at.ms() > FRESH_MS;
        let may_fetch = fetched.tried.is_none_or(|tried| now.ms() - tried.ms() >= REFETCH_MS);
        let first =
            fetched.keys.is_none() && fetched.tried.is_none_or(|tried| now.ms() - tried.ms() >= 1_000);
        if first || ((!known || stale) && may_fetch) {
            fetched.tried = Some(now);
            match self.fetch().await {
                Ok(keys) => {
                    fetched.keys = Some(Arc::new(keys));
                    fetched.at = now;
                }
                Err(problem) => tracing::error!(problem, "the key set could not be fetched"),
            }
        }
        fetched.keys.clone().ok_or(Refusal::StoreUnavailable)
    }

    /// One GET. Redirects are not followed.
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

    /// A client that trusts the system's certificates: key sets are anywhere.
    fn client(&self) -> std::io::Result<Http> {
        let mut http = lock(&self.http);
        if let Some(http) = &*http {
            return Ok(http.clone());
        }
        Ok(http.insert(Http::new(Roots::System, FETCH_TIMEOUT)?).clone())
    }
}
