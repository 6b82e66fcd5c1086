//! `rooms/{id}/…` for users who may not see the room.

use roomcast_tests::world::World;
use serde_json::json;

use crate::ids;

#[tokio::test]
async fn a_hidden_room_is_answered_like_a_missing_one() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for kind in ["private", "group"] {
        let room = alice.room(kind).await;
        for path in ["", "members/", "messages/"] {
            let hidden = bob.get(&format!("rooms/{room}/{path}")).await;
            let missing = bob.get(&format!("rooms/33000000/{path}")).await;
            assert_eq!((hidden.status, hidden.body), (404, missing.body));
        }
        bob.try_join(room).await.refused(404, "room_not_found");
        assert!(!ids(bob.get("rooms/").await.expect(200).as_array().unwrap()).contains(&room));
        assert!(ids(alice.get("rooms/").await.expect(200).as_array().unwrap()).contains(&room));
    }
}

#[tokio::test]
async fn a_message_to_a_hidden_room_is_answered_like_one_to_a_missing_room() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let hidden = alice.room("private").await;
    let inside = alice.send(hidden, "x").await["id"].clone();
    let missing = (1_u64 << 25) - 1;
    for body in [
        json!({"content": "x", "reply_to": inside}),
        json!({"content": "x", "reply_to": 1}),
        json!({"content": ""}),
        json!({"content": "x"}),
    ] {
        for room in [hidden, missing] {
            let answer = bob.try_send(room, body.clone()).await;
            answer.refused(404, "room_not_found");
        }
    }
}
