//! `PATCH rooms/{id}/`.

use std::time::Duration;

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn an_admin_changes_a_room_and_its_connections_receive_the_change() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.connect(room).await;
    bob.try_change_room(room, json!({"name": "y"})).await.refused(403, "admin_required");
    let changed =
        alice.change_room(room, json!({"name": "新名字", "description": "d", "max_members": 2})).await;
    assert_eq!((changed["name"].as_str(), changed["max_members"].as_u64()), (Some("新名字"), Some(2)));
    let frame = socket.next("room_updated").await;
    assert_eq!((frame["room"]["id"].as_u64(), frame["room"]["name"].as_str()), (Some(room), Some("新名字")));
    let carol = world.user("carol");
    alice.change_room(room, json!({"max_members": 3})).await;
    carol.join(room).await;
    alice.try_change_room(room, json!({"max_members": 2})).await.refused(409, "too_few_seats");
    alice.try_change_room(room, json!({"name": ""})).await.refused(400, "invalid_field");
}

#[tokio::test]
async fn a_changed_room_is_checked_like_a_new_one() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for bad in [
        json!({"name": "  "}),
        json!({"name": "字".repeat(101)}),
        json!({"name": 1}),
        json!({"description": "字".repeat(301)}),
        json!({"max_members": 1}),
        json!({"max_members": 100_001}),
        json!({"max_members": "9"}),
    ] {
        alice.try_change_room(room, bad).await.refused(400, "invalid_field");
    }
    let before = alice.detail(room).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let changed = alice.change_room(room, json!({"name": "  y ", "description": ""})).await;
    assert_eq!((changed["name"].as_str(), changed["description"].as_str()), (Some("y"), Some("")));
    let after = alice.detail(room).await;
    assert_eq!((&after["name"], &after["created_at"]), (&json!("y"), &before["created_at"]));
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
    assert_eq!(alice.listed(room).await.unwrap()["name"], "y");
}
