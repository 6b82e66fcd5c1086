//! The first frames of a connection.

use roomcast_tests::world::World;
use serde_json::json;

use crate::{keys, kinds, words};

#[tokio::test]
async fn a_connection_gets_a_greeting_then_live() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let id = alice.send(room, "x").await["id"].clone();
    let _there = bob.connect(room).await;
    let mut socket = alice.try_connect(&format!("chat/{room}")).await.unwrap();
    assert_eq!(socket.protocol.as_deref(), Some("bearer"));
    let frames = socket.up_to_live().await;
    assert_eq!(kinds(&frames), ["connection_established", "live"]);
    assert_eq!(keys(&frames[0]), words("type message user room_id last_message_id last_seq online_user_ids"));
    assert_eq!(
        (frames[0]["message"].as_str(), &frames[0]["last_message_id"], frames[0]["last_seq"].as_u64()),
        (Some("连接成功"), &id, Some(1))
    );
    assert!(frames[0]["online_user_ids"].as_array().unwrap().contains(&json!(bob.id)));
    assert_eq!(frames[1], json!({"type": "live", "room_id": room, "last_seq": 1}));
}

#[tokio::test]
async fn the_first_frame_is_the_greeting_even_while_others_send() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let sending = async {
        for _ in 0..40 {
            alice.send(room, "x").await;
        }
    };
    let connecting = async {
        for _ in 0..8 {
            let mut socket = bob.try_connect(&format!("chat/{room}/")).await.unwrap();
            let greeting = socket.any().await.unwrap();
            assert_eq!(greeting["type"], "connection_established");
            assert_eq!((greeting["room_id"].as_u64(), &greeting["user"]["id"]), (Some(room), &json!(bob.id)));
            let live = socket.next("live").await["last_seq"].as_u64().unwrap();
            let next = socket.next("chat_message").await["message"]["seq"].as_u64().unwrap();
            assert_eq!(next, live + 1, "everything after the live frame arrives");
            if next > 30 {
                break;
            }
        }
    };
    futures_util::join!(sending, connecting);
}
