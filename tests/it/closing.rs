//! What ends a connection, and what does not.

use roomcast_tests::world::{World, now_s, outlive, token};
use serde_json::{Value, json};

use crate::kinds;

/// How long a token lives that is to expire in a test, in seconds: long enough to connect with it.
const BRIEF_S: u64 = 4;

#[tokio::test]
async fn a_banned_watcher_is_out_at_once() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let mut watching = bob.connect(room).await;
    alice.change(room, &bob, json!({"is_banned": true})).await;
    assert_eq!(watching.next("closed").await["reason"], "banned");
    watching.closed().await;
}

#[tokio::test]
async fn a_removed_member_of_a_private_room_hears_no_more() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("private").await;
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    bob.join(room).await;
    let mut socket = bob.connect(room).await;
    alice.delete(&format!("rooms/{room}/members/{}/", bob.id)).await.expect(200);
    alice.send(room, "behind the back").await;
    loop {
        let frame = socket.any().await.expect("told before it is closed");
        assert_ne!(frame["type"], "chat_message", "{frame}");
        if frame["type"] == "closed" {
            assert_eq!(frame["reason"], "removed");
            break;
        }
    }
    socket.closed().await;
    let (status, _) = bob.try_connect(&format!("chat/{room}/")).await.err().unwrap();
    assert_eq!(status, 404);
}

#[tokio::test]
async fn leaving_closes_the_connections_to_that_room_only() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    bob.join(room).await;
    bob.join(other).await;
    let (mut gone, mut kept) = (bob.connect(room).await, bob.connect(other).await);
    let mut channel = bob.try_connect("notifications/").await.unwrap();
    channel.next("live").await;
    bob.leave(room).await;
    assert_eq!(gone.next("closed").await["reason"], "left");
    alice.send(other, "x").await;
    kept.next("chat_message").await;
    channel.say(json!({"type": "ping"})).await;
    channel.next("pong").await;
}

#[tokio::test]
async fn the_eleventh_connection_counts_per_room() {
    let world = World::any().await;
    let alice = world.user("alice");
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
async fn an_expired_token_ends_the_notification_channel_too() {
    let world = World::any().await;
    let (alice, id) = (world.user("alice"), world.user("brief").id);
    let room = alice.room("private").await;
    let expires_s = now_s() + BRIEF_S;
    let brief = world.bearer(&token(json!({"user_id": id, "exp": expires_s})));
    let mut channel = brief.try_connect("notifications/").await.unwrap();
    channel.next("live").await;
    outlive(expires_s).await;
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": id})).await.expect(200);
    assert_eq!(channel.next("closed").await["reason"], "expired");
    channel.closed().await;
}

#[tokio::test]
async fn an_expired_token_hears_nothing_of_its_users_reading() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let id = alice.send(room, "x").await["id"].clone();
    for n in 0..8 {
        world.user(&format!("m{n}")).join(room).await; // reading is told to the reader alone
    }
    let expires_s = now_s() + BRIEF_S;
    let brief = world.bearer(&token(json!({"user_id": bob.id, "exp": expires_s})));
    let mut socket = brief.connect(room).await;
    outlive(expires_s).await;
    bob.post(&format!("messages/{id}/read/"), Value::Null).await.expect(200);
    assert_eq!(socket.any().await.unwrap()["reason"], "expired");
}
