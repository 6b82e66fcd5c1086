//! `POST rooms/{id}/leave/`.

use futures_util::future::join_all;
use roomcast_tests::world::{World, is_gateway};
use serde_json::Value;

#[tokio::test]
async fn a_former_member_is_out_and_cannot_leave_again() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    bob.leave(room).await;
    bob.try_leave(room).await.refused(400, "not_in_room");
    let detail = bob.detail(room).await;
    assert_eq!((detail["is_member"].as_bool(), detail["member_count"].as_u64()), (Some(false), Some(1)));
    assert_eq!((&detail["last_read_message_id"], detail["unread_count"].as_u64()), (&Value::Null, Some(0)));
    assert!(bob.listed(room).await.is_none());
    bob.join(room).await;
    assert_eq!(alice.detail(room).await["member_count"], 2);
}

#[tokio::test]
async fn leaving_closes_ones_connections() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let (mut one, mut two) = (bob.connect(room).await, bob.connect(room).await);
    bob.leave(room).await;
    for socket in [&mut one, &mut two] {
        assert_eq!(socket.next("closed").await["reason"], "left");
        assert!(is_gateway() || socket.closed().await == Some(4003));
    }
}

#[tokio::test]
async fn leaving_closes_the_connections_to_that_room_only() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    bob.join(room).await;
    bob.join(other).await;
    let (mut gone, mut kept) = (bob.connect(room).await, bob.connect(other).await);
    let mut channel = bob.notification_channel().await;
    bob.leave(room).await;
    assert_eq!(gone.next("closed").await["reason"], "left");
    alice.send(other, "x").await;
    kept.next("chat_message").await;
    channel.ping().await;
}

#[tokio::test]
async fn a_message_sent_after_a_leave_reaches_no_connection_of_the_former_member() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("group", [&bob]).await;
    let mut sockets = join_all((0..5).map(|_| bob.connect(room))).await;
    bob.leave(room).await;
    alice.send(room, "for members").await;
    for socket in &mut sockets {
        while let Some(frame) = socket.any().await {
            assert_ne!(frame["type"], "chat_message");
        }
    }
}

#[tokio::test]
async fn a_refused_leave_keeps_the_connection_of_a_watcher() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let mut socket = bob.connect(room).await;
    bob.try_leave(room).await.refused(400, "not_in_room");
    alice.send(room, "still there?").await;
    assert_eq!(socket.next("chat_message").await["message"]["content"], "still there?");
}
