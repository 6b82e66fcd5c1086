//! `?batch=1`: several frames as one.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::kinds;

/// Unpacks batches.
fn unpacked(frames: &[Value]) -> Vec<Value> {
    let unpack = |frame: &Value| match frame["frames"].as_array() {
        Some(frames) if frame["type"] == "batch" => frames.clone(),
        _ => vec![frame.clone()],
    };
    frames.iter().flat_map(unpack).collect()
}

#[tokio::test]
async fn a_replay_comes_in_as_few_frames_as_fit_on_any_socket() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for n in 1..=100 {
        alice.send(room, &format!("message number {n}")).await;
    }
    let mut room_socket = alice.try_connect(&format!("chat/{room}/?since=0&batch=1")).await.unwrap();
    let mut own = alice.user_socket_with("?batch=1").await;
    own.say(json!({"type": "subscribe", "room_id": room, "since": 0})).await;
    for (socket, first) in [(&mut room_socket, "connection_established"), (&mut own, "subscribed")] {
        let mut frames = Vec::new();
        while !kinds(&unpacked(&frames)).contains(&"live") {
            frames.push(socket.any().await.unwrap());
        }
        assert!(frames.len() <= 4, "{} frames", frames.len());
        assert!(frames.iter().all(|frame| frame.to_string().len() <= 32 * 1024));
        let frames = unpacked(&frames);
        let expected = [&[first][..], &["chat_message"; 100], &["live"]].concat();
        assert_eq!(kinds(&frames), expected);
        assert!(
            frames
                .iter()
                .filter(|f| f["type"] == "chat_message")
                .map(|f| &f["message"]["seq"])
                .eq((1..=100).map(|n| json!(n)).collect::<Vec<_>>().iter())
        );
    }
}

#[tokio::test]
async fn a_frame_that_is_too_large_for_a_batch_goes_alone() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for _ in 0..3 {
        alice.send(room, &format!("x{}", "\u{1}".repeat(3_999))).await; // 24 kB as JSON
    }
    let mut socket = alice.try_connect(&format!("chat/{room}/?since=0&batch=1")).await.unwrap();
    let mut frames = Vec::new();
    while !kinds(&unpacked(&frames)).contains(&"live") {
        frames.push(socket.any().await.unwrap());
    }
    assert_eq!(unpacked(&frames).len(), 5);
    assert!(frames.iter().all(|frame| frame.to_string().len() <= 32 * 1024));
}

#[tokio::test]
async fn without_it_every_frame_comes_alone() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    alice.send(room, "one").await;
    let mut socket = alice.user_socket().await;
    let frames = socket.subscribe_since(room, 0).await;
    assert_eq!(kinds(&frames), ["subscribed", "chat_message", "live"]);
}
