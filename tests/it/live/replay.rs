//! The replay of missed messages after `since`.

use roomcast_tests::world::World;
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn since_replays_the_missed_messages() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let alice = world.user("alice");
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let mut ids = Vec::new();
    for n in 1..=120 {
        ids.push(alice.send(room, &n.to_string()).await["id"].as_u64().unwrap());
    }
    let connect = async |since: u64| alice.connect_since(room, since).await.up_to_live().await;
    let frames = connect(ids[117]).await;
    assert_eq!(kinds(&frames), ["connection_established", "chat_message", "chat_message", "live"]);
    assert_eq!(
        (frames[1]["message"]["id"].as_u64(), frames[1]["replayed"].as_bool()),
        (Some(ids[118]), Some(true))
    );
    let frames = connect(0).await;
    assert_eq!(frames.len(), 103);
    let seqs: Vec<_> = frames[1..101].iter().map(|frame| frame["message"]["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=100).collect::<Vec<u64>>());
    assert_eq!(frames[101], json!({"type": "replay_truncated", "room_id": room, "after": ids[99]}));
    assert_eq!(frames[102]["last_seq"], 120);
    assert_eq!(kinds(&connect(ids[119]).await), ["connection_established", "live"]);
    assert_eq!(kinds(&connect(ids[119] + 500).await), ["connection_established", "live"]);
    let foreign = alice.send(other, "x").await["id"].as_u64().unwrap();
    for since in [foreign.to_string(), "abc".to_owned(), "-1".to_owned(), "5".to_owned()] {
        alice.refused_connection(&format!("chat/{room}/?since={since}"), 400, "invalid_query").await;
    }
}

#[tokio::test]
async fn a_replay_while_others_send_has_no_gap_and_no_double() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let room = alice.room_with("public", [&bob]).await;
    let sender = tokio::spawn(async move {
        for n in 0..150 {
            alice.send(room, &n.to_string()).await;
        }
    });
    for _ in 0..8 {
        let mut socket = bob.connect_since(room, 0).await;
        let mut seqs = Vec::new();
        let mut truncated = 0;
        while seqs.len() < 20 && truncated == 0 {
            let frame = socket.any().await.unwrap();
            match frame["type"].as_str().unwrap() {
                "chat_message" => seqs.push(frame["message"]["seq"].as_u64().unwrap()),
                "replay_truncated" => truncated = frame["after"].as_u64().unwrap(),
                _ => {}
            }
        }
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
    }
    sender.await.unwrap();
}

#[tokio::test]
async fn a_replayed_message_shows_its_edit_or_deletion() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let (edited, deleted) = (alice.send(room, "a").await, alice.send(room, "b").await);
    alice.edit(&edited["id"], "A").await;
    alice.delete_message(&deleted["id"]).await;
    let mut socket = alice.connect_since(room, 0).await;
    let (first, second) = (socket.next("chat_message").await, socket.next("chat_message").await);
    assert_eq!((&first["replayed"], &second["replayed"]), (&json!(true), &json!(true)));
    assert_eq!((&first["message"]["content"], &first["message"]["is_edited"]), (&json!("A"), &json!(true)));
    assert_eq!(second["message"]["content"], "[消息已删除]");
    assert_eq!(second["message"]["is_deleted"], true);
}
