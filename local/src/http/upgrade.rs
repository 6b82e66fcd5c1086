//! WebSocket handshakes: the connect handler answers, then the connection is switched.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;
use roomcast_domain::Refusal;
use roomcast_functions::App;
use roomcast_functions::http::address::Address;
use roomcast_functions::http::respond;
use roomcast_functions::socket as handlers;
use roomcast_functions::socket::{Accepted, Handshake};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::hub::{Hub, Outbox};
use crate::settings::ConnectionLimits;
use crate::socket;

/// Everything that a WebSocket needs.
#[derive(Clone)]
pub struct Sockets {
    /// The chat.
    pub app: Arc<App>,
    /// The connections.
    pub hub: Arc<Hub>,
    /// How long connections live.
    pub limits: ConnectionLimits,
}

impl Sockets {
    /// Answers a handshake as API Gateway does: first the connect handler runs, then the connection
    /// is switched. `query` names the room or channel, see [`socket_query`]; `address` is the one that the
    /// client asked.
    pub async fn upgrade(
        self,
        mut request: Request<Incoming>,
        query: String,
        address: &Address,
    ) -> Response<Bytes> {
        let Some(accept) = accept_key(request.method(), request.headers()) else {
            return respond::refuse(&Refusal::UpgradeRequired);
        };
        let (id, outbox) = self.hub.register();
        let (headers, host) = (request.headers().clone(), Some(address.host().to_owned()));
        let handshake = Handshake { connection: id, query, headers, host };
        let upgrade = hyper::upgrade::on(&mut request);
        let (answer, answered) = oneshot::channel();
        tokio::spawn(self.connect(handshake, outbox, upgrade, answer));
        match answered.await.unwrap_or(Err(Refusal::Internal)) {
            Ok(accepted) => switch(&accept, accepted.protocol.as_deref()),
            Err(refusal) => respond::refuse(&refusal),
        }
    }

    /// Connects in a task of its own: a client that hangs up during its handshake is disconnected
    /// like any other. The handler is boxed, so that its memory is not held while the connection is open.
    async fn connect(
        self,
        handshake: Handshake,
        outbox: Arc<Outbox>,
        upgrade: OnUpgrade,
        answer: oneshot::Sender<Result<Accepted, Refusal>>,
    ) {
        let Self { app, hub, limits } = self;
        let id = handshake.connection.clone();
        let connected = AssertUnwindSafe(Box::pin(handlers::connect(&app, handshake))).catch_unwind().await;
        let outcome = connected.unwrap_or(Err(Refusal::Internal));
        let accepted = outcome.is_ok();
        let answered = answer.send(outcome).is_ok();
        if !accepted {
            return hub.remove(&id);
        }
        match upgrade.await {
            Ok(io) if answered => socket::serve(app, hub, id, outbox, io, limits).await,
            _ => socket::end(&app, &hub, &id, &outbox).await,
        }
    }
}

fn switch(accept: &str, protocol: Option<&str>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::try_from(accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    if let Some(protocol) = protocol.and_then(|protocol| HeaderValue::try_from(protocol).ok()) {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    response
}

/// Translates a WebSocket path into the query of a WebSocket API, which has no paths. Parameters of
/// the same names in the client's own query are dropped. Returns nothing for any other path.
pub fn socket_query(path: &str, query: Option<&str>) -> Option<String> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let target = match path {
        "/ws" => String::new(),
        "/ws/notifications" => "channel=notifications&".to_owned(),
        _ => format!("room_id={}&", path.strip_prefix("/ws/chat/").filter(|room| !room.contains('/'))?),
    };
    let is_free = |pair: &&str| !matches!(pair.split('=').next(), Some("room_id" | "channel"));
    let rest: Vec<&str> = query.unwrap_or_default().split('&').filter(is_free).collect();
    Some(format!("{target}{}", rest.join("&")))
}

/// Whether a header has a word in its comma list.
fn has(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case(word))
}

/// Whether a request asks for a WebSocket.
pub fn is_upgrade(headers: &HeaderMap) -> bool {
    has(headers, UPGRADE, "websocket")
}

/// Computes the answer to a handshake's key; returns nothing if the request is no handshake.
fn accept_key(method: &Method, headers: &HeaderMap) -> Option<String> {
    let key = headers.get(SEC_WEBSOCKET_KEY)?;
    let is_handshake = method == Method::GET
        && is_upgrade(headers)
        && has(headers, CONNECTION, "upgrade")
        && has(headers, SEC_WEBSOCKET_VERSION, "13");
    is_handshake.then(|| derive_accept_key(key.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::socket_query;

    #[test]
    fn socket_paths_become_the_same_queries_as_on_aws() {
        let paths = include_str!("../../../tests/stack/socket_paths.json");
        let paths: Vec<(String, String, Option<String>)> = serde_json::from_str(paths).unwrap();
        for (path, query, expected) in paths {
            let query = socket_query(&path, Some(&query));
            assert_eq!(
                query.as_deref().map(|query| query.trim_end_matches('&')),
                expected.as_deref(),
                "{path}"
            );
        }
        assert_eq!(socket_query("/ws/notifications/", None).as_deref(), Some("channel=notifications&"));
        assert_eq!(socket_query("/api/chat/rooms/", None), None);
    }
}
