//! A word of a closed list in JSON from clients.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Deserializer};

/// An enum that is read from a JSON string only. Serde's own derive would also take an object with
/// the word as its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        T::deserialize(StrDeserializer::new(&word)).map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for Word<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        T::json_schema(schemas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RoomType;

    #[test]
    fn a_word_is_a_string() {
        let read = |json| serde_json::from_str::<Word<RoomType>>(json).ok().map(|word| word.0);
        assert_eq!(read(r#""group""#), Some(RoomType::Group));
        assert_eq!(read(r#""gro\u0075p""#), Some(RoomType::Group));
        for bad in [r#""Group""#, r#"{"group":null}"#, "7", r#"["group"]"#] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
