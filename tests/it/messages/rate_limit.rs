//! The limit of messages in 10 seconds.

use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn a_message_over_the_rate_limit_is_refused_until_the_window_ends() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "5")]).await else { return };
    let alice = world.user("alice");
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let sends =
        (0..12).map(|n| alice.try_send(room, json!({"content": "x", "client_message_id": format!("k{n}")})));
    let answers = join_all(sends).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 5);
    let refused = answers.into_iter().find(|answer| answer.status != 201).unwrap();
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait));
    refused.refused(429, "rate_limited");
    alice.send(other, "another room").await;
    let mut socket = alice.connect(room).await;
    let error =
        socket.error(json!({"type": "chat_message", "content": "x", "client_message_id": "late"})).await;
    assert_eq!(
        (error["code"].as_str(), error["client_message_id"].as_str()),
        (Some("rate_limited"), Some("late"))
    );
    let repeated = alice.history(room, "").await["messages"][0]["client_message_id"].clone();
    alice.try_send(room, json!({"content": "x", "client_message_id": repeated})).await.expect(200);
    tokio::time::sleep(Duration::from_secs(wait)).await;
    alice.send(room, "later").await;
}

#[tokio::test]
async fn the_rate_limit_counts_rest_and_socket_together_and_users_apart() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "4")]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    for n in 0..4 {
        if n % 2 == 0 {
            alice.send(room, "x").await;
        } else {
            socket.say(json!({"type": "chat_message", "content": "x"})).await;
        }
        socket.next("chat_message").await;
    }
    alice.try_send(room, json!({"content": "x"})).await.refused(429, "rate_limited");
    assert_eq!(socket.error(json!({"type": "chat_message", "content": "x"})).await["code"], "rate_limited");
    bob.send(room, "another user").await;
    assert_eq!(bob.history(room, "").await["total"], 5, "what was refused is not stored");
}

#[tokio::test]
async fn a_rate_limit_of_zero_is_no_limit() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let sends = join_all((0..150).map(|_| alice.send(room, "x"))).await;
    assert_eq!(sends.len(), 150);
}
