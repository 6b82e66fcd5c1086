//! The events of API Gateway and the answers to them. The types of `lambda_http` fail on some query
//! strings and headers that clients can send, so events are read by types of this module.

use std::collections::HashMap;
use std::sync::Arc;

use aws_smithy_types::base64;
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};
use lambda_http::Body;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpResponse;
use lambda_runtime::Error;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::Function;
use roomcast_functions::App;
use roomcast_functions::http::{respond, router};
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::socket;
use roomcast_functions::socket::{Handshake, Received};

/// The characters to escape in a query string, which API Gateway passes on as the client wrote it.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');
/// The characters to escape in a path, which API Gateway passes on decoded.
const PATH: &AsciiSet = &QUERY.add(b'?').add(b'`').add(b'{').add(b'}');

/// The header in which `infra/rewrite.js` passes the host that a viewer asked on: CloudFront puts the host
/// of API Gateway into `Host`. No web page can add a header to a handshake.
const VIEWER_HOST: HeaderName = HeaderName::from_static("x-viewer-host");

/// An event of an HTTP API, payload format 2.0.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpEvent {
    raw_path: String,
    raw_query_string: Option<String>,
    headers: Option<HashMap<String, String>>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
    request_context: HttpContext,
}

#[derive(Debug, Deserialize)]
struct HttpContext {
    http: HttpDescription,
}

#[derive(Debug, Deserialize)]
struct HttpDescription {
    method: String,
}

impl HttpEvent {
    /// Makes the request of the client.
    fn into_request(self) -> Result<Request<Bytes>, Error> {
        let body = self.body.unwrap_or_default();
        let body = if self.is_base64_encoded { base64::decode(body)?.into() } else { Bytes::from(body) };
        let mut request = Request::new(body);
        *request.method_mut() = Method::from_bytes(self.request_context.http.method.as_bytes())?;
        // An invalid path becomes "/", which no route answers.
        let query = self.raw_query_string.unwrap_or_default();
        *request.uri_mut() = uri(&self.raw_path, &query).unwrap_or_default();
        *request.headers_mut() = headers(pairs(None, self.headers));
        Ok(request)
    }
}

fn uri(path: &str, query: &str) -> Option<Uri> {
    let mut text = utf8_percent_encode(path, PATH).to_string();
    if !query.is_empty() {
        text.push('?');
        text.extend(utf8_percent_encode(query, QUERY));
    }
    Uri::builder().path_and_query(text).build().ok()
}

/// The answer to an event of a WebSocket API. API Gateway reads only the answer to `$connect`: a status
/// of 2xx completes the handshake.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    status_code: u16,
    headers: HashMap<String, String>,
    body: String,
}

impl Answer {
    fn ok() -> Self {
        Self { status_code: 200, headers: HashMap::new(), body: String::new() }
    }
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            status_code: response.status().as_u16(),
            headers: response.headers().iter().map(header).collect(),
            body: String::from_utf8_lossy(response.body()).into_owned(),
        }
    }
}

/// Answers an HTTP request to the function of `name`.
///
/// # Errors
/// Returns an error for a body that is not valid base64 and for an invalid method.
pub async fn handle_http(
    app: &Arc<App>,
    name: &str,
    event: HttpEvent,
) -> Result<ApiGatewayV2httpResponse, Error> {
    let request = event.into_request()?;
    let is_head = request.method() == Method::HEAD;
    let response = router::serve_only(app, name, request).await;
    let (parts, body) = response.into_parts();
    let body = if is_head { Bytes::new() } else { body };
    let mut answer = ApiGatewayV2httpResponse::default();
    answer.status_code = i64::from(parts.status.as_u16());
    answer.headers = parts.headers;
    answer.body = Some(Body::Text(String::from_utf8_lossy(&body).into_owned()));
    Ok(answer)
}

/// An event of a WebSocket API.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SocketEvent {
    request_context: SocketContext,
    headers: Option<HashMap<String, String>>,
    multi_value_headers: Option<HashMap<String, Vec<String>>>,
    query_string_parameters: Option<HashMap<String, String>>,
    multi_value_query_string_parameters: Option<HashMap<String, Vec<String>>>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketContext {
    connection_id: String,
}

/// Handles an event of the WebSocket API.
pub async fn handle_socket(app: &Arc<App>, function: Function, event: SocketEvent) -> Answer {
    let connection = ConnectionId(event.request_context.connection_id.clone());
    match function {
        Function::Connect => return connect(app, connection, event).await,
        Function::Disconnect => socket::disconnect(app, &connection).await,
        _ => {
            let text = event.body.as_deref().unwrap_or_default();
            let received = if event.is_base64_encoded { Received::Binary } else { Received::Text(text) };
            socket::receive(app, &connection, received).await;
        }
    }
    Answer::ok()
}

async fn connect(app: &Arc<App>, connection: ConnectionId, event: SocketEvent) -> Answer {
    let query = pairs(event.multi_value_query_string_parameters, event.query_string_parameters);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let headers = headers(pairs(event.multi_value_headers, event.headers));
    let host = headers.get(VIEWER_HOST).or_else(|| headers.get(HOST));
    let host = host.and_then(|host| host.to_str().ok()).map(str::to_owned);
    match socket::connect(app, Handshake { connection, query, headers, host }).await {
        Ok(accepted) => {
            let protocol = accepted.protocol.map(|name| ("Sec-WebSocket-Protocol".to_owned(), name));
            Answer { headers: protocol.into_iter().collect(), ..Answer::ok() }
        }
        Err(refusal) => respond::refuse(&refusal).into(),
    }
}

/// Returns every pair of a name and a value. `single` has only one value of a repeated name.
fn pairs(
    multi: Option<HashMap<String, Vec<String>>>,
    single: Option<HashMap<String, String>>,
) -> Vec<(String, String)> {
    match multi {
        Some(multi) => {
            let values =
                |(name, values): (String, Vec<String>)| values.into_iter().map(move |v| (name.clone(), v));
            multi.into_iter().flat_map(values).collect()
        }
        None => single.unwrap_or_default().into_iter().collect(),
    }
}

/// Reads headers, whose names a WebSocket API passes on in the spelling of the client.
fn headers(given: Vec<(String, String)>) -> HeaderMap {
    let header = |(name, value): (String, String)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    given.into_iter().filter_map(header).collect()
}
