//! The gateway of one machine: hands HTTP requests and WebSocket handshakes to the handlers that run
//! as Lambda functions on AWS.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response};
use hyper::body::Incoming;
use roomcast_domain::Refusal;
use roomcast_functions::App;
use roomcast_functions::http::address::Address;
use roomcast_functions::http::{respond, router};

use super::answer::{Answer, in_memory, refuse};
use super::body::{self, BodyLost, Received};
use super::docs;
use super::files::Folder;
use super::page::Page;
use super::upgrade::{Sockets, is_upgrade, socket_query};
use crate::networks::Networks;

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
    /// The proxies whose headers name the address that a caller used.
    pub proxies: Networks,
}

impl Gateway {
    /// Answers a request of `peer`. An error closes the connection without an answer.
    pub async fn answer(self, request: Request<Incoming>, peer: SocketAddr) -> Result<Answer, BodyLost> {
        let path = request.uri().path();
        let address = self.address(&request, peer);
        if let Some(query) = socket_query(path, request.uri().query()) {
            return Ok(self.sockets.upgrade(request, query, &address).await.map(in_memory));
        }
        if path.starts_with("/api/") {
            return Ok(self.call(request, address).await?.map(in_memory));
        }
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = self.local_route(request, peer).await?;
        respond::add_cors(&self.app, response.headers_mut(), origin.as_ref());
        Ok(response)
    }

    /// Finds the address by which the caller reached the server. Only a proxy that the settings name is
    /// believed.
    fn address(&self, request: &Request<Incoming>, peer: SocketAddr) -> Address {
        if self.proxies.contain(peer.ip()) {
            Address::of_proxy("http", request.headers())
        } else {
            Address::of_host("http", request.headers())
        }
    }

    /// Answers a request for a route that exists on one machine only: files, the front end and what
    /// it needs. Only a browser's navigation gets the page where nothing else answers.
    async fn local_route(&self, request: Request<Incoming>, peer: SocketAddr) -> Result<Answer, BodyLost> {
        if request.uri().path().starts_with("/files/") {
            return self.files.answer(request).await;
        }
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        Ok(match path.strip_suffix('/').unwrap_or(path) {
            "/demo/token" if self.page.has_demo(&parts.headers, peer) => self.demo(&parts, body).await?,
            "/healthz" | "/config.json" | "/docs" | "/docs/style.css" if parts.method == Method::OPTIONS => {
                respond::preflight(&parts.headers, READ).map(in_memory)
            }
            "/healthz" | "/config.json" | "/docs" | "/docs/style.css" if !is_read(&parts.method) => {
                respond::refuse_method(READ).map(in_memory)
            }
            "/healthz" => healthy().map(in_memory),
            "/config.json" => self.page.settings(&parts.headers, peer).map(in_memory),
            "/docs" => docs::page().map(in_memory),
            "/docs/style.css" => docs::style().map(in_memory),
            "/api" | "/demo/token" => refuse(&Refusal::RouteNotFound),
            path if path.starts_with("/ws/") || is_upgrade(&parts.headers) => refuse(&Refusal::RouteNotFound),
            _ => self.page.file(&parts.method, parts.uri.path(), &parts.headers).await,
        })
    }

    async fn demo(&self, parts: &Parts, body: Incoming) -> Result<Answer, BodyLost> {
        Ok(match parts.method {
            Method::OPTIONS => respond::preflight(&parts.headers, "POST, OPTIONS").map(in_memory),
            Method::POST => match body::read(&parts.headers, body).await? {
                Received::Whole(body) => self.page.demo_token(&body).map(in_memory),
                Received::TooLarge => refuse(&Refusal::BodyTooLarge),
            },
            _ => respond::refuse_method("POST, OPTIONS").map(in_memory),
        })
    }

    /// Runs an endpoint's handler in a task of its own: a client that hangs up does not stop the
    /// handler half-way, and a panic in it fails this request only.
    async fn call(&self, request: Request<Incoming>, address: Address) -> Result<Response<Bytes>, BodyLost> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(address);
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

/// The methods of what can only be read.
const READ: &str = "GET, HEAD, OPTIONS";

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn healthy() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(br#"{"status":"ok"}"#));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
