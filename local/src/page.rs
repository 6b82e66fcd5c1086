//! What the front end needs: its files, its settings, and, on a machine of one's own, a token.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION, REFERRER_POLICY};
use http::header::{X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use roomcast_domain::{Clock, Refusal, User, UserId, Whole};
use roomcast_functions::http::{body, respond};
use serde::{Deserialize, Serialize};
use tower_http::services::{ServeDir, ServeFile};

use crate::gateway::{Answer, boxed};
use crate::secret::{self, TokenFor};

/// How long a demo token is good.
const DEMO_TTL_S: u64 = 8 * 3_600;
/// What a page may load: its own files, and pictures and sound from wherever messages point.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
img-src 'self' blob: data: http: https:; media-src 'self' blob: http: https:; connect-src 'self'; \
manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
require-trusted-types-for 'script'";

/// The front end's files and what they ask for.
#[derive(Clone)]
pub struct Page {
    /// Where the built front end is.
    pub site: Option<PathBuf>,
    /// The secret of demo tokens; only where the server made it for itself.
    pub demo_secret: Option<String>,
    /// Largest file that can be uploaded, in bytes.
    pub max_upload_bytes: u64,
    /// `REQUIRED_ROLE`: demo users have it.
    pub role: Option<String>,
    /// The clock.
    pub clock: Clock,
}

/// `/config.json`: what the front end needs to know.
#[derive(Serialize)]
struct Settings {
    /// Where the REST API begins.
    api_base: &'static str,
    /// Where the WebSocket addresses begin.
    ws_base: &'static str,
    /// `path`: `{ws_base}chat/{room_id}/`; `query`: `{ws_base}?room_id={room_id}`.
    ws_form: &'static str,
    /// Whether `/demo/token/` gives tokens.
    demo: bool,
    /// Largest file that can be uploaded, in bytes.
    max_upload_bytes: u64,
    /// The server's version.
    version: &'static str,
}

#[derive(Deserialize)]
struct DemoUser {
    user_id: Option<Whole<u64>>,
    username: Option<String>,
}

impl Page {
    /// `GET /config.json`.
    pub fn settings(&self, headers: &HeaderMap, peer: SocketAddr) -> Response<Bytes> {
        json(&Settings {
            api_base: "/api/chat/",
            ws_base: "/ws/",
            ws_form: "path",
            demo: self.demo_secret(headers, peer).is_some(),
            max_upload_bytes: self.max_upload_bytes,
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    /// `POST /demo/token/`: a token for whoever asks, so it is only for this very machine: the peer is
    /// on loopback, no proxy stands between, and no page of another name had its name point here.
    pub fn demo_token(&self, headers: &HeaderMap, peer: SocketAddr, json_body: &[u8]) -> Response<Bytes> {
        let Some(secret) = self.demo_secret(headers, peer) else {
            return respond::refuse(&Refusal::RouteNotFound);
        };
        match self.mint(secret, json_body) {
            Ok(token) => json(&serde_json::json!({ "token": token })),
            Err(refusal) => respond::refuse(&refusal),
        }
    }

    fn demo_secret(&self, headers: &HeaderMap, peer: SocketAddr) -> Option<&str> {
        let proxied = ["x-forwarded-for", "x-forwarded-host", "forwarded", "via"];
        let direct =
            peer.ip().to_canonical().is_loopback() && !proxied.iter().any(|h| headers.contains_key(*h));
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let here = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        self.demo_secret.as_deref().filter(|_| direct && here)
    }

    fn mint(&self, secret: &str, json_body: &[u8]) -> Result<String, Refusal> {
        let wanted: DemoUser = body::parse(json_body)?;
        let Whole(id) = body::required("user_id", wanted.user_id)?;
        let id = UserId::from_claim(id).ok_or_else(|| Refusal::field("user_id", "超出范围"))?;
        let name = body::required("username", wanted.username)?;
        let user = User::named(id, Some(&name), None, None);
        let token = TokenFor { user, role: self.role.clone(), ttl_s: DEMO_TTL_S };
        secret::sign(secret, &token, &self.clock).map_err(|_| Refusal::Internal)
    }

    /// A file of the front end. A path without an extension is a place inside the page.
    pub async fn file(&self, method: &Method, path: &str, headers: &HeaderMap) -> Answer {
        let Some(site) = &self.site else {
            if path == "/" && method == Method::GET {
                return redirect("/docs").map(boxed);
            }
            return respond::refuse(&Refusal::RouteNotFound).map(boxed);
        };
        if !matches!(*method, Method::GET | Method::HEAD) {
            return respond::refuse(&Refusal::MethodNotAllowed).map(boxed);
        }
        let mut request = Request::new(Empty::<Bytes>::new());
        *request.method_mut() = method.clone();
        *request.headers_mut() = headers.clone();
        let is_place = !path.rsplit('/').next().unwrap_or_default().contains('.');
        *request.uri_mut() = if is_place { "/index.html" } else { path }.parse().unwrap_or_default();
        let served = if is_place {
            ServeFile::new(site.join("index.html"))
                .try_call(request)
                .await
                .map(|r| r.map(BodyExt::boxed_unsync))
        } else {
            let mut directory = ServeDir::new(site).append_index_html_on_directories(false);
            directory.try_call(request).await.map(|r| r.map(BodyExt::boxed_unsync))
        };
        match served {
            Ok(response) if response.status() != StatusCode::NOT_FOUND => guarded(response, path),
            Ok(_) => respond::refuse(&Refusal::RouteNotFound).map(boxed),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                respond::refuse(&Refusal::RouteNotFound).map(boxed)
            }
            Err(error) => {
                tracing::error!(%error, "a file of the page cannot be read");
                respond::refuse(&Refusal::Internal).map(boxed)
            }
        }
    }
}

/// Files whose names carry a hash never change; all others are asked for again.
fn guarded(mut response: Answer, path: &str) -> Answer {
    let kept = if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn json(value: &impl Serialize) -> Response<Bytes> {
    let mut response = Response::new(serde_json::to_vec(value).unwrap_or_default().into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The answer to a preflight.
pub fn allow() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    respond::allow(response.headers_mut(), "GET, POST, OPTIONS", "Content-Type");
    response
}

fn redirect(to: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(to));
    response
}
