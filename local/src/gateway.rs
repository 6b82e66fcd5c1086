//! The gateway of one machine: HTTP and WebSocket handshakes, handed to the same handlers that run
//! as Lambda functions.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use http::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, ORIGIN, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;
use roomcast_domain::{BODY_MAX_BYTES, Refusal};
use roomcast_functions::App;
use roomcast_functions::http::{respond, router};
use roomcast_functions::socket as handlers;
use roomcast_functions::socket::{Accepted, Handshake};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::files::Folder;
use crate::hub::{Hub, Outbox};
use crate::page::{self, Page};
use crate::reference;
use crate::socket::{self, Limits};

/// A body that is too large is read up to here, so that its sender gets to read the answer.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;
/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// An answer's body: in memory, or a file as it is read.
pub type Body = UnsyncBoxBody<Bytes, std::io::Error>;
/// An answer.
pub type Answer = Response<Body>;

/// A body that is in memory.
pub fn boxed(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// What requests are answered with.
#[derive(Clone)]
pub struct Gateway {
    /// The chat.
    pub app: Arc<App>,
    /// The connections.
    pub hub: Arc<Hub>,
    /// How long connections live.
    pub limits: Limits,
    /// The uploaded files.
    pub files: Folder,
    /// The front end.
    pub page: Page,
}

impl Gateway {
    /// Answers a request.
    pub async fn answer(self, request: Request<Incoming>, peer: SocketAddr) -> Result<Answer, Infallible> {
        let path = request.uri().path();
        if let Some(query) = socket_query(path, request.uri().query()) {
            return Ok(self.shake_hands(request, query).await.map(boxed));
        }
        if path.starts_with("/api/") {
            return Ok(self.call(request, peer).await.map(boxed));
        }
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = self.others(request, peer).await;
        respond::add_cors(&self.app, response.headers_mut(), origin.as_ref());
        Ok(response)
    }

    /// What only one machine answers itself: files, the front end and what it needs.
    async fn others(&self, request: Request<Incoming>, peer: SocketAddr) -> Answer {
        let path = request.uri().path();
        if path.starts_with("/files/") {
            return self.files.answer(request).await;
        }
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        match path.strip_suffix('/').unwrap_or(path) {
            "/demo/token" if parts.method == Method::POST => match read_body(&parts.headers, body).await {
                Ok(body) => self.page.demo_token(&parts.headers, peer, &body).map(boxed),
                Err(refusal) => respond::refuse(&refusal).map(boxed),
            },
            "/demo/token" | "/config.json" if parts.method == Method::OPTIONS => page::allow().map(boxed),
            "/healthz" | "/config.json" | "/docs" | "/docs/style.css" if parts.method != Method::GET => {
                respond::refuse(&Refusal::MethodNotAllowed).map(boxed)
            }
            "/healthz" => healthy().map(boxed),
            "/config.json" => self.page.settings(&parts.headers, peer).map(boxed),
            "/docs" => reference::page().map(boxed),
            "/docs/style.css" => reference::style().map(boxed),
            "/api" | "/ws" | "/demo/token" => respond::refuse(&Refusal::RouteNotFound).map(boxed),
            path if path.starts_with("/ws/") => respond::refuse(&Refusal::RouteNotFound).map(boxed),
            _ => self.page.file(&parts.method, path, &parts.headers).await,
        }
    }

    /// Runs a handler in a task of its own: a client that hangs up does not end it half-way, and a
    /// defect in it ends only this request.
    async fn call(&self, request: Request<Incoming>, peer: SocketAddr) -> Response<Bytes> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(peer);
        let body = match read_body(&parts.headers, body).await {
            Ok(body) => body,
            Err(refusal) => return respond::refuse_request(&self.app, &parts.headers, &refusal),
        };
        let app = self.app.clone();
        let headers = parts.headers.clone();
        let answer = tokio::spawn(async move { router::serve(&app, Request::from_parts(parts, body)).await });
        answer.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a handler failed");
            respond::refuse_request(&self.app, &headers, &Refusal::Internal)
        })
    }

    /// Answers a handshake as API Gateway does: first the connect handler, then the switch.
    async fn shake_hands(&self, mut request: Request<Incoming>, query: String) -> Response<Bytes> {
        let Some(accept) = upgrade_key(request.method(), request.headers()) else {
            return respond::refuse(&Refusal::UpgradeRequired);
        };
        let (id, outbox) = self.hub.expect();
        let handshake = Handshake { connection: id.clone(), query, headers: request.headers().clone() };
        let upgrade = hyper::upgrade::on(&mut request);
        let (tell, told) = oneshot::channel();
        tokio::spawn(self.clone().connect(handshake, outbox, upgrade, tell));
        match told.await.unwrap_or(Err(Refusal::Internal)) {
            Ok(accepted) => switch(&accept, accepted.protocol),
            Err(refusal) => respond::refuse(&refusal),
        }
    }

    /// Connects in a task of its own, so that a client which hangs up during its handshake is
    /// disconnected like any other.
    async fn connect(
        self,
        handshake: Handshake,
        outbox: Arc<Outbox>,
        upgrade: OnUpgrade,
        tell: oneshot::Sender<Result<Accepted, Refusal>>,
    ) {
        let Self { app, hub, limits, .. } = self;
        let id = handshake.connection.clone();
        let connected = AssertUnwindSafe(handlers::connect(&app, handshake)).catch_unwind().await;
        let answer = connected.unwrap_or(Err(Refusal::Internal));
        let accepted = answer.is_ok();
        let told = tell.send(answer).is_ok();
        if !accepted {
            return hub.forget(&id);
        }
        match upgrade.await {
            Ok(io) if told => socket::serve(app, hub, id, outbox, io, limits).await,
            _ => socket::end(&app, &hub, &id, &outbox).await,
        }
    }
}

fn switch(accept: &str, protocol: Option<&'static str>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::try_from(accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    if let Some(protocol) = protocol {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol));
    }
    response
}

fn healthy() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(br#"{"status":"ok"}"#));
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The query that a WebSocket path stands for on a WebSocket API, which has no path; what the
/// client put there itself under the same names does not count.
fn socket_query(path: &str, query: Option<&str>) -> Option<String> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let target = if path == "/ws/notifications" {
        "channel=notifications".to_owned()
    } else {
        format!("room_id={}", path.strip_prefix("/ws/chat/").filter(|room| !room.contains('/'))?)
    };
    let own = |pair: &&str| !matches!(pair.split('=').next(), Some("room_id" | "channel"));
    let rest: Vec<&str> = query.unwrap_or_default().split('&').filter(own).collect();
    Some(format!("{target}&{}", rest.join("&")))
}

/// The answer to a handshake's key, if it is a handshake.
fn upgrade_key(method: &Method, headers: &HeaderMap) -> Option<String> {
    let has = |name: HeaderName, word: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case(word))
    };
    let key = headers.get(SEC_WEBSOCKET_KEY)?;
    let good = method == Method::GET
        && has(UPGRADE, "websocket")
        && has(CONNECTION, "upgrade")
        && has(SEC_WEBSOCKET_VERSION, "13");
    good.then(|| derive_accept_key(key.as_bytes()))
}

/// Reads a body of up to [`BODY_MAX_BYTES`]. A larger one is thrown away as it comes, up to
/// a limit, unless its sender waits to be asked for it.
async fn read_body(headers: &HeaderMap, body: Incoming) -> Result<Bytes, Refusal> {
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if headers.contains_key(EXPECT) && announced.is_some_and(|length| length > BODY_MAX_BYTES) {
        return Err(Refusal::BodyTooLarge);
    }
    tokio::time::timeout(BODY_TIMEOUT, collect(body)).await.map_err(|_| Refusal::InvalidJson)?
}

/// Reads a body that nobody wants, up to a limit, so that its sender gets to read the answer.
pub async fn drain(body: Incoming) {
    let _ = tokio::time::timeout(BODY_TIMEOUT, collect(body)).await;
}

async fn collect(mut body: Incoming) -> Result<Bytes, Refusal> {
    let mut collected = BytesMut::new();
    let mut read_bytes = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::InvalidJson)?;
        let Some(data) = frame.data_ref() else { continue };
        read_bytes += data.len();
        if read_bytes > DRAINED_BYTES {
            break;
        }
        if read_bytes <= BODY_MAX_BYTES {
            collected.extend_from_slice(data);
        } else {
            collected = BytesMut::new();
        }
    }
    if read_bytes > BODY_MAX_BYTES { Err(Refusal::BodyTooLarge) } else { Ok(collected.freeze()) }
}

#[cfg(test)]
mod tests {
    use super::socket_query;

    #[test]
    fn socket_paths_become_queries_as_at_the_edge_of_aws() {
        let paths = include_str!("../../tests/stack/socket_paths.json");
        let paths: Vec<(String, String, Option<String>)> = serde_json::from_str(paths).unwrap();
        for (path, query, becomes) in paths {
            let query = socket_query(&path, Some(&query));
            assert_eq!(
                query.as_deref().map(|query| query.trim_end_matches('&')),
                becomes.as_deref(),
                "{path}"
            );
        }
        assert_eq!(socket_query("/ws/notifications/", None).as_deref(), Some("channel=notifications&"));
        assert_eq!(socket_query("/api/chat/rooms/", None), None);
    }
}
