//! The schemas of a document.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::refused::Refused;

/// The path of the schemas in both documents.
const DEFINITIONS: &str = "/components/schemas";

/// The schemas of a document: of the values that the server writes and of those that it reads.
pub struct Schemas {
    written: SchemaGenerator,
    read: SchemaGenerator,
    pub(super) refusals: Refused,
}

impl Schemas {
    /// Starts with no schemas, in the dialect of the document.
    pub(super) fn new(settings: &SchemaSettings) -> Self {
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
    pub(super) fn definitions(&mut self) -> Map<String, Value> {
        let mut all = self.read.take_definitions(true);
        all.extend(self.written.take_definitions(true));
        all
    }
}
