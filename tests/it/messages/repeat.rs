//! Repeats of a message under the same `client_message_id`.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_repeat_gets_the_first_message_back() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.connect(room).await;
    let first = alice.send_body(room, json!({"content": "one", "client_message_id": "k"})).await;
    assert_eq!(first["client_message_id"], "k");
    let again =
        alice.try_send(room, json!({"content": "different", "client_message_id": "k"})).await.expect(200);
    assert_eq!(first, again);
    let unfit_bodies = [
        json!({}),
        json!({"content": "x".repeat(4_001)}),
        json!({"content": "x", "reply_to": 1}),
        json!({"content": "x", "reply_to": -1}),
        json!({"content": "x", "file_size": -1}),
    ];
    for unfit in unfit_bodies {
        let with_id = |id: &str| {
            let mut body = unfit.clone();
            body["client_message_id"] = json!(id);
            body
        };
        assert_eq!(
            alice.try_send(room, with_id("k")).await.expect(200),
            first,
            "a different body is ignored"
        );
        alice.try_send(room, with_id("new")).await.expect(400);
        alice.try_send(room, with_id("")).await.expect(400);
    }
    let other = bob.send_body(room, json!({"content": "two", "client_message_id": "k"})).await;
    assert_ne!(first["id"], other["id"], "each sender has their own");
    let frames = socket.so_far().await;
    let chats: Vec<_> = frames
        .iter()
        .filter(|frame| frame["type"] == "chat_message")
        .map(|frame| &frame["message"])
        .collect();
    assert_eq!(chats.len(), 2, "sent once: {frames:#?}");
    assert_eq!(
        (chats[0].get("client_message_id"), chats[1]["client_message_id"].as_str()),
        (None, Some("k"))
    );
    assert_eq!(bob.history(room, "").await["messages"][1].get("client_message_id"), None);
    socket.say(json!({"type": "chat_message", "content": "x", "client_message_id": "k"})).await;
    let echo = socket.next("chat_message").await;
    assert_eq!(
        (&echo["message"]["id"], echo["message"]["client_message_id"].as_str()),
        (&other["id"], Some("k"))
    );
}

#[tokio::test]
async fn concurrent_repeats_by_rest_and_socket_are_stored_and_delivered_once() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let (mut own, mut other) = (alice.connect(room).await, bob.connect(room).await);
    let body = json!({"content": "once", "client_message_id": "same"});
    let frame = json!({"type": "chat_message", "content": "once", "client_message_id": "same"});
    let posts = join_all((0..5).map(|_| alice.try_send(room, body.clone())));
    let says = async {
        for _ in 0..5 {
            own.say(frame.clone()).await;
        }
    };
    let (answers, ()) = futures_util::join!(posts, says);
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for answer in &answers {
        *statuses.entry(answer.status).or_default() += 1;
        assert_eq!(answer.body["id"], answers[0].body["id"]);
    }
    assert!(statuses.get(&201).is_none_or(|n| *n == 1) && statuses.keys().all(|s| matches!(s, 200 | 201)));
    own.next("chat_message").await;
    let heard = |frames: &[Value]| frames.iter().filter(|f| f["type"] == "chat_message").count();
    for _ in 0..3 {
        own.so_far().await; // the server has handled every frame of this connection
    }
    assert_eq!(heard(&other.so_far().await), 1);
    assert_eq!(bob.history(room, "").await["total"], 1);
}

#[tokio::test]
async fn a_client_message_id_counts_per_room_and_outlives_a_deletion() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let rooms = [alice.room("public").await, alice.room("public").await];
    let post = async |room: u64| {
        let body = json!({"content": "x", "client_message_id": "k"});
        alice.try_send(room, body).await
    };
    let first = post(rooms[0]).await.expect(201);
    post(rooms[1]).await.expect(201);
    alice.delete_message(&first["id"]).await;
    let again = post(rooms[0]).await.expect(200);
    assert_eq!((&again["id"], again["is_deleted"].as_bool()), (&first["id"], Some(true)));
}

#[tokio::test]
async fn a_repeat_is_answered_to_who_may_still_read_the_room() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let body = json!({"content": "x", "client_message_id": "k"});
    let first = bob.send_body(room, body.clone()).await;
    alice.mute(room, &bob).await;
    assert_eq!(bob.try_send(room, body.clone()).await.expect(200), first, "a muted member reads");
    bob.leave(room).await;
    assert_eq!(bob.try_send(room, body.clone()).await.expect(200), first, "anybody reads a public room");
    assert_eq!(bob.detail(room).await["is_member"], false, "a repeat joins nothing");
    for unfit in [json!({"content": ""}), json!({"content": "x", "message_type": "video"})] {
        let mut repeat = unfit.clone();
        repeat["client_message_id"] = json!("k");
        assert_eq!(bob.try_send(room, repeat).await.expect(200), first, "{unfit}");
    }
    alice.ban(room, &bob).await;
    bob.try_send(room, body.clone()).await.refused(403, "banned");
    alice.unban(room, &bob).await;
    assert_eq!(bob.try_send(room, body).await.expect(200), first);
}

#[tokio::test]
async fn a_repeat_with_a_field_of_a_wrong_type_is_refused() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let first = alice.send_body(room, json!({"content": "x", "client_message_id": "k"})).await;
    let mut socket = alice.connect(room).await;
    for (field, value) in [
        ("content", json!(7)),
        ("message_type", json!(["text"])),
        ("file_url", json!({})),
        ("file_size", json!("7")),
        ("reply_to", json!("1")),
        ("reply_to", json!(1.5)),
    ] {
        let mut repeat = json!({"content": "x", "client_message_id": "k"});
        repeat[field] = value;
        alice.try_send(room, repeat.clone()).await.refused(400, "invalid_field");
        repeat["type"] = json!("chat_message");
        let error = socket.error(repeat).await;
        assert_eq!(
            (&error["code"], &error["client_message_id"]),
            (&json!("invalid_field"), &json!("k")),
            "{field}"
        );
    }
    socket.say(json!({"type": "chat_message", "content": "", "client_message_id": "k"})).await;
    assert_eq!(socket.next("chat_message").await["message"]["id"], first["id"]);
}

#[tokio::test]
async fn a_repeat_reveals_nothing_of_a_hidden_room() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (hidden, open) = (alice.room("private").await, alice.room("public").await);
    alice.invite(hidden, &bob).await;
    let body = json!({"content": "x", "client_message_id": "k"});
    for room in [hidden, open] {
        bob.join(room).await;
        bob.send_body(room, body.clone()).await;
        alice.ban(room, &bob).await;
    }
    bob.try_send(hidden, body.clone()).await.refused(404, "room_not_found");
    bob.try_send(open, body.clone()).await.refused(403, "banned");
    alice.unban(hidden, &bob).await;
    alice.invite(hidden, &bob).await;
    bob.try_send(hidden, body.clone()).await.refused(403, "not_a_member");
    bob.try_send(hidden, json!({"content": "", "client_message_id": "k"})).await.expect(400);
    alice.ban(hidden, &bob).await;
    // A malformed query or another spelling of the room's id reveals nothing either.
    for query in ["messages/?page=0", "messages/?after=1", "members/?limit=0"] {
        bob.get(&format!("rooms/{hidden}/{query}")).await.refused(404, "room_not_found");
        bob.get(&format!("rooms/{open}/{query}")).await.refused(403, "banned");
    }
    alice.get(&format!("rooms/0{hidden}/")).await.refused(404, "room_not_found");
}
