//! Concurrent connections.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::{Socket, World};
use serde_json::Value;

/// Reads up to a frame of this kind, or to the `closed` of a replaced connection, or to its end if
/// that was read before: whether the frame came.
async fn until(socket: &mut Socket, kind: &str) -> bool {
    while let Some(frame) = socket.any().await {
        if frame["type"] == kind {
            return true;
        }
        if frame["type"] == "closed" {
            assert_eq!(frame["reason"], "replaced");
            return false;
        }
    }
    assert!(socket.was_closed(), "closed without a word");
    false
}

#[tokio::test]
async fn presence_ends_with_a_leave_after_concurrent_connections() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let mut watching = alice.connect(room).await;
    let mut last = Value::Null;
    for _ in 0..5 {
        let sockets = join_all((0..4).map(|_| bob.connect(room))).await;
        let closing = sockets.into_iter().map(|socket| tokio::spawn(async move { drop(socket) }));
        join_all(closing).await;
    }
    bob.send(room, "the end").await;
    loop {
        let frame = watching.any().await.unwrap();
        match frame["type"].as_str().unwrap() {
            "user_join" | "user_leave" => last = frame["type"].clone(),
            _ => {}
        }
        let members = alice.members(room).await;
        let online = members.iter().any(|m| m["id"] == bob.id && m["is_online"] == true);
        if !online && last == "user_leave" {
            break;
        }
    }
}

#[tokio::test]
async fn fifteen_concurrent_connections_end_as_ten() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let path = format!("chat/{room}/");
    let opened = join_all((0..15).map(|_| alice.try_connect(&path))).await;
    let mut sockets: Vec<Socket> = opened.into_iter().map(Result::unwrap).collect();
    for socket in &mut sockets {
        // Once all greetings have ended, only the last connection closes another one.
        until(socket, "live").await;
    }
    let mut last = alice.connect(room).await;
    alice.send(room, "x").await;
    last.next("chat_message").await;
    let mut reached = 0;
    for socket in &mut sockets {
        reached += usize::from(until(socket, "chat_message").await);
    }
    assert_eq!(reached, 9, "and the last one");
}

#[tokio::test]
async fn concurrent_connections_of_a_user_are_announced_once() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for _ in 0..10 {
        let room = alice.room("public").await;
        let mut watching = alice.connect(room).await;
        let path = format!("chat/{room}/");
        let opened = join_all((0..3).map(|_| bob.try_connect(&path))).await;
        let _open: Vec<Socket> = opened.into_iter().map(Result::unwrap).collect();
        assert_eq!(watching.next("user_join").await["user"]["id"], bob.id);
    }
}

#[tokio::test]
async fn users_who_connect_at_once_know_of_each_other() {
    let (world, [alice]) = World::with(["alice"]).await;
    for _ in 0..15 {
        let room = alice.room("public").await;
        let users: Vec<_> = (0..4).map(|n| world.user(&format!("u{n}"))).collect();
        let path = format!("chat/{room}/");
        let opened = join_all(users.iter().map(|user| user.try_connect(&path))).await;
        let mut sockets: Vec<Socket> = opened.into_iter().map(Result::unwrap).collect();
        for (socket, own) in sockets.iter_mut().zip(&users) {
            let mut missing: BTreeSet<u64> = users.iter().map(|user| user.id).collect();
            missing.remove(&own.id);
            while !missing.is_empty() {
                let frame = socket.any().await.unwrap_or_else(|| panic!("nobody told of {missing:?}"));
                if frame["type"] == "user_join" {
                    missing.remove(&frame["user"]["id"].as_u64().unwrap());
                }
                for online in frame["online_user_ids"].as_array().into_iter().flatten() {
                    missing.remove(&online.as_u64().unwrap());
                }
            }
        }
    }
}

#[tokio::test]
async fn concurrent_disconnects_of_a_user_are_one_leave() {
    let Some(world) = World::local(&[]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    for _ in 0..8 {
        let room = alice.room("public").await;
        let mut watching = alice.connect(room).await;
        let mut sockets = Vec::new();
        for _ in 0..4 {
            sockets.push(bob.connect(room).await);
        }
        let closing = sockets.into_iter().map(|socket| tokio::spawn(async move { drop(socket) }));
        join_all(closing).await;
        watching.next("user_leave").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        let more = watching.so_far().await;
        assert!(more.iter().all(|frame| frame["type"] != "user_leave"), "{more:#?}");
    }
}
