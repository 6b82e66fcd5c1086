//! The gateway of one machine: hands HTTP requests and WebSocket handshakes to the handlers that run
//! as Lambda functions on AWS.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::{HeaderValue, Method, Request, Response};
use hyper::body::Incoming;
use roomcast_domain::Refusal;
use roomcast_functions::App;
use roomcast_functions::http::{respond, router};

use super::answer::{Answer, in_memory, refuse};
use super::body::{self, BodyLost, Received};
use super::docs;
use super::files::Folder;
use super::page::{self, Page};
use super::upgrade::{Sockets, socket_query};

/// Everything that requests are answered from.
#[derive(Clone)]
pub struct Gateway {
    /// The chat.
    pub app: Arc<App>,
    /// The WebSockets.
    pub sockets: Sockets,
    /// The uploaded files.
    pub files: Folder,
    /// The front end.
    pub page: Page,
}

impl Gateway {
    /// Answers a request of `peer`. An error closes the connection without an answer.
    pub async fn answer(self, request: Request<Incoming>, peer: SocketAddr) -> Result<Answer, BodyLost> {
        let path = request.uri().path();
        if let Some(query) = socket_query(path, request.uri().query()) {
            return Ok(self.sockets.upgrade(request, query).await.map(in_memory));
        }
        if path.starts_with("/api/") {
            return Ok(self.call(request, peer).await?.map(in_memory));
        }
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = self.local_route(request, peer).await?;
        respond::add_cors(&self.app, response.headers_mut(), origin.as_ref());
        Ok(response)
    }

    /// Answers a request for a route that exists on one machine only: files, the front end and what
    /// it needs.
    async fn local_route(&self, request: Request<Incoming>, peer: SocketAddr) -> Result<Answer, BodyLost> {
        if request.uri().path().starts_with("/files/") {
            return self.files.answer(request).await;
        }
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        Ok(match path.strip_suffix('/').unwrap_or(path) {
            "/demo/token" if parts.method == Method::POST => match body::read(&parts.headers, body).await? {
                Received::Whole(body) => self.page.demo_token(&parts.headers, peer, &body).map(in_memory),
                Received::TooLarge => refuse(&Refusal::BodyTooLarge),
            },
            "/demo/token" | "/config.json" if parts.method == Method::OPTIONS => page::allow().map(in_memory),
            "/healthz" | "/config.json" | "/docs" | "/docs/style.css" if parts.method != Method::GET => {
                refuse(&Refusal::MethodNotAllowed)
            }
            "/healthz" => healthy().map(in_memory),
            "/config.json" => self.page.settings(&parts.headers, peer).map(in_memory),
            "/docs" => docs::page().map(in_memory),
            "/docs/style.css" => docs::style().map(in_memory),
            "/api" | "/ws" | "/demo/token" => refuse(&Refusal::RouteNotFound),
            path if path.starts_with("/ws/") => refuse(&Refusal::RouteNotFound),
            _ => self.page.file(&parts.method, path, &parts.headers).await,
        })
    }

    /// Runs an endpoint's handler in a task of its own: a client that hangs up does not stop the
    /// handler half-way, and a panic in it fails this request only.
    async fn call(&self, request: Request<Incoming>, peer: SocketAddr) -> Result<Response<Bytes>, BodyLost> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(peer);
        let body = match body::read(&parts.headers, body).await? {
            Received::Whole(body) => body,
            Received::TooLarge => {
                return Ok(respond::refuse_request(&self.app, &parts.headers, &Refusal::BodyTooLarge));
            }
        };
        let app = self.app.clone();
        let headers = parts.headers.clone();
        let answer = tokio::spawn(async move { router::serve(&app, Request::from_parts(parts, body)).await });
        Ok(answer.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a handler failed");
            respond::refuse_request(&self.app, &headers, &Refusal::Internal)
        }))
    }
}

fn healthy() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(br#"{"status":"ok"}"#));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
