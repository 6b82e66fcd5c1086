//! API Gateway's events, and the answers that it takes.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use lambda_http::Body;
use lambda_runtime::Error;
use roomcast_domain::Refusal;
use serde::{Deserialize, Serialize};

use super::Function;
use crate::socket::{self, Handshake, Received};
use crate::wire::ConnectionId;
use crate::{App, routes};

/// Answers an HTTP request to the function of `name` (HTTP API, payload format 2.0).
pub async fn handle_http(
    app: &Arc<App>,
    name: &str,
    request: lambda_http::Request,
) -> Result<Response<Body>, Error> {
    let request = request.map(|body| match body {
        Body::Text(text) => Bytes::from(text),
        Body::Binary(bytes) => Bytes::from(bytes),
        _ => Bytes::new(),
    });
    let response = routes::serve_only(app, name, request).await;
    Ok(response.map(|body| Body::Text(String::from_utf8_lossy(&body).into_owned())))
}

/// An event of a WebSocket API.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SocketEvent {
    request_context: RequestContext,
    headers: Option<HashMap<String, String>>,
    query_string_parameters: Option<HashMap<String, String>>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    connection_id: String,
}

/// The answer to an event of a WebSocket API. Only `$connect`'s counts: with a status of 2xx the
/// handshake is completed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SocketAnswer {
    status_code: u16,
    headers: HashMap<&'static str, String>,
    body: String,
}

impl SocketAnswer {
    fn ok() -> Self {
        Self { status_code: 200, headers: HashMap::new(), body: String::new() }
    }
}

/// Handles an event of the WebSocket API.
pub async fn handle_socket(app: &Arc<App>, function: Function, event: SocketEvent) -> SocketAnswer {
    let connection = ConnectionId(event.request_context.connection_id.clone());
    match function {
        Function::Connect => return connect(app, connection, event).await,
        Function::Disconnect => socket::disconnect(app, &connection).await,
        _ => {
            let text = event.body.as_deref().unwrap_or_default();
            let received =
                if event.is_base64_encoded == Some(true) { Received::Binary } else { Received::Text(text) };
            socket::receive(app, &connection, received).await;
        }
    }
    SocketAnswer::ok()
}

async fn connect(app: &Arc<App>, connection: ConnectionId, event: SocketEvent) -> SocketAnswer {
    let query = event.query_string_parameters.unwrap_or_default();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let handshake = Handshake { connection, query, headers: headers(event.headers.unwrap_or_default()) };
    match socket::connect(app, handshake).await {
        Ok(accepted) => {
            let protocol = accepted.protocol.map(|protocol| ("Sec-WebSocket-Protocol", protocol.to_owned()));
            SocketAnswer { headers: protocol.into_iter().collect(), ..SocketAnswer::ok() }
        }
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Refusal) -> SocketAnswer {
    let response = routes::refuse(refusal);
    SocketAnswer {
        status_code: refusal.status(),
        headers: HashMap::from([("Content-Type", "application/json; charset=utf-8".to_owned())]),
        body: String::from_utf8_lossy(response.body()).into_owned(),
    }
}

/// API Gateway hands headers of a handshake on as the client spelled them.
fn headers(given: HashMap<String, String>) -> HeaderMap {
    let header = |(name, value): (String, String)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    given.into_iter().filter_map(header).collect()
}
