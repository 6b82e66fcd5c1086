//! The frame `token`: a newer token on an open socket.

use roomcast_tests::world::{World, now_s, outlive, token};
use serde_json::json;

/// The life of a token that expires during a test, in seconds: long enough to connect with it.
const BRIEF_S: u64 = 4;

#[tokio::test]
async fn a_renewed_token_keeps_every_kind_of_socket_open() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let bob = alice.id + 1_000_000;
    let expires_s = now_s() + BRIEF_S;
    let brief = world.bearer(&token(json!({"user_id": bob, "username": "bob", "exp": expires_s})));
    brief.join(room).await;
    let mut own = brief.user_socket().await;
    own.subscribe(room).await;
    let (mut unsubscribed, mut room_socket) = (brief.user_socket().await, brief.connect(room).await);
    let mut channel = brief.notification_channel().await;
    let newer = token(json!({"user_id": bob, "username": "robert", "exp": now_s() + 3_600}));
    for socket in [&mut own, &mut unsubscribed, &mut room_socket, &mut channel] {
        socket.say(json!({"type": "token", "token": newer})).await;
        let accepted = socket.next("token_accepted").await;
        assert!(accepted["expires_at"].as_str().unwrap().ends_with('Z'), "{accepted}");
    }
    outlive(expires_s).await;
    for n in 1..=2 {
        alice.send(room, "@robert @bob").await;
        assert_eq!(own.next("chat_message").await["message"]["seq"], n);
        assert_eq!(unsubscribed.next("activity").await["last_seq"], n);
        assert_eq!(room_socket.next("chat_message").await["message"]["seq"], n);
        channel.next("notification").await;
    }
    own.say(json!({"type": "chat_message", "room_id": room, "content": "mine"})).await;
    let mine = own.next("chat_message").await;
    assert_eq!(mine["message"]["sender"]["username"], "robert", "the names of the newer token");
    for socket in [&mut unsubscribed, &mut room_socket, &mut channel] {
        socket.ping().await;
    }
}

#[tokio::test]
async fn a_token_that_does_not_fit_leaves_the_old_one_in_its_place() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let (mut own, mut room_socket) = (alice.user_socket().await, alice.connect(room).await);
    for socket in [&mut own, &mut room_socket] {
        let expired = token(json!({"user_id": alice.id, "exp": now_s() - 1}));
        for (offered, code) in [
            (json!({"type": "token", "token": bob.token}), "other_user"),
            (json!({"type": "token", "token": expired}), "token_expired"),
            (json!({"type": "token", "token": "nonsense"}), "token_malformed"),
            (json!({"type": "token", "token": ""}), "token_missing"),
            (json!({"type": "token"}), "invalid_field"),
            (json!({"type": "token", "token": 7}), "invalid_field"),
        ] {
            assert_eq!(socket.error(offered.clone()).await["code"], code, "{offered}");
        }
        socket.ping().await;
    }
    if let Some(world) = World::local(&[("WS_ALLOW_ANONYMOUS", "true")]).await {
        let alice = world.user("alice");
        let room = alice.room("public").await;
        let mut guest = world.bearer("").open(&format!("chat/{room}/"), &[]).await.unwrap();
        let error = guest.error(json!({"type": "token", "token": alice.token})).await;
        assert_eq!(error["code"], "other_user", "a guest is nobody");
    }
    drop(world);
}
