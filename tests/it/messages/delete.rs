//! `DELETE messages/{id}/delete/`.

use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_deletion_keeps_the_message_without_its_content_for_good() {
    let (world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let body =
        json!({"content": "oops", "file_url": "https://example.com/a", "file_name": "a", "file_size": 1});
    let id = bob.send_body(room, body).await["id"].clone();
    let mut socket = carol.connect(room).await;
    carol.try_delete_message(&id).await.refused(403, "not_the_sender");
    for _ in 0..2 {
        assert_eq!(bob.try_delete_message(&id).await.expect(200), json!({"message": "消息已删除"}));
    }
    let frame = socket.next("message_deleted").await;
    assert_eq!(
        (&frame["message_id"], frame["room_id"].as_u64(), frame["seq"].as_u64()),
        (&id, Some(room), Some(1))
    );
    let shown = carol.history(room, "").await["messages"][0].clone();
    assert_eq!(
        (shown["content"].as_str(), shown["is_deleted"].as_bool()),
        (Some("[消息已删除]"), Some(true))
    );
    assert_eq!(
        (&shown["file_url"], &shown["file_name"], &shown["file_size"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(carol.listed(room).await.unwrap()["last_message"]["content"], "[消息已删除]");
    bob.try_edit(&id, json!({"content": "again"})).await.refused(409, "message_deleted");
    let moderated = bob.send(room, "rude").await["id"].clone();
    alice.delete_message(&moderated).await;
    world.user("x").delete("messages/134217729000/delete/").await.refused(404, "message_not_found");
    assert_eq!(carol.history(room, "").await["total"], 2, "deleted ones count");
}

#[tokio::test]
async fn a_deleted_message_keeps_its_place() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let first = alice.send(room, "x").await;
    alice.delete_message(&first["id"]).await;
    let gone = alice.message(&first["id"]).await;
    assert_eq!((&gone["seq"], &gone["created_at"]), (&first["seq"], &first["created_at"]));
    assert_eq!((gone["is_deleted"].as_bool(), gone["content"].as_str()), (Some(true), Some("[消息已删除]")));
    assert_eq!(alice.send(room, "y").await["seq"], 2);
}

#[tokio::test]
async fn a_former_member_can_delete_but_not_edit_in_a_public_room_only() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for (kind, deleted, edited) in [("public", 200, 403), ("private", 404, 404)] {
        let room = alice.room(kind).await;
        alice.invite(room, &bob).await;
        bob.join(room).await;
        let id = bob.send(room, "mine").await["id"].clone();
        bob.leave(room).await;
        bob.try_edit(&id, json!({"content": "y"})).await.expect(edited);
        bob.try_delete_message(&id).await.expect(deleted);
    }
}
