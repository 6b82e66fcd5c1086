//! Creating the table.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{TimeToLiveSpecification, TimeToLiveStatus};
use roomcast_store::{TTL, create_table};

use crate::world::{TABLE, World};

async fn ttl_is_set(client: &Client) -> bool {
    let described = client.describe_time_to_live().table_name(TABLE).send().await.unwrap();
    let status = described.time_to_live_description.and_then(|ttl| ttl.time_to_live_status);
    status == Some(TimeToLiveStatus::Enabled)
}

#[tokio::test]
async fn the_time_to_live_is_set_after_a_crash_behind_the_tables_creation() {
    let client = World::new().await.client;
    assert!(ttl_is_set(&client).await);
    let none = TimeToLiveSpecification::builder().attribute_name(TTL).enabled(false).build().unwrap();
    let unset = client.update_time_to_live().table_name(TABLE).time_to_live_specification(none);
    unset.send().await.unwrap();
    assert!(!ttl_is_set(&client).await);
    create_table(&client, TABLE).await.unwrap();
    assert!(ttl_is_set(&client).await);
}

#[tokio::test]
async fn a_table_that_is_there_is_left_as_it_is() {
    let world = World::new().await;
    let creator = crate::world::user(1);
    let room = world.room(&creator).await;
    create_table(&world.client, TABLE).await.unwrap();
    assert_eq!(world.store.rooms().find(room.body.id).await.unwrap(), Some(room));
}
