//! The front end: its files, its settings, and demo tokens.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

use bytes::Bytes;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION, REFERRER_POLICY,
};
use http::header::{X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use roomcast_domain::{Clock, Names, Refusal, User, UserId, Whole};
use roomcast_functions::http::{body, respond};
use serde::{Deserialize, Serialize};
use tower_http::services::ServeDir;

use super::answer::{Answer, in_memory, refuse};
use crate::token::{Signer, TokenFor};

/// Seconds until a demo token expires.
const DEMO_TTL_S: u64 = 8 * 3_600;
/// The content security policy: a page loads its own files, and pictures and sound from the addresses
/// in messages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
img-src 'self' blob: data: http: https:; media-src 'self' blob: http: https:; connect-src 'self'; \
manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
require-trusted-types-for 'script'";

/// The front end's files and settings.
#[derive(Clone)]
pub struct Page {
    /// The folder of the built front end, if it is served.
    pub site: Option<PathBuf>,
    /// The signer of demo tokens: only with `--demo` and a secret that the server generated itself.
    pub demo: Option<Signer>,
    /// Largest file that can be uploaded, in bytes.
    pub max_upload_bytes: u64,
    /// `REQUIRED_ROLE`, which demo users have.
    pub role: Option<String>,
    /// The clock.
    pub clock: Clock,
}

/// The body of `/config.json`.
#[derive(Serialize)]
struct Settings {
    /// The beginning of the REST API's addresses.
    api_base: &'static str,
    /// The beginning of the WebSocket addresses.
    ws_base: &'static str,
    /// The form of a WebSocket address: `path` is `{ws_base}chat/{room_id}/`, `query` is
    /// `{ws_base}?room_id={room_id}`.
    ws_form: &'static str,
    /// Whether `POST /demo/token/` gives this caller tokens.
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
    /// Answers `GET /config.json`.
    pub fn settings(&self, headers: &HeaderMap, peer: SocketAddr) -> Response<Bytes> {
        json(&Settings {
            api_base: "/api/chat/",
            ws_base: "/ws/",
            ws_form: "path",
            demo: self.has_demo(headers, peer),
            max_upload_bytes: self.max_upload_bytes,
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    /// Answers `POST /demo/token/` with a token of any user, where [`Self::has_demo`].
    pub fn demo_token(&self, json_body: &[u8]) -> Response<Bytes> {
        match self.sign_demo_token(json_body) {
            Ok(token) => json(&serde_json::json!({ "token": token })),
            Err(refusal) => respond::refuse(&refusal),
        }
    }

    /// Tells whether a caller gets demo tokens: the server has a signer of them, and the caller is on this
    /// machine. Its address is loopback, it names this machine as the host, and no header tells of a
    /// proxy. A proxy that adds no header cannot be told apart, so the demo is off unless `--demo` turns it
    /// on. Everywhere else the route does not exist.
    pub fn has_demo(&self, headers: &HeaderMap, peer: SocketAddr) -> bool {
        let proxied = ["x-forwarded-for", "x-forwarded-host", "forwarded", "via"];
        let is_direct =
            peer.ip().to_canonical().is_loopback() && !proxied.iter().any(|h| headers.contains_key(*h));
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let is_local_name = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        self.demo.is_some() && is_direct && is_local_name
    }

    fn sign_demo_token(&self, json_body: &[u8]) -> Result<String, Refusal> {
        let signer = self.demo.as_ref().ok_or(Refusal::RouteNotFound)?;
        let wanted: DemoUser = body::parse(json_body)?;
        let Whole(id) = body::required("user_id", wanted.user_id)?;
        let id = UserId::from_claim(id).ok_or_else(|| Refusal::field("user_id", "超出范围"))?;
        let name = body::required("username", wanted.username)?;
        let user = User::named(id, Names::clean(Some(&name), None, None));
        let token = TokenFor { user, role: self.role.clone(), ttl_s: DEMO_TTL_S };
        signer.sign(&token, &self.clock).map_err(|_| Refusal::Internal)
    }

    /// Answers with a file of the front end, or with its compressed copy (`.br`, `.gz`) if the build left one
    /// and the caller takes it. A path without an extension is a place inside the page and
    /// gets `index.html`, but for a call of a program, which is lost here.
    pub async fn file(&self, method: &Method, path: &str, headers: &HeaderMap) -> Answer {
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        let is_place = !path.rsplit('/').next().unwrap_or_default().contains('.');
        let is_lost = match path {
            "/" => is_json_call(headers),
            _ => is_place && !(is_read && is_navigation(headers)),
        };
        let Some(site) = self.site.as_ref().filter(|_| !is_lost) else {
            if path == "/" && is_read && !is_lost {
                return redirect("/docs").map(in_memory);
            }
            return refuse(&Refusal::RouteNotFound);
        };
        if !is_read {
            return respond::refuse_method("GET, HEAD").map(in_memory);
        }
        let served = if is_place {
            tokio::fs::read_to_string(site.join("index.html")).await.map(|index| place(&index, path))
        } else {
            let mut request = Request::new(Empty::<Bytes>::new());
            *request.method_mut() = method.clone();
            *request.headers_mut() = headers.clone();
            *request.uri_mut() = path.parse().unwrap_or_default();
            let mut directory = ServeDir::new(site)
                .append_index_html_on_directories(false)
                .precompressed_br()
                .precompressed_gzip();
            directory.try_call(request).await.map(|r| r.map(BodyExt::boxed_unsync))
        };
        match served {
            Ok(response) if response.status() != StatusCode::NOT_FOUND => with_page_headers(response, path),
            Ok(_) => refuse(&Refusal::RouteNotFound),
            Err(error) if error.kind() == ErrorKind::NotFound => refuse(&Refusal::RouteNotFound),
            Err(error) => {
                tracing::error!(%error, "a file of the page cannot be read");
                refuse(&Refusal::Internal)
            }
        }
    }
}

/// Makes the page at a path. Its own files are named from there, so that the page also works where a proxy
/// serves it below a path of its own, which the server does not see.
fn place(index: &str, path: &str) -> Answer {
    let up = match path.matches('/').count() {
        0 | 1 => "./".to_owned(),
        slashes => "../".repeat(slashes - 1),
    };
    let page = index.replace("=\"/", &format!("=\"{up}"));
    let mut response = Response::new(in_memory(page.into()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Whether a browser asks for a page to show: programs do not ask for HTML.
fn is_navigation(headers: &HeaderMap) -> bool {
    names(headers, ACCEPT, "text/html")
        || names(headers, HeaderName::from_static("sec-fetch-mode"), "navigate")
}

/// Whether a program asks for JSON, or sends some.
fn is_json_call(headers: &HeaderMap) -> bool {
    let json = "application/json";
    !is_navigation(headers) && (names(headers, ACCEPT, json) || names(headers, CONTENT_TYPE, json))
}

/// Whether a header has a word in its comma list, whatever its parameters.
fn names(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let mut words = values.flat_map(|value| value.split(',')).filter_map(|part| part.split(';').next());
    words.any(|each| each.trim().eq_ignore_ascii_case(word))
}

/// Adds the headers of caching and security. Files below `/assets/` carry a hash in their names and never
/// change; browsers ask again for all others.
fn with_page_headers(mut response: Answer, path: &str) -> Answer {
    let caching =
        if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
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

fn redirect(to: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(to));
    response
}
