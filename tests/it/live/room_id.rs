//! The `room_id` of frames, and that each documented frame is received by a test, which checks it
//! against its schema.

use std::collections::BTreeSet;

use roomcast_functions::http::documents::ASYNCAPI_TEXT;
use roomcast_tests::world::{Socket, World};
use serde_json::{Value, json};

/// Returns the types of the frames that the AsyncAPI document lists for a channel, of those that
/// the server sends or of those that a client sends (`say_`).
fn documented(channel: &str, by_client: bool) -> BTreeSet<String> {
    let document: Value = serde_json::from_str(ASYNCAPI_TEXT).expect("a document is JSON");
    let messages = document["channels"][channel]["messages"].as_object().expect("a channel has messages");
    messages
        .keys()
        .filter(|name| name.starts_with("say_") == by_client)
        .map(|name| name.trim_start_matches("say_").to_owned())
        .collect()
}

/// Returns the types of the frames that a socket received.
fn received(socket: &Socket) -> BTreeSet<String> {
    socket.seen().iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_frame_about_a_room_carries_the_id_of_the_room() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    bob.join(room).await;
    for n in 0..101 {
        alice.send(room, &n.to_string()).await;
    }
    let mut batched = bob.try_connect(&format!("chat/{room}/?since=0&batch=1")).await.unwrap();
    batched.next("batch").await;
    let mut socket = bob.try_connect(&format!("chat/{room}/?since=0")).await.unwrap();
    socket.next("live").await;
    let mut other = alice.connect(room).await;
    socket.next("user_join").await;
    let id = alice.send(room, "x").await["id"].clone();
    let newest = bob.send(room, "y").await["id"].clone();
    let said = [
        json!({"type": "read", "message_id": newest}),
        json!({"type": "chat_message", "content": "z"}),
        json!({"type": "typing", "is_typing": true}),
        json!({"type": "user_join"}),
        json!({"type": "user_leave"}),
        json!({"type": "token", "token": alice.token}),
        json!({"type": "ping"}),
    ];
    for frame in &said {
        other.say(frame.clone()).await;
    }
    other.next("pong").await;
    let said = said.iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(documented("room", true), said, "say each frame that a client may send");

    alice.patch(&format!("messages/{id}/"), json!({"content": "z"})).await.expect(200);
    alice.react(&id, "👍").await;
    alice.pin(&id).await;
    alice.delete(&format!("messages/{id}/delete/")).await.expect(200);
    alice.patch(&format!("rooms/{room}/"), json!({"name": "renamed"})).await.expect(200);
    carol.join(room).await;
    alice.change(room, &carol, json!({"is_muted": true})).await;
    carol.leave(room).await;
    other.leave().await;
    socket.say(json!({"type": "unknown"})).await;
    socket.say(json!({"type": "ping"})).await;
    socket.next("pong").await;
    bob.leave(room).await;
    while socket.any().await.is_some() {}
    let mut got = received(&socket);
    got.extend(received(&other));
    got.extend(received(&batched));
    assert_eq!(got, documented("room", false), "receive each frame that a room's socket can get");
    for frame in socket.seen() {
        assert_eq!(frame["room_id"], room, "{frame}");
    }
}

#[tokio::test]
async fn every_frame_of_a_user_socket_about_a_room_carries_the_id_of_the_room() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room_with("public", [&bob]).await;
    for n in 0..101 {
        alice.send(room, &n.to_string()).await;
    }
    let mut socket = bob.user_socket().await;
    let newest = alice.send(room, "@bob").await["id"].clone();
    let subscribe = json!({"type": "subscribe", "room_id": room, "since": 0});
    socket.say(subscribe.clone()).await;
    socket.next("live").await;
    let mut batched = alice.user_socket_with("?batch=1").await;
    batched.say(subscribe.clone()).await;
    batched.next("batch").await;
    let said = [
        json!({"type": "read", "room_id": room, "message_id": newest}),
        json!({"type": "chat_message", "room_id": room, "content": "z"}),
        json!({"type": "typing", "room_id": room, "is_typing": true}),
        json!({"type": "user_join", "room_id": room}),
        json!({"type": "user_leave", "room_id": room}),
        json!({"type": "token", "token": bob.token}),
        json!({"type": "ping"}),
        json!({"type": "dance"}),
    ];
    for frame in &said {
        socket.say(frame.clone()).await;
    }
    socket.next("error").await;
    let mut said: BTreeSet<String> =
        said[..7].iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect();
    said.extend(["subscribe".to_owned(), "unsubscribe".to_owned()]);
    assert_eq!(documented("user", true), said, "say each frame that a client may send");

    let mut other = alice.connect(room).await;
    other.say(json!({"type": "typing", "is_typing": true})).await;
    other.say(json!({"type": "user_join"})).await;
    other.say(json!({"type": "user_leave"})).await;
    let id = alice.send(room, "x").await["id"].clone();
    alice.edit(&id, "y").await;
    alice.react(&id, "👍").await;
    alice.pin(&id).await;
    alice.delete_message(&id).await;
    alice.change_room(room, json!({"name": "renamed"})).await;
    let carol = world.user("carol");
    carol.join(room).await;
    alice.mute(room, &carol).await;
    carol.leave(room).await;
    bob.read(&id).await;
    socket.next("read").await;
    socket.unsubscribe(room).await;
    alice.send(room, "activity").await;
    socket.next("activity").await;
    bob.room("public").await;
    socket.next("room_added").await;
    alice.ban(room, &bob).await;
    while socket.any().await.is_some() {}
    let mut got = received(&socket);
    got.extend(received(&batched));
    assert_eq!(got, documented("user", false), "receive each frame that a user socket can get");
    each_frame_of_a_room_names_it(&socket);
}

fn each_frame_of_a_room_names_it(socket: &Socket) {
    let of_no_room = ["connection_established", "notification", "token_accepted", "pong", "error", "closed"];
    for frame in socket.seen() {
        let of_no_room = of_no_room.iter().any(|kind| frame["type"] == *kind);
        assert_eq!(frame["room_id"].is_u64(), !of_no_room, "{frame}");
    }
}

#[tokio::test]
async fn frames_on_the_notification_channel_carry_no_room_id() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("private").await;
    let mut socket = bob.try_connect("notifications/").await.unwrap();
    socket.next("live").await;
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    socket.next("notification").await;
    let said = [json!({"type": "ping"}), json!({"type": "token", "token": bob.token})];
    for frame in &said {
        socket.say(frame.clone()).await;
    }
    let said = said.iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(documented("notifications", true), said, "say each frame that a client may send");
    socket.next("token_accepted").await;
    socket.say(json!({"type": "unknown"})).await;
    socket.next("error").await;
    let mut later = Vec::new();
    for _ in 0..10 {
        let mut next = bob.try_connect("notifications/").await.unwrap();
        next.next("live").await;
        later.push(next);
    }
    while socket.any().await.is_some() {}
    assert_eq!(received(&socket), documented("notifications", false), "receive each frame of the channel");
    for frame in socket.seen() {
        assert_eq!(frame.get("room_id"), None, "{frame}");
    }
}
