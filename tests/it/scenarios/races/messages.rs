//! Concurrent sends, edits and deletions.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use roomcast_tests::world::{World, is_gateway};
use serde_json::json;

#[tokio::test]
async fn two_hundred_concurrent_sends_are_numbered_without_gap_or_double() {
    let world = World::any().await;
    // An emulator is too slow for a room that busy.
    let each = if is_gateway() { 1 } else { 10 };
    let count = 20 * each;
    let users: Vec<_> = (0..20).map(|n| world.user(&format!("u{n}"))).collect();
    let room = users[0].room("public").await;
    join_all(users.iter().map(|user| user.join(room))).await;
    let (mut one, mut two) = (users[0].connect(room).await, users[1].connect(room).await);
    let sends = users.iter().flat_map(|user| {
        (0..each).map(move |n| user.send_patiently(room, json!({"content": format!("{} {n}", user.id)})))
    });
    let sent = join_all(sends).await;
    let seqs: BTreeSet<u64> = sent.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=count).collect());
    let history = users[2].whole_history(room).await;
    let order: Vec<u64> = history.iter().map(|message| message["id"].as_u64().unwrap()).collect();
    assert!(history.windows(2).all(|pair| pair[0]["created_at"].as_str() <= pair[1]["created_at"].as_str()));
    for socket in [&mut one, &mut two] {
        let mut live = Vec::new();
        while live.len() < sent.len() {
            live.push(socket.next("chat_message").await["message"]["id"].as_u64().unwrap());
        }
        if is_gateway() {
            live.sort_unstable(); // functions may overtake each other
        }
        assert_eq!(live, order);
    }
}

#[tokio::test]
async fn twenty_concurrent_repeats_are_stored_once_and_delivered_once() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.connect(room).await;
    let answers = join_all(
        (0..20).map(|_| alice.try_send(room, json!({"content": "once", "client_message_id": "same"}))),
    )
    .await;
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for answer in &answers {
        *statuses.entry(answer.status).or_default() += 1;
    }
    assert_eq!(statuses, BTreeMap::from([(200, 19), (201, 1)]));
    assert!(answers.iter().all(|answer| answer.body["id"] == answers[0].body["id"]));
    let chats = socket.so_far().await.iter().filter(|frame| frame["type"] == "chat_message").count();
    assert_eq!(chats, 1);
    assert_eq!(bob.history(room, "").await["total"], 1);
}

#[tokio::test]
async fn concurrent_deletions_and_edits_end_deleted() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for _ in 0..40 {
        let id = alice.send(room, "x").await["id"].clone();
        let (edited, deleted, again) = futures_util::join!(
            alice.try_edit(&id, json!({"content": "y"})),
            alice.try_delete_message(&id),
            alice.try_delete_message(&id)
        );
        assert!(matches!(edited.status, 200 | 409));
        deleted.expect(200);
        again.expect(200);
        let now = alice.message(&id).await;
        assert_eq!((&now["content"], &now["is_deleted"]), (&json!("[消息已删除]"), &json!(true)));
        assert_eq!(alice.listed(room).await.unwrap()["last_message"]["content"], "[消息已删除]");
    }
}

#[tokio::test]
async fn a_client_that_reconnects_misses_no_message() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room("public").await;
    for user in [&bob, &carol] {
        user.join(room).await;
    }
    let senders: Vec<_> = [alice.clone(), bob]
        .into_iter()
        .map(|user| {
            tokio::spawn(async move {
                for n in 0..80 {
                    user.send(room, &n.to_string()).await;
                }
            })
        })
        .collect();
    let mut have: Vec<(u64, u64)> = Vec::new();
    let mut turn = 0;
    while have.len() < 160 {
        turn += 1;
        let since = have.last().map_or(0, |(_, id)| *id);
        let mut socket = carol.connect_since(room, since).await;
        let mut here = 0;
        while here < 3 + turn % 17 && have.len() < 160 {
            let frame = socket.any().await.unwrap();
            match frame["type"].as_str().unwrap() {
                "chat_message" => {
                    let message = &frame["message"];
                    have.push((message["seq"].as_u64().unwrap(), message["id"].as_u64().unwrap()));
                    here += 1;
                }
                "replay_truncated" => break,
                _ => {}
            }
        }
    }
    join_all(senders).await;
    assert_eq!(have.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), (1..=160).collect::<Vec<_>>());
    let ids: BTreeSet<u64> = have.iter().map(|(_, id)| *id).collect();
    assert_eq!(ids.len(), 160);
}
