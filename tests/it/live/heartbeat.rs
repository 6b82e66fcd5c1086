//! What keeps a connection open: pings of the server, and heartbeats of clients.

use std::time::{Duration, Instant};

use roomcast_tests::world::World;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn the_bare_text_ping_is_answered_by_the_bare_text_pong() {
    let (_world, [alice]) = World::with(["alice"]).await;
    for mut socket in [alice.connect(alice.room("public").await).await, alice.notification_channel().await] {
        socket.raw(Message::text("ping")).await;
        assert_eq!(socket.next_message().await, Message::text("pong"));
        socket.raw(Message::text("\"ping\"")).await;
        assert_eq!(socket.next("error").await["code"], "invalid_json", "other texts stay errors");
    }
}

#[tokio::test]
async fn the_server_pings_a_quiet_and_a_busy_connection() {
    let Some(world) = World::local(&[("WS_PING_SECONDS", "1")]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let (mut quiet, mut busy) = (alice.connect(room).await, alice.notification_channel().await);
    let opened = Instant::now();
    for _ in 0..2 {
        assert!(matches!(quiet.next_message().await, Message::Ping(_)));
        busy.ping().await;
    }
    assert!(opened.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn answering_pings_does_not_keep_an_idle_connection_open() {
    let Some(world) = World::local(&[("WS_PING_SECONDS", "1"), ("WS_IDLE_SECONDS", "3")]).await else {
        return;
    };
    let alice = world.user("alice");
    let mut idle = alice.connect(alice.room("public").await).await;
    assert_eq!(idle.closed().await, Some(1001));
}
