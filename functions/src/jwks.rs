//! Keys behind `JWKS_URL`, fetched when first needed and again when a token names an unknown one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http_body_util::{BodyExt, Limited};
use jsonwebtoken::jwk::JwkSet;
use roomcast_domain::{Refusal, Time};

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
    connector: Mutex<Option<SharedHttpConnector>>,
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
        Self { url, connector: Mutex::default(), fetched: tokio::sync::Mutex::default() }
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
        let connector = lock(&self.connector).get_or_insert_with(connector).clone();
        let request = HttpRequest::get(&self.url).map_err(|e| e.to_string())?;
        let work = async {
            let answer = connector.call(request).await.map_err(|e| e.to_string())?;
            if !answer.status().is_success() {
                return Err(format!("status {}", answer.status().as_u16()));
            }
            let body = Limited::new(answer.into_body(), DOCUMENT_MAX_BYTES);
            let bytes = body.collect().await.map_err(|e| e.to_string())?.to_bytes();
            serde_json::from_slice(&bytes).map_err(|e| e.to_string())
        };
        tokio::time::timeout(FETCH_TIMEOUT, work).await.map_err(|_| "timed out".to_owned())?
    }
}

/// A connector that trusts the system's certificates: key sets are anywhere.
fn connector() -> SharedHttpConnector {
    let tls = Provider::Rustls(CryptoMode::Ring);
    SharedHttpConnector::new(Connector::builder().tls_provider(tls).build())
}
