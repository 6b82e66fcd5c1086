//! Makes `docs/openapi.json`, the document of the REST API.

use roomcast_domain::{LIMITS, Refusal, texts};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::operation::Facts;
use super::{Operation, Schemas, codes};
use crate::http::endpoint::Handler;
use crate::http::router::ENDPOINTS;

const ABOUT: &str = "Rooms, messages and notifications of Roomcast. Every path works with and without its \
last slash. Times are RFC 3339 in UTC; ids are integers below 2^53. Unknown fields are ignored, `null` \
is an absent field. Every refusal that reaches the chat's own code has the form of `Error`; a gateway in \
front may answer 413, 429, 503 and 504 in its own form. Live events are in the AsyncAPI document, \
`/api/chat/asyncapi.json`.";

/// Makes the OpenAPI 3.1 document.
pub fn openapi() -> Value {
    let mut schemas = Schemas::new(&SchemaSettings::draft2020_12());
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in ENDPOINTS {
        let facts = Facts {
            name: endpoint.name,
            summary: endpoint.summary,
            path: endpoint.path,
            needs_token: matches!(endpoint.handler, Handler::Caller(_)),
        };
        let operation = endpoint.describe.get()(Operation::new(&mut schemas, facts)).finish();
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_lowercase()] = operation;
    }
    let mut definitions = schemas.definitions();
    definitions.insert("Error".to_owned(), error());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Roomcast",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE")},
        },
        "x-roomcast": facts(),
        "servers": [{"url": "/", "description": "The address that serves this document"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "responses": schemas.refusals.0,
            "schemas": definitions,
        },
    })
}

/// The constants that clients need: limits, refusal codes and texts.
fn facts() -> Value {
    let limits: Map<String, Value> =
        LIMITS.iter().map(|(name, value)| (name.to_lowercase(), json!(value))).collect();
    let codes: Vec<&str> = Refusal::TABLE.iter().map(|(_, code, _)| *code).collect();
    json!({"limits": limits, "codes": codes, "texts": {"deleted_message": texts::DELETED_MESSAGE}})
}

/// The schema of a refusal.
fn error() -> Value {
    json!({
        "type": "object",
        "description": "A refusal.",
        "required": ["error", "code"],
        "properties": {
            "error": {"type": "string", "description": "One sentence, Chinese."},
            "code": codes(),
        },
    })
}
