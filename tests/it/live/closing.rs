//! Connections that the server closes: too many, silent or old ones.

use std::time::Duration;

use roomcast_tests::world::World;

use crate::kinds;

#[tokio::test]
async fn an_eleventh_connection_closes_the_oldest() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut sockets = Vec::new();
    for _ in 0..11 {
        sockets.push(alice.connect(room).await);
    }
    assert_eq!(sockets[0].next("closed").await["reason"], "replaced");
    sockets[1].ping().await;
}

#[tokio::test]
async fn the_eleventh_connection_counts_per_room() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(alice.connect(room).await);
    }
    let mut elsewhere = alice.connect(other).await;
    for socket in &mut sockets {
        assert!(kinds(&socket.so_far().await).is_empty(), "ten may stay");
    }
    elsewhere.so_far().await;
    let mut eleventh = alice.connect(room).await;
    assert_eq!(sockets[0].next("closed").await["reason"], "replaced");
    alice.send(room, "x").await;
    eleventh.next("chat_message").await;
    sockets[9].next("chat_message").await;
}

#[tokio::test]
async fn a_silent_connection_is_closed_and_so_is_an_old_one() {
    let Some(world) = World::local(&[("WS_IDLE_SECONDS", "2"), ("WS_LIFE_SECONDS", "7")]).await else {
        return;
    };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let (mut idle, mut busy) = (alice.connect(room).await, alice.connect(room).await);
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        busy.ping().await;
    }
    assert_eq!(idle.closed().await, Some(1001));
    assert_eq!(busy.closed().await, Some(1001));
}

#[tokio::test]
async fn the_close_code_says_whether_to_come_back() {
    let Some(world) = World::local(&[]).await else { return };
    let [alice, bob, carol, dave] = world.users(["alice", "bob", "carol", "dave"]);
    let room = alice.room_with("public", [&bob, &carol, &dave]).await;
    let mut sockets = [bob.connect(room).await, carol.connect(room).await, dave.connect(room).await];
    bob.leave(room).await;
    alice.remove(room, &carol).await;
    alice.ban(room, &dave).await;
    for (socket, reason) in sockets.iter_mut().zip(["left", "removed", "banned"]) {
        assert_eq!(socket.next("closed").await["reason"], reason);
        assert_eq!(socket.closed().await, Some(4003), "{reason}");
    }
    let mut watching = bob.connect(room).await;
    alice.leave(room).await;
    assert_eq!(watching.next("closed").await["reason"], "room_closed");
    assert_eq!(watching.closed().await, Some(4003));
    let mut oldest = alice.notification_channel().await;
    let mut others = Vec::new();
    for _ in 0..10 {
        others.push(alice.notification_channel().await);
    }
    assert_eq!(oldest.next("closed").await["reason"], "replaced");
    assert_eq!(oldest.closed().await, Some(4008));
}
