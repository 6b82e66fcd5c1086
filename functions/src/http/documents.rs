//! `openapi` and `asyncapi`: serve the API documents to everybody.

use http::Method;

use crate::describe::Docs;
use crate::http::endpoint::{Endpoint, Handler};
use crate::policy::Policy;

/// The text of `docs/openapi.json`.
pub const OPENAPI_TEXT: &str = include_str!("../../../docs/openapi.json");
/// The text of `docs/asyncapi.json`.
pub const ASYNCAPI_TEXT: &str = include_str!("../../../docs/asyncapi.json");

/// The endpoint of the document of the REST API.
pub const OPENAPI: Endpoint = Endpoint {
    name: "openapi",
    method: Method::GET,
    path: "/api/chat/openapi.json",
    summary: "Get this document",
    policy: Policy::NONE,
    handler: Handler::Document(OPENAPI_TEXT),
    describe: Docs::new(|operation| operation.answers::<serde_json::Value>(200, "OpenAPI 3.1")),
};

/// The endpoint of the document of the live events.
pub const ASYNCAPI: Endpoint = Endpoint {
    name: "asyncapi",
    method: Method::GET,
    path: "/api/chat/asyncapi.json",
    summary: "Get the document of the live events",
    policy: Policy::NONE,
    handler: Handler::Document(ASYNCAPI_TEXT),
    describe: Docs::new(|operation| operation.answers::<serde_json::Value>(200, "AsyncAPI 3.0")),
};
