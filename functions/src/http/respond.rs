//! HTTP answers: replies, refusals and CORS headers.

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ALLOW,
    CACHE_CONTROL, CONTENT_TYPE, ORIGIN, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use roomcast_domain::Refusal;

use crate::App;
use crate::http::reply::Reply;

/// The header with the cursor of the next page.
const NEXT_CURSOR: &str = "x-next-cursor";
/// The headers of an answer that a page of an allowed origin may read, beside those that every page may.
const EXPOSED: &str = "X-Next-Cursor, Retry-After, WWW-Authenticate";
/// The headers of a request that the answer to a preflight allows where the preflight asks for none.
const USUAL_HEADERS: &str = "Authorization, Content-Type";

pub(super) fn respond(reply: Reply) -> Response<Bytes> {
    let mut response = json(reply.status, reply.body);
    if let Some(cursor) = reply.next_cursor {
        set(&mut response, NEXT_CURSOR, cursor);
    }
    response
}

/// Makes the answer to a preflight: these methods, and every header that it asks for, since tracing
/// tools add their own. [`add_cors`] takes all of it away from a page of another origin.
pub fn preflight(asked: &HeaderMap, methods: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    set(&mut response, ACCESS_CONTROL_ALLOW_METHODS, methods.to_owned());
    let headers = response.headers_mut();
    let usual = HeaderValue::from_static(USUAL_HEADERS);
    let wanted = asked.get(ACCESS_CONTROL_REQUEST_HEADERS).filter(|wanted| !wanted.is_empty());
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.cloned().unwrap_or(usual));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}

/// Makes the refusal of a method; `allowed` lists the methods that the path has.
pub fn refuse_method(allowed: &str) -> Response<Bytes> {
    let mut response = refuse(&Refusal::MethodNotAllowed);
    set(&mut response, ALLOW, allowed.to_owned());
    response
}

/// Makes the answer of a gateway that refuses a request itself, with CORS headers.
pub fn refuse_request(app: &App, headers: &HeaderMap, refusal: &Refusal) -> Response<Bytes> {
    let mut response = refuse(refusal);
    add_cors(app, response.headers_mut(), headers.get(ORIGIN));
    response
}

/// Makes the answer that tells a client of a refusal.
pub fn refuse(refusal: &Refusal) -> Response<Bytes> {
    let body = serde_json::json!({ "error": refusal.to_string(), "code": refusal.code() });
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, body.to_string().into());
    if let Some(seconds) = refusal.retry_after_s() {
        set(&mut response, RETRY_AFTER, seconds.to_string());
    }
    if refusal.status() == StatusCode::UNAUTHORIZED.as_u16() {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

pub(super) fn json(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(super) fn set(response: &mut Response<Bytes>, name: impl http::header::IntoHeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Adds the CORS headers to an answer: a page of the request's origin may read it if the settings allow it.
pub fn add_cors(app: &App, headers: &mut HeaderMap, origin: Option<&HeaderValue>) {
    headers.append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) =
        origin.filter(|origin| origin.to_str().is_ok_and(|origin| app.config.cors.allows(origin)))
    else {
        for name in [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_MAX_AGE] {
            headers.remove(name);
        }
        return;
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}
