//! The index of public rooms: its entries while it lags behind the table.

use roomcast_tests::engine::TABLE;
use roomcast_tests::stage::Stage;
use serde_json::json;

#[tokio::test]
async fn a_room_that_is_at_two_places_at_once_is_listed_once() {
    let stage = Stage::new(false).await;
    let rooms = [stage.room(1, "public").await, stage.room(1, "public").await];
    // The new entry of a room that moved up, of which the old one is still there.
    let moved = json!({
        "pk": {"S": "new"}, "sk": {"S": "entry"},
        "gp": {"S": "PUB"}, "gs": {"S": format!("{:012}#{:08}", 1_900_000_000, rooms[0])},
    });
    let put = json!({"TableName": TABLE, "Item": moved}).to_string();
    assert_eq!(stage.engine().execute("PutItem", &put).0, 200);
    let listed = stage.get(2, "rooms/").await;
    assert_eq!(listed.status, 200, "{listed:?}");
    let mut ids: Vec<u64> =
        listed.body.as_array().unwrap().iter().map(|room| room["id"].as_u64().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, rooms);
}
