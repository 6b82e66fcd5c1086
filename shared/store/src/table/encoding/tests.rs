use serde::{Deserialize, Serialize};

use super::{read_attributes, read_item, write_attributes, write_item};
use crate::table::Value;
use crate::table::value::Attributes;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    First,
    SecondOne,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Inner {
    #[serde(rename = "n")]
    name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Row {
    smallest: i64,
    largest: i64,
    small: u32,
    truth: bool,
    text: String,
    kind: Kind,
    inner: Inner,
    list: Vec<u64>,
    some: Option<String>,
    none: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    absent: Option<u32>,
}

fn row() -> Row {
    Row {
        smallest: i64::MIN,
        largest: i64::MAX,
        small: 300,
        truth: true,
        text: "文".repeat(200),
        kind: Kind::SecondOne,
        inner: Inner { name: String::new() },
        list: vec![0, 127, 128, 1 << 52],
        some: Some("x".to_owned()),
        none: None,
        absent: None,
    }
}

#[test]
fn a_row_comes_back_as_it_was() {
    let bytes = write_item(&row()).unwrap();
    assert_eq!(read_item::<Row>(&bytes).unwrap(), row());
}

#[test]
fn attributes_come_back_and_read_as_the_row() {
    let attributes = read_attributes(&write_item(&row()).unwrap()).unwrap();
    assert_eq!(attributes["kind"], Value::Text("second_one".into()));
    assert_eq!(attributes["none"], Value::Null);
    assert!(!attributes.contains_key("absent"));
    let again = write_attributes(&attributes);
    assert_eq!(read_attributes(&again).unwrap(), attributes);
    assert_eq!(read_item::<Row>(&again).unwrap(), row());
}

#[test]
fn unknown_attributes_are_passed_over_and_missing_ones_are_named() {
    let mut attributes = read_attributes(&write_item(&row()).unwrap()).unwrap();
    attributes.insert("of a newer release".into(), Value::List(vec![Value::Map(Attributes::new())]));
    assert_eq!(read_item::<Row>(&write_attributes(&attributes)).unwrap(), row());
    attributes.remove("text");
    let error = read_item::<Row>(&write_attributes(&attributes)).unwrap_err();
    assert!(error.to_string().contains("missing field `text`"), "{error}");
}

#[test]
fn what_no_row_may_have_is_refused() {
    #[derive(Serialize)]
    struct Fraction {
        value: f64,
    }
    #[derive(Serialize)]
    struct Huge {
        value: u64,
    }
    assert!(write_item(&Fraction { value: 1.5 }).is_err());
    assert!(write_item(&Huge { value: u64::MAX }).is_err());
    assert!(write_item("a text").is_err());
}

#[test]
fn every_cut_and_an_unknown_version_is_an_error() {
    let bytes = write_item(&Inner { name: "文".repeat(50) }).unwrap();
    for length in 0..bytes.len() {
        assert!(read_item::<Inner>(&bytes[..length]).is_err(), "{length} bytes");
    }
    let mut other = bytes;
    other[0] = 2;
    assert!(read_item::<Inner>(&other).unwrap_err().to_string().contains("unknown encoding 2"));
}
