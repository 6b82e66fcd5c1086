//! One of a few words in JSON: a string and nothing else. (An enum as serde derives it would also
//! take an object with the word as its field.)

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, Error, Visitor};
use serde::{Deserialize, Deserializer};

/// A word that stands for a `T`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Reader(PhantomData))
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

struct Reader<T>(PhantomData<T>);

impl<T: DeserializeOwned> Visitor<'_> for Reader<T> {
    type Value = Word<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Word<T>, E> {
        T::deserialize(StrDeserializer::new(word)).map(Word)
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
