//! The handshake: tokens and refusals.

use roomcast_tests::world::{World, now_s, token};
use serde_json::json;

#[tokio::test]
async fn a_token_is_read_from_subprotocol_query_or_header() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("private").await;
    let bearer = format!("Bearer {}", alice.token);
    for (path, headers) in [
        (format!("chat/{room}/?token={}", alice.token), vec![]),
        (format!("chat/{room}/"), vec![("authorization", bearer.as_str())]),
    ] {
        let mut socket = alice.open(&path, &headers).await.unwrap();
        assert_eq!(
            (socket.next("live").await["last_seq"].as_u64(), socket.protocol.clone()),
            (Some(0), None)
        );
    }
    world.user("bob").refused_connection(&format!("chat/{room}/"), 404, "room_not_found").await;
    let (status, _) = alice.try_connect("chat/abc/").await.err().unwrap();
    assert_eq!(status, 404);
}

#[tokio::test]
async fn the_subprotocol_is_answered_as_it_was_spelled() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for spelled in ["bearer", "Bearer", "BEARER"] {
        let protocols = format!("{spelled}, {}", alice.token);
        let socket = alice.open(&format!("chat/{room}/"), &[("sec-websocket-protocol", &protocols)]).await;
        assert_eq!(socket.unwrap().protocol.as_deref(), Some(spelled));
    }
}

#[tokio::test]
async fn a_handshake_is_refused_with_a_sentence_and_a_code() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (public, private) = (alice.room("public").await, alice.room("private").await);
    alice.ban(public, &bob).await;
    bob.refused_connection(&format!("chat/{private}/"), 404, "room_not_found").await;
    bob.refused_connection("chat/33000000/", 404, "room_not_found").await;
    bob.refused_connection(&format!("chat/{public}/"), 403, "banned").await;
    world.bearer("x").refused_connection("chat/1/", 401, "token_malformed").await;
    let expired = token(json!({"user_id": 1, "exp": now_s() - 60}));
    world.bearer(&expired).refused_connection("chat/1/", 401, "token_expired").await;
    for since in ["x", "-1", "1.5", "", "99999999999999999999"] {
        let path = format!("chat/{public}/?since={since}");
        alice.refused_connection(&path, 400, "invalid_query").await;
    }
}
