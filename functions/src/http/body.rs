//! Reads the JSON of clients: bodies and frames.

use roomcast_domain::{JSON_DEPTH_MAX, Refusal, Result};
use serde::de::DeserializeOwned;

/// The byte order mark, which some editors and languages write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads a JSON object into `T`. A byte order mark before it is skipped, unknown fields are ignored, and
/// `null` counts as an absent field where the field is an `Option`. The refusal names a field of the wrong
/// type.
pub fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    let json = json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json);
    check_depth(json)?;
    if json.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Refusal::InvalidJson);
    }
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        // A number where a word is expected counts as syntax in serde_json; it is a wrong type.
        let is_json = || serde_json::from_slice::<serde_json::Value>(json).is_ok();
        if field != "." && (error.inner().is_data() || is_json()) {
            Refusal::field(field, "的类型或取值不正确")
        } else {
            Refusal::InvalidJson
        }
    })?;
    reader.end().map_err(|_| Refusal::InvalidJson)?;
    Ok(value)
}

/// Returns the value of a field, or refuses a body without it.
pub fn required<T>(field: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Refusal::field(field, "是必填项"))
}

/// Refuses JSON that is nested deeper than 32 levels before anything recurses into it.
fn check_depth(json: &[u8]) -> Result<()> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > JSON_DEPTH_MAX {
                    return Err(Refusal::JsonTooDeep);
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Body {
        name: Option<String>,
        size: Option<i64>,
        #[serde(rename = "kind")]
        _kind: Option<roomcast_domain::RoomType>,
    }

    fn read(json: &str) -> Result<Body> {
        parse(json.as_bytes())
    }

    #[test]
    fn null_is_absent_and_unknown_fields_are_ignored() {
        let body = read(r#"{"name": null, "size": 3, "other": [{}]}"#).unwrap();
        assert_eq!((body.name, body.size), (None, Some(3)));
        assert_eq!(read("\u{feff}{\"size\": 4}").unwrap().size, Some(4));
    }

    #[test]
    fn a_refusal_names_the_wrong_field() {
        assert!(
            matches!(read(r#"{"size": "3"}"#), Err(Refusal::InvalidField { field, .. }) if field == "size")
        );
        let word = read(r#"{"kind": 7}"#).unwrap_err();
        assert!(matches!(word, Refusal::InvalidField { field, .. } if field == "kind"));
        for bad in ["", "[]", "null", "{", "{} x", r#"{"name":"\ud800"}"#, "\u{feff}\u{feff}{}"] {
            assert_eq!(read(bad).unwrap_err(), Refusal::InvalidJson, "{bad:?}");
        }
        assert_eq!(parse::<Body>(b"{\"name\":\"\xff\"}").unwrap_err(), Refusal::InvalidJson);
    }

    #[test]
    fn depth_is_counted_outside_of_strings() {
        let nested = |n| format!(r#"{{"x":{}{}}}"#, "[".repeat(n), "]".repeat(n));
        assert!(read(&nested(31)).is_ok());
        assert_eq!(read(&nested(32)).unwrap_err(), Refusal::JsonTooDeep);
        assert!(read(&format!(r#"{{"x":"{}\""}}"#, "[".repeat(99))).is_ok());
    }
}
