//! The table through its client, as the store uses it.

mod coherence;
mod copies;
mod durability;
mod protocol;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;

use super::EmbeddedTable;

const TABLE: &str = "chat";

type Item = HashMap<String, AttributeValue>;

fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn n(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

async fn ready(table: &EmbeddedTable) -> Client {
    let client = table.client();
    roomcast_store::create_table(&client, TABLE).await.unwrap();
    client
}

fn put(client: &Client, pk: &str, sk: &str, number: u64) -> PutItemFluentBuilder {
    client.put_item().table_name(TABLE).item("pk", s(pk)).item("sk", s(sk)).item("n", n(number))
}

async fn get(client: &Client, pk: &str, sk: &str) -> Option<Item> {
    let get = client.get_item().table_name(TABLE).key("pk", s(pk)).key("sk", s(sk)).consistent_read(true);
    get.send().await.unwrap().item
}

async fn number(client: &Client, pk: &str, sk: &str) -> Option<u64> {
    let item = get(client, pk, sk).await?;
    Some(item["n"].as_n().unwrap().parse().unwrap())
}

/// A partition's items; `name` is the name of its key's value in the condition.
async fn items(client: &Client, pk: &str, name: &str) -> Vec<Item> {
    let query = client.query().table_name(TABLE).key_condition_expression(format!("pk = {name}"));
    let query = query.expression_attribute_values(name, s(pk)).limit(1_000);
    query.send().await.unwrap().items.unwrap_or_default()
}

fn sort_keys(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item["sk"].as_s().unwrap().as_str()).collect()
}
