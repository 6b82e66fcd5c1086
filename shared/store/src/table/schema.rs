//! The table itself. `template.yaml` declares the same one for AWS.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification, TimeToLiveStatus,
};

use crate::error::{Result, StoreError, broken};

/// Partition key of the table.
pub const PK: &str = "pk";
/// Sort key of the table.
pub const SK: &str = "sk";
/// The index of active public rooms by activity: sparse, keys only.
pub const BY_ACTIVITY: &str = "by_activity";
/// Partition key of the index.
pub const INDEX_PK: &str = "gp";
/// Sort key of the index.
pub const INDEX_SK: &str = "gs";
/// The attribute that DynamoDB's time to live reads, in seconds.
pub const TTL: &str = "x";

fn key(name: &str, kind: KeyType) -> Result<KeySchemaElement> {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().map_err(broken)
}

/// Creates the table, with its time to live, where either does not exist: for one machine and tests;
/// AWS deploys it. A crash between the two leaves a table without time to live, which the next call
/// sets.
pub async fn create_table(client: &Client, table: &str) -> Result<()> {
    let index = GlobalSecondaryIndex::builder()
        .index_name(BY_ACTIVITY)
        .key_schema(key(INDEX_PK, KeyType::Hash)?)
        .key_schema(key(INDEX_SK, KeyType::Range)?)
        .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
        .build()
        .map_err(broken)?;
    let mut request = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key(PK, KeyType::Hash)?)
        .key_schema(key(SK, KeyType::Range)?)
        .global_secondary_indexes(index);
    for name in [PK, SK, INDEX_PK, INDEX_SK] {
        let attribute = AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .map_err(broken)?;
        request = request.attribute_definitions(attribute);
    }
    match request.send().await.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error) {
        Ok(_) => {}
        Err(error) if error.is_resource_in_use_exception() => {}
        Err(error) => return Err(StoreError::Unavailable(format!("create table: {error:?}"))),
    }
    if has_ttl(client, table).await? { Ok(()) } else { set_ttl(client, table).await }
}

async fn has_ttl(client: &Client, table: &str) -> Result<bool> {
    let described = client.describe_time_to_live().table_name(table).send().await;
    let described =
        described.map_err(|error| StoreError::Unavailable(format!("describe time to live: {error:?}")))?;
    let status = described.time_to_live_description.and_then(|ttl| ttl.time_to_live_status);
    Ok(matches!(status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)))
}

async fn set_ttl(client: &Client, table: &str) -> Result<()> {
    let ttl = TimeToLiveSpecification::builder().attribute_name(TTL).enabled(true).build().map_err(broken)?;
    let set = client.update_time_to_live().table_name(table).time_to_live_specification(ttl).send().await;
    set.map(drop).map_err(|error| StoreError::Unavailable(format!("set time to live: {error:?}")))
}
