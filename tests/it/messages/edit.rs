//! `PATCH messages/{id}/`.

use std::time::Duration;

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn a_sender_edits_and_everybody_sees_it() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = bob.send(room, "helo").await["id"].clone();
    let mut socket = alice.connect(room).await;
    alice.try_edit(&id, json!({"content": "x"})).await.refused(403, "not_the_sender");
    for bad in [json!({}), json!({"content": " "}), json!({"content": "字".repeat(4_001)})] {
        bob.try_edit(&id, bad).await.refused(400, "invalid_field");
    }
    let edited = bob.edit(&id, "hello").await;
    assert_eq!((edited["content"].as_str(), edited["is_edited"].as_bool()), (Some("hello"), Some(true)));
    let frame = socket.next("message_updated").await;
    assert_eq!((&frame["message"]["id"], frame["message"]["content"].as_str()), (&id, Some("hello")));
    assert_eq!(alice.listed(room).await.unwrap()["last_message"]["content"], "hello");
    bob.leave(room).await;
    bob.try_edit(&id, json!({"content": "y"})).await.refused(403, "not_a_member");
}

#[tokio::test]
async fn an_edit_changes_only_the_text_and_mentions_nobody() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let first = alice.send(room, "x").await;
    let body = json!({"content": "helo", "reply_to": first["id"], "message_type": "file",
        "file_url": "https://example.com/a", "file_name": "a", "file_size": 3, "client_message_id": "c"});
    let sent = alice.send_body(room, body).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let edited =
        alice.try_edit(&sent["id"], json!({"content": "hello @bob", "file_name": "b"})).await.expect(200);
    for field in [
        "id",
        "seq",
        "sender",
        "created_at",
        "reply_to",
        "message_type",
        "file_url",
        "file_name",
        "file_size",
        "client_message_id",
    ] {
        assert_eq!(edited[field], sent[field], "{field}");
    }
    assert!(edited["updated_at"].as_str() > sent["updated_at"].as_str());
    assert_eq!(alice.message(&sent["id"]).await, edited);
    assert_eq!(bob.notification_types().await, ["message", "message"], "an edit makes no mention");
    alice.edit(&sent["id"], &"字".repeat(4_000)).await;
    for bad in [json!({"content": null}), json!({"content": 1}), json!({"content": "a\u{0}"})] {
        alice.try_edit(&sent["id"], bad).await.refused(400, "invalid_field");
    }
}
