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
