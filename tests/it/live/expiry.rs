//! Connections whose token expires.

use roomcast_tests::world::{World, is_gateway, now_s, outlive, token};
use serde_json::json;

/// The life of a token that expires during a test, in seconds: long enough to connect with it.
const BRIEF_S: u64 = 4;

#[tokio::test]
async fn an_expired_token_closes_at_the_next_frame_in_either_direction() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let expires_s = now_s() + BRIEF_S;
    let brief = world.bearer(&token(json!({"user_id": alice.id + 1_000, "exp": expires_s})));
    let (mut listening, mut speaking) = (brief.connect(room).await, brief.connect(room).await);
    outlive(expires_s).await;
    speaking.say(json!({"type": "ping"})).await;
    assert_eq!(speaking.next("closed").await["reason"], "expired");
    assert!(is_gateway() || speaking.closed().await == Some(4001));
    alice.send(room, "x").await;
    let frame = listening.next("closed").await;
    assert_eq!(frame["reason"], "expired");
    assert!(is_gateway() || listening.closed().await == Some(4001));
}

#[tokio::test]
async fn an_expired_token_closes_the_notification_channel() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    let expires_s = now_s() + BRIEF_S;
    let brief = world.bearer(&token(json!({"user_id": bob.id, "exp": expires_s})));
    let mut channel = brief.notification_channel().await;
    outlive(expires_s).await;
    alice.invite(room, &bob).await;
    assert_eq!(channel.next("closed").await["reason"], "expired");
    channel.closed().await;
}

#[tokio::test]
async fn a_connection_with_an_expired_token_receives_no_read_frame() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "x").await["id"].clone();
    for n in 0..8 {
        world.user(&format!("m{n}")).join(room).await; // with 10 members, `read` frames go to the reader only
    }
    let expires_s = now_s() + BRIEF_S;
    let brief = world.bearer(&token(json!({"user_id": bob.id, "exp": expires_s})));
    let mut socket = brief.connect(room).await;
    outlive(expires_s).await;
    bob.read(&id).await;
    assert_eq!(socket.any().await.unwrap()["reason"], "expired");
}
