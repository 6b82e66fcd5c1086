//! Whole numbers in JSON from clients.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Number;

use crate::ID_MAX;

/// A whole number that may be written with a fraction of zero: JSON does not tell 7 from 7.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<T>(pub T);

impl<'de, T: TryFrom<i128>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = whole(&Number::deserialize(from)?).ok_or_else(|| D::Error::custom("not whole"))?;
        T::try_from(number).map(Self).map_err(|_| D::Error::custom("out of range"))
    }
}

/// Returns the value of a JSON number without a fraction; of floats only up to 2^53 - 1.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // whole and below 2^53
fn whole(number: &Number) -> Option<i128> {
    let is_whole = |n: &f64| n.fract() == 0.0 && n.abs() <= ID_MAX as f64;
    number.as_i128().or_else(|| number.as_f64().filter(is_whole).map(|n| n as i128))
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
    fn a_number_with_a_fraction_of_zero_is_whole() {
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
