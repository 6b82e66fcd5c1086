//! The routing table, which lists each endpoint once. The dispatch of requests, the Lambda functions, the
//! API document and the generated parts of `template.yaml` are made from it.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use http::header::ORIGIN;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use roomcast_domain::{BODY_MAX_BYTES, Refusal};

use crate::auth::caller::Caller;
use crate::http::address::Address;
use crate::http::documents;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::query::Query;
use crate::http::respond;
use crate::http::respond::{add_cors, json, refuse};
use crate::{App, me, members, messages, notifications, reports, rooms, search, uploads};

/// Lists every endpoint.
pub const ENDPOINTS: &[&Endpoint] = &[
    &rooms::list::ENDPOINT,
    &rooms::create::ENDPOINT,
    &rooms::direct::ENDPOINT,
    &rooms::get::ENDPOINT,
    &rooms::me::ENDPOINT,
    &rooms::update_me::ENDPOINT,
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
    &messages::react::ENDPOINT,
    &messages::pin::ENDPOINT,
    &messages::pins::ENDPOINT,
    &messages::read::ENDPOINT,
    &messages::thread::ENDPOINT,
    &messages::unread::ENDPOINT,
    &messages::delete::ENDPOINT,
    &reports::create::ENDPOINT,
    &reports::list::ENDPOINT,
    &reports::delete::ENDPOINT,
    &search::room::ENDPOINT,
    &search::own_rooms::ENDPOINT,
    &notifications::list::ENDPOINT,
    &notifications::read::ENDPOINT,
    &notifications::read_all::ENDPOINT,
    &me::get::ENDPOINT,
    &me::update::ENDPOINT,
    &me::block::ENDPOINT,
    &me::blocks::ENDPOINT,
    &uploads::ENDPOINT,
    &documents::OPENAPI,
    &documents::ASYNCAPI,
];

/// Answers a request by the endpoint that its path and method name, and adds the CORS headers.
pub async fn serve(app: &Arc<App>, request: Request<Bytes>) -> Response<Bytes> {
    answer(app, request, |_| true).await
}

/// Answers a request to the endpoint `name`; a request to any other endpoint is refused. The Lambda
/// function `default` answers the preflights, HEAD of the documents, and the requests that no endpoint
/// answers.
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
        _ if request.method() == Method::OPTIONS => preflight(request.uri().path(), request.headers()),
        Routed::Found(endpoint, parameters) if serves(endpoint) || request.method() == Method::HEAD => {
            run(app, endpoint, parameters, request).await
        }
        Routed::Found(..) | Routed::Nothing => refuse(&Refusal::RouteNotFound),
        Routed::OtherMethods(allowed) => respond::refuse_method(&allowed),
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
        let address = parts.extensions.get::<Address>().cloned();
        let address = address.unwrap_or_else(|| Address::of_host("https", &parts.headers));
        let known = caller.clone();
        let call = Call { app: app.clone(), caller, query, address, body, parameters };
        futures_util::join!(handler(call), known.propagate_names(app)).0
    }
    .boxed()
    .await;
    match outcome {
        Ok(reply) => respond::respond(reply),
        Err(failure) => {
            failure.log(endpoint.name);
            refuse(&failure.refusal())
        }
    }
}

/// The outcome of looking up a path and a method.
enum Routed {
    Found(&'static Endpoint, Vec<(&'static str, String)>),
    OtherMethods(String),
    Nothing,
}

fn route(method: &Method, path: &str) -> Routed {
    let mut others = Vec::new();
    for (endpoint, parameters) in at(path) {
        let methods = endpoint.methods();
        if methods.contains(method) {
            return Routed::Found(endpoint, parameters);
        }
        others.extend(methods.iter().map(Method::as_str));
    }
    if others.is_empty() { Routed::Nothing } else { Routed::OtherMethods(others.join(", ")) }
}

/// Returns the endpoints at a path, with its parameters. A path that is written out hides those with parameters.
fn at(path: &str) -> Vec<(&'static Endpoint, Vec<(&'static str, String)>)> {
    let found = ENDPOINTS.iter().copied();
    let mut found: Vec<_> =
        found.filter_map(|endpoint| Some((endpoint, matches(endpoint.path, path)?))).collect();
    let fewest = found.iter().map(|(_, parameters)| parameters.len()).min();
    found.retain(|(_, parameters)| Some(parameters.len()) == fewest);
    found
}

/// Returns the parameters of a path if it has the form of `pattern`, with or without its last slash.
fn matches(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let (pattern, path) = (pattern.trim_end_matches('/'), path.strip_suffix('/').unwrap_or(path));
    let slashes = |path: &str| path.bytes().filter(|byte| *byte == b'/').count();
    if slashes(pattern) != slashes(path) {
        return None;
    }
    let parts = || pattern.split('/').zip(path.split('/'));
    let fits = |(part, value): (&str, &str)| match name_of(part) {
        Some(_) => !value.is_empty(),
        None => part == value,
    };
    let parameter = |(part, value): (&'static str, &str)| Some((name_of(part)?, value.to_owned()));
    parts().all(fits).then(|| parts().filter_map(parameter).collect())
}

/// Returns the name of the parameter that a part of a pattern stands for.
fn name_of(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// Answers a preflight, which needs no token.
fn preflight(path: &str, headers: &HeaderMap) -> Response<Bytes> {
    let answering = at(path);
    let mut methods: Vec<&str> =
        answering.iter().flat_map(|(endpoint, _)| endpoint.methods()).map(Method::as_str).collect();
    if methods.is_empty() {
        return refuse(&Refusal::RouteNotFound);
    }
    methods.push("OPTIONS");
    respond::preflight(headers, &methods.join(", "))
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
    fn a_path_that_is_written_out_hides_those_with_parameters() {
        let path = "/api/chat/rooms/direct/";
        assert!(matches!(route(&Method::POST, path), Routed::Found(endpoint, _) if endpoint.path == path));
        assert!(matches!(route(&Method::PATCH, path), Routed::OtherMethods(allowed) if allowed == "POST"));
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
