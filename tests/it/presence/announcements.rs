//! `user_join` and `user_leave` frames.

use std::time::Duration;

use roomcast_tests::world::World;
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn the_first_connection_and_the_last_are_announced() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let mut watching = alice.connect(room).await;
    let first = bob.connect(room).await;
    assert_eq!(watching.next("user_join").await["user"]["id"], bob.id);
    let mut second = bob.connect(room).await;
    second.say(json!({"type": "user_join"})).await;
    assert_eq!(watching.next("user_join").await["user"]["id"], bob.id, "announced again");
    second.say(json!({"type": "user_join"})).await;
    second.say(json!({"type": "user_leave"})).await;
    assert_eq!(kinds(&[watching.any().await.unwrap()]), ["user_leave"], "a repeat within 5 s is ignored");
    drop(first);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(kinds(&watching.so_far().await), Vec::<&str>::new());
    drop(second);
    assert_eq!(watching.next("user_leave").await["user"]["id"], bob.id);
}

#[tokio::test]
async fn membership_and_presence_are_announced_apart() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    bob.join(room).await;
    assert_eq!(kinds(&socket.so_far().await), ["member_joined"], "joined, but not here");
    bob.join(room).await;
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new(), "a second join changes nothing");
    let there = bob.connect(room).await;
    assert_eq!(socket.next("user_join").await["user"]["username"], "bob");
    bob.leave(room).await;
    let frames = [socket.any().await.unwrap(), socket.any().await.unwrap()];
    let mut told = kinds(&frames);
    told.sort_unstable();
    assert_eq!(told, ["member_left", "user_leave"]);
    assert!(frames.iter().all(|frame| frame["user"]["id"] == bob.id));
    drop(there);
}

#[tokio::test]
async fn ones_own_presence_and_typing_are_not_announced_to_oneself() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let (mut first, mut other) = (alice.connect(room).await, bob.connect(room).await);
    first.next("user_join").await;
    let mut second = alice.connect(room).await;
    for frame in [
        json!({"type": "typing", "is_typing": true}),
        json!({"type": "typing", "is_typing": false}),
        json!({"type": "user_join"}),
        json!({"type": "user_leave"}),
    ] {
        second.say(frame).await;
    }
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(other.any().await.unwrap());
    }
    assert_eq!(kinds(&told), ["typing", "typing", "user_join", "user_leave"]);
    assert_eq!((&told[0]["is_typing"], &told[1]["is_typing"]), (&json!(true), &json!(false)));
    for socket in [&mut first, &mut second] {
        assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new());
    }
}
