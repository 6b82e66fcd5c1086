//! Writes rows and values.

use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize};

use super::{FALSE, LIST, MAP, NULL, NUMBER, NUMBERS, TEXT, TRUE, VERSION};
use crate::error::{Result, StoreError, broken};
use crate::table::value::{Attributes, Value};

impl ser::Error for StoreError {
    fn custom<T: Display>(message: T) -> Self {
        broken(message)
    }
}

/// Encodes a row, which is a struct, as an item.
pub fn write_item<T: Serialize + ?Sized>(row: &T) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(256);
    row.serialize(Writer { out: &mut out })?;
    match out.first() {
        // The row is a map: its tag and length go, the version comes.
        Some(&MAP) => {
            out.drain(..4);
            out[0] = VERSION;
            Ok(out)
        }
        _ => Err(broken("a row is a struct")),
    }
}

/// Encodes a value.
pub fn write_value<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    value.serialize(Writer { out: &mut out })?;
    Ok(out)
}

/// Encodes attributes as an item.
pub fn write_attributes(attributes: &Attributes) -> Vec<u8> {
    let mut out = vec![VERSION];
    put_attributes(&mut out, attributes);
    out
}

fn put_attributes(out: &mut Vec<u8>, attributes: &Attributes) {
    for (name, value) in attributes {
        put_name(out, name);
        put_value(out, value);
    }
}

/// Writes a value.
pub(super) fn put_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.push(NULL),
        Value::Bool(value) => out.push(if *value { TRUE } else { FALSE }),
        Value::Number(number) => put_number(out, *number),
        Value::Text(text) => put_text(out, text),
        Value::Numbers(numbers) => {
            let at = begin(out, NUMBERS);
            numbers.iter().for_each(|number| put_number(out, *number));
            end(out, at);
        }
        Value::List(values) => {
            let at = begin(out, LIST);
            values.iter().for_each(|value| put_value(out, value));
            end(out, at);
        }
        Value::Map(entries) => {
            let at = begin(out, MAP);
            put_attributes(out, entries);
            end(out, at);
        }
    }
}

/// Writes a name. Names are those of fields: far shorter than 255 bytes.
pub(super) fn put_name(out: &mut Vec<u8>, name: &str) {
    out.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(name.as_bytes());
}

fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

fn put_number(out: &mut Vec<u8>, number: i64) {
    out.push(NUMBER);
    put_varint(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.push(TEXT);
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Begins a list or a map, whose length is written by [`end`].
fn begin(out: &mut Vec<u8>, tag: u8) -> usize {
    out.push(tag);
    out.extend_from_slice(&[0; 4]);
    out.len()
}

fn end(out: &mut [u8], at: usize) {
    let length = u32::try_from(out.len() - at).unwrap_or(u32::MAX);
    out[at - 4..at].copy_from_slice(&length.to_le_bytes());
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

/// A list or a map whose values are being written.
struct Nested<'a> {
    out: &'a mut Vec<u8>,
    at: usize,
}

fn unsupported<T>() -> Result<T> {
    Err(broken("a row has a field of a type that the table does not know"))
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, number: $type) -> Result<()> {
            put_number(self.out, i64::try_from(number).map_err(broken)?);
            Ok(())
        }
    )*};
}

impl<'a> ser::Serializer for Writer<'a> {
    type Ok = ();
    type Error = StoreError;
    type SerializeSeq = Nested<'a>;
    type SerializeTuple = Nested<'a>;
    type SerializeTupleStruct = Impossible<(), StoreError>;
    type SerializeTupleVariant = Impossible<(), StoreError>;
    type SerializeMap = Impossible<(), StoreError>;
    type SerializeStruct = Nested<'a>;
    type SerializeStructVariant = Impossible<(), StoreError>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    );

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.out.push(if value { TRUE } else { FALSE });
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Result<()> {
        unsupported()
    }

    fn serialize_f64(self, _: f64) -> Result<()> {
        unsupported()
    }

    fn serialize_char(self, character: char) -> Result<()> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<()> {
        put_text(self.out, text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<()> {
        unsupported()
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.out.push(NULL);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<()> {
        unsupported()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Nested<'a>> {
        let at = begin(self.out, LIST);
        Ok(Nested { out: self.out, at })
    }

    fn serialize_tuple(self, _: usize) -> Result<Nested<'a>> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct> {
        unsupported()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        unsupported()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap> {
        unsupported()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Nested<'a>> {
        let at = begin(self.out, MAP);
        Ok(Nested { out: self.out, at })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        unsupported()
    }
}

impl ser::SerializeSeq for Nested<'_> {
    type Ok = ();
    type Error = StoreError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        value.serialize(Writer { out: self.out })
    }

    fn end(self) -> Result<()> {
        end(self.out, self.at);
        Ok(())
    }
}

impl ser::SerializeTuple for Nested<'_> {
    type Ok = ();
    type Error = StoreError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<()> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeStruct for Nested<'_> {
    type Ok = ();
    type Error = StoreError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        put_name(self.out, name);
        value.serialize(Writer { out: self.out })
    }

    fn end(self) -> Result<()> {
        end(self.out, self.at);
        Ok(())
    }
}
