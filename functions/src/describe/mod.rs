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

use roomcast_domain::Refusal;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

#[cfg(feature = "describe")]
pub use asyncapi::asyncapi;
pub use docs::Docs;
#[cfg(feature = "describe")]
pub use openapi::openapi;
pub use operation::Operation;
use operation::Refused;

/// The path of the schemas in both documents.
const DEFINITIONS: &str = "/components/schemas";

/// The schemas of a document: of the values that the server writes and of those that it reads.
pub struct Schemas {
    written: SchemaGenerator,
    read: SchemaGenerator,
    refusals: Refused,
}

impl Schemas {
    /// Starts with no schemas, in the dialect of the document.
    fn new(settings: &SchemaSettings) -> Self {
        let mut settings = settings.clone();
        settings.definitions_path = DEFINITIONS.into();
        settings.meta_schema = None;
        Self {
            written: settings.clone().for_serialize().into_generator(),
            read: settings.for_deserialize().into_generator(),
            refusals: Refused::default(),
        }
    }

    /// Adds the schema of a type that the server writes, and returns it.
    pub fn written<T: JsonSchema>(&mut self) -> Schema {
        self.written.subschema_for::<T>()
    }

    /// Adds the schema of a type that the server reads, and returns it.
    pub fn read<T: JsonSchema>(&mut self) -> Schema {
        self.read.subschema_for::<T>()
    }

    /// Takes the schemas that have a name.
    fn definitions(&mut self) -> Map<String, Value> {
        let mut all = self.read.take_definitions(true);
        all.extend(self.written.take_definitions(true));
        all
    }
}

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
