//! The gateway of one machine: HTTP and WebSocket handshakes, handed to the same handlers that run
//! as Lambda functions.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    CONNECTION, CONTENT_LENGTH, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use roomcast_domain::Refusal;
use roomcast_functions::socket::{self as handlers, Handshake};
use roomcast_functions::{App, routes};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::hub::Hub;
use crate::socket::{self, Limits};

/// A body that is too large is read up to here, so that its sender gets to read the answer.
const DRAINED_BYTES: usize = 16 * 1024 * 1024;
/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// What requests are answered with.
#[derive(Clone)]
pub struct Gateway {
    /// The chat.
    pub app: Arc<App>,
    /// The connections.
    pub hub: Arc<Hub>,
    /// How long connections live.
    pub limits: Limits,
}

impl Gateway {
    /// Answers a request.
    pub async fn answer(
        self,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let response = match socket_query(request.uri().path(), request.uri().query()) {
            Some(query) => self.shake_hands(request, query).await,
            None if request.uri().path() == "/healthz" => healthy(request.method()),
            None => self.call(request, peer).await,
        };
        Ok(response.map(Full::new))
    }

    /// Runs a handler in a task of its own: a client that hangs up does not end it half-way, and a
    /// defect in it ends only this request.
    async fn call(&self, request: Request<Incoming>, peer: SocketAddr) -> Response<Bytes> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(peer);
        let body = match read_body(&parts.headers, body).await {
            Ok(body) => body,
            Err(refusal) => return routes::refuse(&refusal),
        };
        let app = self.app.clone();
        let answer = tokio::spawn(async move { routes::serve(&app, Request::from_parts(parts, body)).await });
        answer.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a handler failed");
            routes::refuse(&Refusal::Internal)
        })
    }

    /// Answers a handshake as API Gateway does: first the connect handler, then the switch.
    async fn shake_hands(&self, mut request: Request<Incoming>, query: String) -> Response<Bytes> {
        let Some(accept) = upgrade_key(request.method(), request.headers()) else {
            return routes::refuse(&Refusal::UpgradeRequired);
        };
        let (id, outbox) = self.hub.expect();
        let handshake = Handshake { connection: id.clone(), query, headers: request.headers().clone() };
        let app = self.app.clone();
        let accepted = tokio::spawn(async move { handlers::connect(&app, handshake).await });
        let accepted = accepted.await.unwrap_or(Err(Refusal::Internal));
        let accepted = match accepted {
            Ok(accepted) => accepted,
            Err(refusal) => {
                self.hub.forget(&id);
                return routes::refuse(&refusal);
            }
        };
        let upgrade = hyper::upgrade::on(&mut request);
        let Gateway { app, hub, limits } = self.clone();
        tokio::spawn(async move {
            if let Ok(io) = upgrade.await {
                socket::serve(app, hub, id, outbox, io, limits).await;
            } else {
                hub.forget(&id);
                handlers::disconnect(&app, &id).await;
            }
        });
        switch(&accept, accepted.protocol)
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

fn healthy(method: &Method) -> Response<Bytes> {
    if method != Method::GET {
        return routes::refuse(&Refusal::MethodNotAllowed);
    }
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

async fn read_body(headers: &HeaderMap, body: Incoming) -> Result<Bytes, Refusal> {
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let read = async {
        if announced.is_some_and(|length| length > routes::BODY_MAX_BYTES) {
            drain(body).await;
            return Err(Refusal::BodyTooLarge);
        }
        match Limited::new(body, DRAINED_BYTES).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(Refusal::BodyTooLarge),
            Err(_) => Err(Refusal::InvalidJson),
        }
    };
    let body = tokio::time::timeout(BODY_TIMEOUT, read).await.map_err(|_| Refusal::InvalidJson)??;
    if body.len() > routes::BODY_MAX_BYTES { Err(Refusal::BodyTooLarge) } else { Ok(body) }
}

async fn drain(mut body: Incoming) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, Bytes::len);
        if read > DRAINED_BYTES {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::socket_query;

    #[test]
    fn socket_paths_become_queries_as_at_the_edge_of_aws() {
        assert_eq!(socket_query("/ws/chat/7/", Some("since=3")).as_deref(), Some("room_id=7&since=3"));
        assert_eq!(
            socket_query("/ws/chat/7", Some("room_id=8&token=t")).as_deref(),
            Some("room_id=7&token=t")
        );
        assert_eq!(socket_query("/ws/notifications/", None).as_deref(), Some("channel=notifications&"));
        assert_eq!(socket_query("/ws/chat/7/x", None), None);
        assert_eq!(socket_query("/api/chat/rooms/", None), None);
    }
}
