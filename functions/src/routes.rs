//! The routing table: every endpoint once. It drives this dispatch, the Lambda function of each
//! route, the API document and the test against `template.yaml`.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, CACHE_CONTROL, CONTENT_TYPE, ORIGIN,
    RETRY_AFTER, VARY,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use roomcast_domain::{MessageId, NotificationId, Refusal, RoomId, UserId};
use roomcast_store::Result;

use crate::caller::Caller;
#[cfg(feature = "describe")]
use crate::describe::Operation;
use crate::query::Query;
use crate::reply::Reply;
use crate::{App, documents, log_failure, me, members, messages, notifications, rooms, uploads};

/// Largest request body, in bytes.
pub const BODY_MAX_BYTES: usize = 256 * 1024;
/// Where the next page begins.
const NEXT_CURSOR: &str = "x-next-cursor";

/// One operation of the REST API.
pub struct Endpoint {
    /// The operation's name: the Lambda function's `Handler`, the stem of its SAM name and operation id.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path; it works with and without a last slash.
    pub path: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// What answers it.
    pub handler: Handler,
    /// What it takes and answers, for the API document.
    #[cfg(feature = "describe")]
    pub describe: fn(Operation<'_>) -> Operation<'_>,
}

/// What answers an endpoint.
pub enum Handler {
    /// A plain function of a call, for callers with a good token.
    Caller(fn(Call) -> BoxFuture<'static, Result<Reply>>),
    /// A JSON document, for anybody.
    Document(&'static str),
}

/// Every endpoint.
pub const ENDPOINTS: &[&Endpoint] = &[
    &rooms::list::ENDPOINT,
    &rooms::create::ENDPOINT,
    &rooms::get::ENDPOINT,
    &rooms::update::ENDPOINT,
    &rooms::join::ENDPOINT,
    &rooms::leave::ENDPOINT,
    &rooms::invite::ENDPOINT,
    &rooms::read::ENDPOINT,
    &members::list::ENDPOINT,
    &members::update::ENDPOINT,
    &members::remove::ENDPOINT,
    &messages::list::ENDPOINT,
    &messages::send::ENDPOINT,
    &messages::get::ENDPOINT,
    &messages::edit::ENDPOINT,
    &messages::read::ENDPOINT,
    &messages::delete::ENDPOINT,
    &notifications::list::ENDPOINT,
    &notifications::read::ENDPOINT,
    &notifications::read_all::ENDPOINT,
    &me::ENDPOINT,
    &uploads::ENDPOINT,
    &documents::OPENAPI,
    &documents::ASYNCAPI,
];

/// A request to an endpoint, from a caller whose token is good.
pub struct Call {
    /// The chat.
    pub app: Arc<App>,
    /// Who is calling.
    pub caller: Caller,
    /// The query string.
    pub query: Query,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most 256 KiB.
    pub body: Bytes,
    parameters: Vec<(&'static str, String)>,
}

impl Call {
    /// A path parameter that is a whole number, as we write them; nothing else names anything.
    fn number(&self, name: &str) -> Option<u64> {
        let text = self.parameters.iter().find(|(n, _)| *n == name).map(|(_, value)| value)?;
        text.parse().ok().filter(|number: &u64| number.to_string() == *text)
    }

    /// `{room_id}`.
    pub fn room_id(&self) -> std::result::Result<RoomId, Refusal> {
        self.number("room_id").and_then(RoomId::new).ok_or(Refusal::RoomNotFound)
    }

    /// `{message_id}`.
    pub fn message_id(&self) -> std::result::Result<MessageId, Refusal> {
        self.number("message_id").and_then(MessageId::new).ok_or(Refusal::MessageNotFound)
    }

    /// `{notification_id}`.
    pub fn notification_id(&self) -> std::result::Result<NotificationId, Refusal> {
        self.number("notification_id").and_then(NotificationId::new).ok_or(Refusal::NotificationNotFound)
    }

    /// `{user_id}`.
    pub fn user_id(&self) -> std::result::Result<UserId, Refusal> {
        self.number("user_id").and_then(UserId::new).ok_or(Refusal::MemberNotFound)
    }
}

/// Answers a request: finds its endpoint, runs it, adds what every answer has.
pub async fn serve(app: &Arc<App>, request: Request<Bytes>) -> Response<Bytes> {
    answer(app, request, |_| true).await
}

/// Answers a request to one endpoint only, or, as `default`, what no endpoint answers: the Lambda
/// functions' way in.
pub async fn serve_only(app: &Arc<App>, name: &str, request: Request<Bytes>) -> Response<Bytes> {
    answer(app, request, |endpoint| endpoint.name == name).await
}

async fn answer(
    app: &Arc<App>,
    request: Request<Bytes>,
    serves: impl Fn(&Endpoint) -> bool,
) -> Response<Bytes> {
    let origin = request.headers().get(ORIGIN).cloned();
    let mut response = match route(request.method(), request.uri().path()) {
        _ if request.method() == Method::OPTIONS => preflight(request.uri().path()),
        Routed::Found(endpoint, parameters) if serves(endpoint) => {
            run(app, endpoint, parameters, request).await
        }
        Routed::Found(..) | Routed::Nothing => refuse(&Refusal::RouteNotFound),
        Routed::OtherMethods(allowed) => {
            let mut response = refuse(&Refusal::MethodNotAllowed);
            set(&mut response, ALLOW, allowed);
            response
        }
    };
    add_cors(app, response.headers_mut(), origin.as_ref());
    response
}

async fn run(
    app: &Arc<App>,
    endpoint: &'static Endpoint,
    parameters: Vec<(&'static str, String)>,
    request: Request<Bytes>,
) -> Response<Bytes> {
    let handler = match endpoint.handler {
        Handler::Caller(handler) => handler,
        Handler::Document(text) => return json(StatusCode::OK, Bytes::from_static(text.as_bytes())),
    };
    let (parts, body) = request.into_parts();
    let outcome = async {
        if body.len() > BODY_MAX_BYTES {
            return Err(Refusal::BodyTooLarge.into());
        }
        let caller = Caller::of_request(app, &parts.headers).await?;
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let known = caller.clone();
        let call = Call { app: app.clone(), caller, query, headers: parts.headers, body, parameters };
        futures_util::join!(handler(call), known.pass_names_on(app)).0
    }
    .boxed()
    .await;
    match outcome {
        Ok(reply) => respond(reply),
        Err(failure) => {
            log_failure(endpoint.name, &failure);
            refuse(&failure.refusal())
        }
    }
}

fn respond(reply: Reply) -> Response<Bytes> {
    let mut response = json(reply.status, reply.body);
    if let Some(cursor) = reply.next_cursor {
        set(&mut response, NEXT_CURSOR, cursor);
    }
    response
}

/// Says in the headers of a preflight's answer what may be called.
pub fn allow(headers: &mut HeaderMap, methods: &'static str, allowed: &'static str) {
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(allowed));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

/// The answer of a gateway that refuses a request itself: like any other, with CORS headers.
pub fn refuse_request(app: &App, headers: &HeaderMap, refusal: &Refusal) -> Response<Bytes> {
    let mut response = refuse(refusal);
    add_cors(app, response.headers_mut(), headers.get(ORIGIN));
    response
}

/// The answer that tells of a refusal.
pub fn refuse(refusal: &Refusal) -> Response<Bytes> {
    let body = serde_json::json!({ "error": refusal.to_string(), "code": refusal.code() });
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, body.to_string().into());
    if let Some(seconds) = refusal.retry_after_s() {
        set(&mut response, RETRY_AFTER, seconds.to_string());
    }
    response
}

fn json(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn set(response: &mut Response<Bytes>, name: impl http::header::IntoHeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}

/// What a path and method lead to.
enum Routed {
    Found(&'static Endpoint, Vec<(&'static str, String)>),
    OtherMethods(String),
    Nothing,
}

fn route(method: &Method, path: &str) -> Routed {
    let mut others = Vec::new();
    for endpoint in ENDPOINTS.iter().copied() {
        let Some(parameters) = matches(endpoint.path, path) else { continue };
        if endpoint.method == *method {
            return Routed::Found(endpoint, parameters);
        }
        others.push(endpoint.method.as_str());
    }
    if others.is_empty() { Routed::Nothing } else { Routed::OtherMethods(others.join(", ")) }
}

/// The parameters of a path that has the form of `pattern`, with or without its last slash.
fn matches(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let parts = pattern.trim_end_matches('/').split('/');
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut parameters = Vec::new();
    let mut given = path.split('/');
    for part in parts {
        let value = given.next()?;
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) if !value.is_empty() => parameters.push((name, value.to_owned())),
            None if part == value => {}
            _ => return None,
        }
    }
    given.next().is_none().then_some(parameters)
}

/// A preflight is answered without a token; whether the origin may call is said in the headers.
fn preflight(path: &str) -> Response<Bytes> {
    let mut methods: Vec<&str> = ENDPOINTS
        .iter()
        .filter(|endpoint| matches(endpoint.path, path).is_some())
        .map(|endpoint| endpoint.method.as_str())
        .collect();
    if methods.is_empty() {
        return refuse(&Refusal::RouteNotFound);
    }
    methods.push("OPTIONS");
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    set(&mut response, ACCESS_CONTROL_ALLOW_METHODS, methods.join(", "));
    set(&mut response, ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type".to_owned());
    set(&mut response, ACCESS_CONTROL_MAX_AGE, "600".to_owned());
    response
}

/// Says in the headers of an answer whether a page of the request's origin may read it.
pub fn add_cors(app: &App, headers: &mut HeaderMap, origin: Option<&HeaderValue>) {
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) =
        origin.filter(|origin| origin.to_str().is_ok_and(|origin| app.config.cors.allows(origin)))
    else {
        for name in [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_MAX_AGE] {
            headers.remove(name);
        }
        return;
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    let exposed = HeaderValue::from_static("X-Next-Cursor, Retry-After");
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_routes_are_given_once() {
        let mut names: Vec<_> = ENDPOINTS.iter().map(|endpoint| endpoint.name).collect();
        let mut routes: Vec<_> = ENDPOINTS.iter().map(|e| (e.method.as_str(), e.path)).collect();
        names.sort_unstable();
        routes.sort_unstable();
        names.dedup();
        routes.dedup();
        assert_eq!((names.len(), routes.len()), (ENDPOINTS.len(), ENDPOINTS.len()));
        assert!(ENDPOINTS.iter().all(|e| e.path.starts_with("/api/chat/")));
    }

    #[test]
    fn a_path_works_with_and_without_its_slash() {
        let pattern = "/api/chat/rooms/{room_id}/";
        assert_eq!(matches(pattern, "/api/chat/rooms/7"), Some(vec![("room_id", "7".to_owned())]));
        assert_eq!(matches(pattern, "/api/chat/rooms/7/"), matches(pattern, "/api/chat/rooms/7"));
        assert_eq!(matches(pattern, "/api/chat/rooms//"), None);
        assert_eq!(matches(pattern, "/api/chat/rooms/7//"), None);
        assert_eq!(matches(pattern, "/api/chat/rooms/7/x"), None);
    }
}
