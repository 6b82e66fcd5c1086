//! Whole numbers in JSON, which does not tell 7 from 7.0.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::ID_MAX;

/// A whole number, also when it is written with a fraction of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<T>(pub T);

impl<'de, T: TryFrom<i128>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Whole<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        T::json_schema(schemas)
    }
}

struct Reader<T>(PhantomData<T>);

impl<T: TryFrom<i128>> Visitor<'_> for Reader<T> {
    type Value = Whole<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Whole<T>, E> {
        fit(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Whole<T>, E> {
        fit(number.into())
    }

    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // checked: whole, below 2^53
    fn visit_f64<E: Error>(self, number: f64) -> Result<Whole<T>, E> {
        if number.fract() == 0.0 && number.abs() <= ID_MAX as f64 {
            fit(number as i128)
        } else {
            Err(E::custom("not a whole number"))
        }
    }
}

fn fit<T: TryFrom<i128>, E: Error>(number: i128) -> Result<Whole<T>, E> {
    T::try_from(number).map(Whole).map_err(|_| E::custom("out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Field {
        n: Option<Whole<u64>>,
    }

    fn read(json: &str) -> Result<Option<u64>, ()> {
        serde_json::from_str::<Field>(json).map(|field| field.n.map(|n| n.0)).map_err(drop)
    }

    #[test]
    fn a_fraction_of_zero_is_none() {
        for (json, wanted) in [
            (r#"{"n": 7}"#, Ok(Some(7))),
            (r#"{"n": 7.0}"#, Ok(Some(7))),
            (r#"{"n": 7e2}"#, Ok(Some(700))),
            (r#"{"n": null}"#, Ok(None)),
            ("{}", Ok(None)),
            (r#"{"n": 7.5}"#, Err(())),
            (r#"{"n": -7}"#, Err(())),
            (r#"{"n": "7"}"#, Err(())),
            (r#"{"n": true}"#, Err(())),
            (r#"{"n": 1e300}"#, Err(())),
        ] {
            assert_eq!(read(json), wanted, "{json}");
        }
    }
}
