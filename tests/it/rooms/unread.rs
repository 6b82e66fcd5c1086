//! Unread counts of rooms, and their total in `GET me/`.

use roomcast_tests::world::{Actor, World};
use serde_json::json;

#[tokio::test]
async fn unread_counts_follow_reading_joining_and_sending() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let unread = async |who: &Actor| {
        let detail = who.detail(room).await["unread_count"].as_u64().unwrap();
        if let Some(listed) = who.listed(room).await {
            assert_eq!(listed["unread_count"], detail);
        }
        detail
    };
    for _ in 0..3 {
        alice.send(room, "x").await;
    }
    assert_eq!(unread(&bob).await, 0, "not a member");
    bob.join(room).await;
    assert_eq!(unread(&bob).await, 0, "joining starts at the newest message");
    let first = alice.send(room, "y").await;
    alice.send(room, "z").await;
    assert_eq!((unread(&bob).await, unread(&alice).await), (2, 0));
    assert_eq!(bob.me().await["unread_total"], 2);
    assert_eq!(bob.try_read(&first["id"]).await.expect(200), json!({"message": "消息已标记为已读"}));
    assert_eq!(unread(&bob).await, 1);
    assert_eq!(bob.detail(room).await["last_read_message_id"], first["id"]);
    bob.read_room(room).await;
    assert_eq!(unread(&bob).await, 0);
    bob.read(&first["id"]).await;
    assert_eq!(unread(&bob).await, 0, "never back");
    alice.send(room, "w").await;
    bob.send(room, "own").await;
    assert_eq!((unread(&bob).await, unread(&alice).await), (0, 1));
}

#[tokio::test]
async fn deleted_messages_count_as_unread_and_a_deleted_mention_as_read() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mention = alice.send(room, "@bob").await;
    let plain = alice.send(room, "x").await;
    for message in [&mention, &plain] {
        alice.delete_message(&message["id"]).await;
    }
    assert_eq!(bob.detail(room).await["unread_count"], 2, "the count is arithmetic");
    let told: Vec<_> = bob
        .notifications()
        .await
        .iter()
        .map(|n| (n["notification_type"].clone(), n["is_read"].clone()))
        .collect();
    assert_eq!(told, [(json!("message"), json!(false)), (json!("mention"), json!(true))]);
    let other = alice.send(room, "@bob again").await;
    bob.leave(room).await;
    assert_eq!(bob.notifications().await[0]["is_read"], false);
    alice.delete_message(&other["id"]).await;
    assert_eq!(bob.notifications().await[0]["is_read"], true, "also after leaving");
}

#[tokio::test]
async fn the_unread_total_is_the_sum_over_ones_rooms() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let rooms = [alice.room("public").await, alice.room("public").await, alice.room("public").await];
    for room in rooms {
        bob.join(room).await;
    }
    let total = async || bob.me().await["unread_total"].as_u64().unwrap();
    for (room, messages) in rooms.into_iter().zip([3, 2, 1]) {
        for _ in 0..messages {
            alice.send(room, "x").await;
        }
    }
    assert_eq!(total().await, 6);
    bob.read_room(rooms[1]).await;
    assert_eq!(total().await, 4);
    bob.leave(rooms[0]).await;
    assert_eq!(total().await, 1);
    bob.join(rooms[0]).await;
    assert_eq!(total().await, 1, "joining begins at the newest message");
}
