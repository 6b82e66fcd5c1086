//! `read` frames.

use roomcast_tests::world::World;
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn reading_is_announced_to_the_reader_and_in_small_rooms_to_all() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "x").await["id"].clone();
    let (mut own, mut other, mut asking) =
        (bob.connect(room).await, alice.connect(room).await, bob.connect(room).await);
    asking.say(json!({"type": "read", "message_id": id})).await;
    for socket in [&mut own, &mut other] {
        let frame = socket.next("read").await;
        assert_eq!((frame["user"]["id"].as_u64(), &frame["message_id"]), (Some(bob.id), &id));
    }
    assert!(!kinds(&asking.so_far().await).contains(&"read"));
    for n in 0..7 {
        world.user(&format!("extra{n}")).join(room).await;
    }
    let id = alice.send(room, "y").await["id"].clone();
    bob.read(&id).await;
    assert_eq!(own.next("read").await["message_id"], id);
    assert!(!kinds(&other.so_far().await).contains(&"read"), "9 members");
}

#[tokio::test]
async fn every_way_of_reading_reaches_the_other_connections_of_the_reader() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.connect(room).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(alice.send(room, "x").await["id"].clone());
    }
    bob.read(&ids[0]).await;
    assert_eq!(socket.next("read").await["message_id"], ids[0]);
    bob.read_room(room).await;
    let frame = socket.next("read").await;
    assert_eq!((&frame["message_id"], &frame["user"]["id"]), (&ids[2], &json!(bob.id)));
    bob.send(room, "sending is not told").await;
    assert!(!kinds(&socket.so_far().await).contains(&"read"));
}
