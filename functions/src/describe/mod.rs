//! The API documents, made from the routing table, the table of frames and the types themselves.
//! Endpoints and frames describe themselves in a [`Docs`], which is empty without the feature
//! `describe`, so that no Lambda function links a schema.

#![cfg_attr(not(feature = "describe"), allow(dead_code))] // only the two documents read descriptions

#[cfg(feature = "describe")]
mod asyncapi;
mod docs;
#[cfg(feature = "describe")]
mod openapi;
mod operation;
mod refused;
mod schemas;

use roomcast_domain::Refusal;
use serde_json::{Value, json};

#[cfg(feature = "describe")]
pub use asyncapi::asyncapi;
pub use docs::Docs;
#[cfg(feature = "describe")]
pub use openapi::openapi;
pub use operation::Operation;
pub use schemas::Schemas;

/// The schema of `code`: every stable code, described by its status and sentence.
fn codes() -> Value {
    let codes: Vec<&str> = Refusal::TABLE.iter().map(|(_, code, _)| *code).collect();
    let lines: Vec<String> = Refusal::TABLE
        .iter()
        .map(|(status, code, sentence)| format!("- `{code}` ({status}): {sentence}"))
        .collect();
    json!({
        "type": "string",
        "enum": codes,
        "description": format!("A stable word:\n{}", lines.join("\n")),
    })
}
