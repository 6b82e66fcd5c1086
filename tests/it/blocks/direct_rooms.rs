//! Direct rooms of two users of whom one has blocked the other.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn neither_of_the_two_reaches_the_other_and_both_read_on() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.direct(&bob).await;
    let named = json!({"content": "of alice", "client_message_id": "k"});
    let mine = alice.send_body(room, named.clone()).await;
    let other = bob.send(room, "of bob").await;
    let mut socket = bob.connect(room).await;
    alice.block(&bob).await;
    for (user, own) in [(&alice, &mine), (&bob, &other)] {
        user.try_send(room, json!({"content": "x"})).await.refused(403, "blocked");
        user.try_edit(&own["id"], json!({"content": "y"})).await.refused(403, "blocked");
        user.try_react(&mine["id"], "👍", true).await.refused(403, "blocked");
        user.try_pin(&mine["id"], true).await.refused(403, "blocked");
        assert_eq!(user.history(room, "").await["messages"].as_array().unwrap().len(), 2);
        user.read(&other["id"]).await;
    }
    for frame in
        [json!({"type": "chat_message", "content": "x"}), json!({"type": "typing", "is_typing": true})]
    {
        assert_eq!(socket.error(frame).await["code"], "blocked");
    }
    alice.try_send(room, named).await.expect(200);
    assert_eq!(bob.direct(&alice).await, room, "opening it again tells nothing");
    bob.delete_message(&other["id"]).await;
    alice.unblock(&bob).await;
    bob.send(room, "again").await;
    alice.edit(&mine["id"], "edited").await;
}

#[tokio::test]
async fn a_shared_room_is_as_before() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("private", [&bob]).await;
    alice.block(&bob).await;
    let sent = bob.send(room, "hello").await;
    bob.react(&sent["id"], "👍").await;
    assert_eq!(alice.history(room, "").await["messages"][0]["content"], "hello");
}
