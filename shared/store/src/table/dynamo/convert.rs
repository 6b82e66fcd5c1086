//! Keys, items and values as the SDK has them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::error::{Result, broken};
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::schema::{PK, SK};
use crate::table::value::{Attributes, Value};

/// An item, its key included, as the SDK has it.
pub type AttributeMap = HashMap<String, AttributeValue>;

/// Makes the SDK's form of a key.
pub fn map_of_key(key: &Key) -> AttributeMap {
    HashMap::from([
        (PK.to_owned(), AttributeValue::S(key.pk.clone())),
        (SK.to_owned(), AttributeValue::S(key.sk.clone())),
    ])
}

/// Makes the SDK's form of an item that stands at `key`.
pub fn map_of_item(key: &Key, item: &Item) -> Result<AttributeMap> {
    let attributes = item.attributes()?.into_iter().map(|(name, value)| (name, sdk_value(value)));
    Ok(attributes.chain(map_of_key(key)).collect())
}

/// Takes an item from its SDK's form.
pub fn item_of(map: AttributeMap) -> Result<Item> {
    let attributes = map.into_iter().filter(|(name, _)| name != PK && name != SK);
    let attributes = attributes.map(|(name, value)| Ok((name, own_value(value)?)));
    Ok(Item::of_attributes(&attributes.collect::<Result<Attributes>>()?))
}

/// Gives the key of an item.
pub fn key_of(map: &AttributeMap) -> Result<Key> {
    Ok(Key { pk: text(map, PK)?.to_owned(), sk: text(map, SK)?.to_owned() })
}

/// Gives an attribute that is a text.
pub fn text<'a>(map: &'a AttributeMap, name: &str) -> Result<&'a str> {
    let value = map.get(name).and_then(|value| value.as_s().ok());
    value.map(String::as_str).ok_or_else(|| broken(format!("an item has no text {name}")))
}

/// Makes the SDK's form of a value.
pub fn sdk_value(value: Value) -> AttributeValue {
    match value {
        Value::Null => AttributeValue::Null(true),
        Value::Bool(value) => AttributeValue::Bool(value),
        Value::Number(number) => AttributeValue::N(number.to_string()),
        Value::Text(text) => AttributeValue::S(text),
        Value::Numbers(numbers) => {
            AttributeValue::Ns(numbers.into_iter().map(|number| number.to_string()).collect())
        }
        Value::List(values) => AttributeValue::L(values.into_iter().map(sdk_value).collect()),
        Value::Map(entries) => {
            AttributeValue::M(entries.into_iter().map(|(name, value)| (name, sdk_value(value))).collect())
        }
    }
}

fn own_value(value: AttributeValue) -> Result<Value> {
    Ok(match value {
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::Bool(value) => Value::Bool(value),
        AttributeValue::N(number) => Value::Number(number.parse().map_err(broken)?),
        AttributeValue::S(text) => Value::Text(text),
        AttributeValue::Ns(numbers) => {
            let numbers = numbers.into_iter().map(|number| number.parse().map_err(broken));
            Value::Numbers(numbers.collect::<Result<_>>()?)
        }
        AttributeValue::L(values) => Value::List(values.into_iter().map(own_value).collect::<Result<_>>()?),
        AttributeValue::M(entries) => {
            let entries = entries.into_iter().map(|(name, value)| Ok((name, own_value(value)?)));
            Value::Map(entries.collect::<Result<_>>()?)
        }
        _ => return Err(broken("an item has an attribute of a type that no row has")),
    })
}
