//! A key set that its issuer serves. It is fetched for the first token, and again when it is old or does
//! not have the key of a token.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use roomcast_domain::Time;
use serde::Deserialize;

use super::KeySet;
use crate::error::{Error, Failure};
use crate::http::client::{Http, Roots};
use crate::lock;

/// The largest document that is read, in bytes.
const DOCUMENT_MAX_BYTES: usize = 256 * 1024;
/// The longest time of one fetch.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// The shortest time between two fetches for keys that are not in the set.
const SEEK_MS: i64 = 10_000;
/// The time after which keys are fetched again, so that withdrawn keys stop working.
const FRESH_MS: i64 = 1_800_000;
/// The shortest time between two attempts to renew old keys.
const RENEW_MS: i64 = 60_000;
/// The shortest time between two attempts to fetch the first keys.
const RETRY_MS: i64 = 1_000;

/// Where a key set is served.
#[derive(Debug, Clone)]
pub enum Source {
    /// `JWKS_URL`.
    Url(String),
    /// `OIDC_ISSUER`: the key set is at the `jwks_uri` of the issuer's discovery document (`OpenID` Connect
    /// Discovery 1.0, section 4).
    Issuer {
        /// The issuer, as its tokens name it.
        issuer: String,
        /// Whether its key set may be served over http from another machine.
        allow_http: bool,
    },
}

/// A key set that its issuer serves.
pub struct RemoteKeys {
    source: Source,
    http: Mutex<Option<Http>>,
    kept: Mutex<Kept>,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    keys: Option<Arc<KeySet>>,
    /// The document that the keys were read from.
    document: Bytes,
    /// The time when the keys were fetched.
    at: Time,
    /// The time of the last attempt.
    tried: Option<Time>,
    /// The time of the last attempt that a missing key caused.
    sought: Option<Time>,
    /// The reason why the last fetch failed.
    problem: String,
}

/// Why the keys may have to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// They are to be used.
    Use,
    /// A token was signed with none of them.
    Seek,
}

impl Kept {
    fn needs_fetch(&self, need: Need, now: Time) -> bool {
        let since = |then: Option<Time>| then.map_or(i64::MAX, |then| now.ms_since(then));
        match (&self.keys, need) {
            (None, _) => since(self.tried) >= RETRY_MS,
            (Some(_), Need::Use) => since(Some(self.at)) > FRESH_MS && since(self.tried) >= RENEW_MS,
            // Not again for the token that has just had them fetched.
            (Some(_), Need::Seek) => since(self.sought) >= SEEK_MS && self.at != now,
        }
    }
}

impl RemoteKeys {
    /// Makes the key set of `source` without fetching it.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            http: Mutex::default(),
            kept: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
        }
    }

    /// Returns the keys. They are fetched if there are none or if they are old. Old keys are used while
    /// their issuer does not answer.
    ///
    /// # Errors
    /// Returns [`Error::KeySet`] if there are no keys and the issuer does not answer.
    pub async fn keys(&self, now: Time) -> Result<Arc<KeySet>, Error> {
        self.fetch_for(Need::Use, now).await
    }

    /// Returns the keys after a token was signed with none of them: fetched again, but once in 10 seconds at
    /// most, whatever tokens come.
    ///
    /// # Errors
    /// Returns [`Error::KeySet`] if there are no keys and the issuer does not answer.
    pub async fn keys_once_more(&self, now: Time) -> Result<Arc<KeySet>, Error> {
        self.fetch_for(Need::Seek, now).await
    }

    async fn fetch_for(&self, need: Need, now: Time) -> Result<Arc<KeySet>, Error> {
        if lock(&self.kept).needs_fetch(need, now) {
            let _one = self.fetching.lock().await;
            // Another task may have fetched the keys during the wait.
            if lock(&self.kept).needs_fetch(need, now) {
                self.renew(need, now).await;
            }
        }
        let kept = lock(&self.kept);
        kept.keys.clone().ok_or_else(|| Error::KeySet(Failure::passing(&kept.problem)))
    }

    async fn renew(&self, need: Need, now: Time) {
        let fetched = self.fetch().await;
        let mut kept = lock(&self.kept);
        kept.tried = Some(now);
        if need == Need::Seek {
            kept.sought = Some(now);
        }
        match fetched {
            Ok((document, keys)) => {
                // Tokens that were verified with these very keys stay verified.
                if kept.keys.is_none() || kept.document != document {
                    (kept.keys, kept.document) = (Some(Arc::new(keys)), document);
                }
                kept.at = now;
            }
            // Without any keys the caller's operation fails, and logs the problem.
            Err(problem) if kept.keys.is_none() => kept.problem = problem,
            Err(problem) => Error::KeySet(Failure::passing(problem)).log("renew_key_set"),
        }
    }

    /// Fetches the key set. Redirects are not followed.
    async fn fetch(&self) -> Result<(Bytes, KeySet), String> {
        let url = match &self.source {
            Source::Url(url) => url.clone(),
            Source::Issuer { issuer, allow_http } => self.discover(issuer, *allow_http).await?,
        };
        let document = self.get(&url).await?;
        let keys = KeySet::parse(&document).map_err(|problem| format!("{url} {problem}"))?;
        Ok((document, keys))
    }

    /// Asks an issuer where its key set is.
    async fn discover(&self, issuer: &str, allow_http: bool) -> Result<String, String> {
        #[derive(Deserialize)]
        struct Discovery {
            issuer: String,
            jwks_uri: String,
        }
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document = self.get(&url).await?;
        let found: Discovery = serde_json::from_slice(&document)
            .map_err(|_| format!("{url} is no discovery document with an issuer and a jwks_uri"))?;
        if found.issuer != issuer {
            let named = found.issuer;
            return Err(format!(
                "{url} is of the issuer {named:?}, but OIDC_ISSUER is {issuer:?}; write it just so"
            ));
        }
        if !is_safe_url(&found.jwks_uri, allow_http) {
            return Err(format!("{url} has a jwks_uri that is not https"));
        }
        Ok(found.jwks_uri)
    }

    async fn get(&self, url: &str) -> Result<Bytes, String> {
        let http = self.client().map_err(|error| error.to_string())?;
        let request = Request::get(url).header("accept", "application/json").body(Bytes::new());
        let request = request.map_err(|error| format!("{url}: {error}"))?;
        let answer = tokio::time::timeout(FETCH_TIMEOUT, http.send(request, DOCUMENT_MAX_BYTES)).await;
        let answer = answer.map_err(|_| format!("{url} timed out"))?;
        let answer = answer.map_err(|error| format!("{url}: {error}"))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(format!("{url} answers with status {}", status.as_u16()));
        }
        Ok(answer.into_body())
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

/// Tells whether a secret may be sent to a URL, or keys be read from it: https, or http on loopback, or
/// anywhere with `allow_http`.
pub fn is_safe_url(url: &str, allow_http: bool) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => {
            allow_http
                || matches!(host, "localhost" | "[::1]")
                || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_fetched_again_after_the_clock_was_set_back() {
        let now = Time::of_s(1_800_000_000);
        let keys = Some(Arc::new(KeySet::default()));
        let kept = |at| Kept { keys: keys.clone(), at, tried: Some(at), sought: Some(at), ..Kept::default() };
        for (at, expected) in [(now.plus_ms(-1), false), (now.plus_ms(86_400_000), true)] {
            assert_eq!(kept(at).needs_fetch(Need::Use, now), expected, "to be used, {at}");
            assert_eq!(kept(at).needs_fetch(Need::Seek, now), expected, "to be sought, {at}");
        }
    }

    #[tokio::test]
    async fn a_key_set_that_does_not_answer_is_the_failure_of_the_key_set() {
        // Nothing listens on port 9.
        let keys = RemoteKeys::new(Source::Url("http://127.0.0.1:9/".to_owned()));
        for now in [Time(0), Time(1)] {
            let error = keys.keys(now).await.unwrap_err();
            assert!(matches!(&error, Error::KeySet(_)), "{error}");
            assert!(error.to_string().len() > "the key set failed: ".len(), "{error}");
        }
    }
}
