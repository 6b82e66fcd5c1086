//! `GET rooms/{id}/me/`.

use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_member_reads_role_mute_and_read_position() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    let standing = format!("rooms/{room}/me/");
    let created = alice.get(&standing).await.expect(200);
    let updated_at = created["updated_at"].clone();
    assert_eq!(
        created,
        json!({"role": "admin", "is_muted": false, "notify": "all", "last_read_message_id": null,
            "last_read_seq": 0, "unread_from_seq": null, "updated_at": updated_at})
    );
    alice.invite(room, &bob).await;
    bob.join(room).await;
    let message = alice.send(room, "x").await;
    let before = bob.get(&standing).await.expect(200);
    assert_eq!((&before["role"], &before["last_read_seq"]), (&json!("member"), &json!(0)));
    bob.post(&format!("messages/{}/read/", message["id"]), Value::Null).await.expect(200);
    alice.change(room, &bob, json!({"is_muted": true})).await;
    let after = bob.get(&standing).await.expect(200);
    assert_eq!(
        (&after["is_muted"], &after["last_read_message_id"], &after["last_read_seq"]),
        (&json!(true), &message["id"], &json!(1))
    );
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str(), "{before} {after}");
}

#[tokio::test]
async fn an_own_message_counts_as_read() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let message = alice.send(room, "x").await;
    assert_eq!(
        alice.get(&format!("rooms/{room}/me/")).await.expect(200)["last_read_message_id"],
        message["id"]
    );
}
