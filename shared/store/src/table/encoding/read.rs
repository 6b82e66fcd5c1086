//! Reads rows and values.

use std::collections::BTreeSet;
use std::fmt::Display;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::reader::{Raw, Reader};
use crate::error::{Result, StoreError, broken};
use crate::table::value::{Attributes, Value};

impl de::Error for StoreError {
    fn custom<T: Display>(message: T) -> Self {
        broken(message)
    }
}

/// Reads an item as a row.
pub fn read_item<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    T::deserialize(RawDeserializer(Raw::Map(Reader::of_item(bytes)?)))
}

/// Reads the attributes of an item.
pub fn read_attributes(bytes: &[u8]) -> Result<Attributes> {
    attributes(Reader::of_item(bytes)?)
}

/// Reads a single value.
pub fn read_value(bytes: &[u8]) -> Result<Value> {
    value_of(Reader::of_value(bytes).value()?)
}

/// Reads one attribute of an item.
#[cfg(feature = "native")]
pub fn find(bytes: &[u8], name: &str) -> Result<Option<Value>> {
    let mut reader = Reader::of_item(bytes)?;
    while !reader.is_empty() {
        let is_found = reader.name()? == name;
        let raw = reader.value()?;
        if is_found {
            return value_of(raw).map(Some);
        }
    }
    Ok(None)
}

fn attributes(mut reader: Reader<'_>) -> Result<Attributes> {
    let mut found = Attributes::new();
    while !reader.is_empty() {
        let name = reader.name()?.to_owned();
        found.insert(name, value_of(reader.value()?)?);
    }
    Ok(found)
}

/// Reads a value.
pub(super) fn value_of(raw: Raw<'_>) -> Result<Value> {
    Ok(match raw {
        Raw::Null => Value::Null,
        Raw::Bool(value) => Value::Bool(value),
        Raw::Number(number) => Value::Number(number),
        Raw::Text(text) => Value::Text(text.to_owned()),
        Raw::Numbers(mut reader) => {
            let mut numbers = BTreeSet::new();
            while !reader.is_empty() {
                match reader.value()? {
                    Raw::Number(number) => drop(numbers.insert(number)),
                    _ => return Err(broken("a set of numbers has another value")),
                }
            }
            Value::Numbers(numbers)
        }
        Raw::List(mut reader) => {
            let mut values = Vec::new();
            while !reader.is_empty() {
                values.push(value_of(reader.value()?)?);
            }
            Value::List(values)
        }
        Raw::Map(reader) => Value::Map(attributes(reader)?),
    })
}

struct RawDeserializer<'de>(Raw<'de>);

impl<'de> de::Deserializer<'de> for RawDeserializer<'de> {
    type Error = StoreError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Raw::Null => visitor.visit_unit(),
            Raw::Bool(value) => visitor.visit_bool(value),
            Raw::Number(number) => visitor.visit_i64(number),
            Raw::Text(text) => visitor.visit_borrowed_str(text),
            Raw::List(reader) | Raw::Numbers(reader) => visitor.visit_seq(Rest(reader)),
            Raw::Map(reader) => visitor.visit_map(Rest(reader)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Raw::Null => visitor.visit_none(),
            raw => visitor.visit_some(Self(raw)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.0 {
            Raw::Text(text) => visitor.visit_enum(text.into_deserializer()),
            _ => Err(broken("an item has another value where a word is expected")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The values of a list, or the attributes of a map, that are still to be read.
struct Rest<'de>(Reader<'de>);

impl<'de> SeqAccess<'de> for Rest<'de> {
    type Error = StoreError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        seed.deserialize(RawDeserializer(self.0.value()?)).map(Some)
    }
}

impl<'de> MapAccess<'de> for Rest<'de> {
    type Error = StoreError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        seed.deserialize(BorrowedStrDeserializer::new(self.0.name()?)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        seed.deserialize(RawDeserializer(self.0.value()?))
    }
}
