//! Items as DynamoDB has them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use crate::error::{Result, broken};
use crate::keys::Key;
use crate::schema::{INDEX_SK, PK, SK};

/// An item as DynamoDB has it.
pub type Item = HashMap<String, AttributeValue>;

/// Reads an item as a row.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    serde_dynamo::from_item(item).map_err(broken)
}

/// Gives the sort key of an item.
pub fn sort_key(item: &Item) -> Option<&str> {
    text(item, SK)
}

/// Gives the partition key of an item.
pub fn partition_key(item: &Item) -> Option<&str> {
    text(item, PK)
}

/// Gives the sort key of an item of the index.
pub fn index_sort_key(item: &Item) -> Option<&str> {
    text(item, INDEX_SK)
}

fn text<'a>(item: &'a Item, attribute: &str) -> Option<&'a str> {
    item.get(attribute)?.as_s().ok().map(String::as_str)
}

/// Makes the key of an item as the table takes it.
pub fn key_item(key: &Key) -> Item {
    HashMap::from([
        (PK.to_owned(), AttributeValue::S(key.pk.clone())),
        (SK.to_owned(), AttributeValue::S(key.sk.clone())),
    ])
}
