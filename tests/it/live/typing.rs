//! `typing` frames.

use roomcast_tests::world::World;
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn typing_reaches_the_other_users() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let (mut one, mut own, mut two) =
        (alice.connect(room).await, alice.connect(room).await, bob.connect(room).await);
    one.say(json!({"type": "typing", "is_typing": true})).await;
    let frame = two.next("typing").await;
    assert_eq!((frame["user"]["id"].as_u64(), frame["is_typing"].as_bool()), (Some(alice.id), Some(true)));
    for socket in [&mut one, &mut own] {
        assert!(!kinds(&socket.so_far().await).contains(&"typing"));
    }
}

#[tokio::test]
async fn typing_stays_in_its_room() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let (mut here, mut there) = (alice.connect(room).await, bob.connect(other).await);
    here.say(json!({"type": "typing", "is_typing": true})).await;
    here.say(json!({"type": "chat_message", "content": "x"})).await;
    here.next("chat_message").await;
    assert_eq!(kinds(&there.so_far().await), Vec::<&str>::new());
}
