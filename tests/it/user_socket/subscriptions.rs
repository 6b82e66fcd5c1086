//! Subscribing to rooms and ending it.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::kinds;

#[tokio::test]
async fn a_subscription_begins_as_a_room_socket_does() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let first = alice.send(room, "one").await["id"].as_u64().unwrap();
    let second = alice.send(room, "two").await["id"].clone();
    let mut socket = bob.user_socket().await;
    let frames = socket.subscribe_since(room, first).await;
    assert_eq!(kinds(&frames), ["subscribed", "chat_message", "live"]);
    let subscribed = &frames[0];
    assert_eq!(subscribed["message"], "连接成功");
    assert_eq!(subscribed["room_id"], room);
    assert_eq!(subscribed["user"]["id"], bob.id);
    assert_eq!(subscribed["last_message_id"], second);
    assert_eq!(subscribed["last_seq"], 2);
    assert_eq!(subscribed["online_user_ids"], json!([bob.id]));
    assert_eq!(frames[1]["replayed"], true);
    assert_eq!(frames[1]["message"]["content"], "two");
    assert_eq!(frames[2], json!({"type": "live", "room_id": room, "last_seq": 2}));
    alice.send(room, "three").await;
    let live = socket.any().await.unwrap();
    assert_eq!((&live["type"], &live["message"]["seq"]), (&json!("chat_message"), &json!(3)), "no activity");
    assert_eq!(socket.ping().await["last_seqs"], json!({room.to_string(): 3}));
}

#[tokio::test]
async fn a_socket_hears_several_rooms_and_each_until_it_unsubscribes() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (first, second) = (alice.room_with("public", [&bob]).await, alice.room_with("group", []).await);
    let mut socket = alice.user_socket_with("?activity=0").await;
    socket.subscribe(first).await;
    socket.subscribe(second).await;
    bob.send(first, "in the first").await;
    alice.send(second, "in the second").await;
    let heard = [socket.next("chat_message").await, socket.next("chat_message").await];
    assert_eq!([&heard[0]["room_id"], &heard[1]["room_id"]], [&json!(first), &json!(second)]);
    let ended = socket.unsubscribe(first).await;
    assert_eq!(ended, json!({"type": "unsubscribed", "room_id": first}));
    bob.send(first, "unheard").await;
    alice.send(second, "heard").await;
    assert_eq!(socket.any().await.unwrap()["message"]["content"], "heard");
    let frames = socket.subscribe(first).await;
    assert_eq!(frames[0]["last_seq"], 2, "subscribed again");
}

#[tokio::test]
async fn a_refused_subscription_says_what_the_handshake_would_have_said() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let (public, private) = (alice.room("public").await, alice.room("private").await);
    alice.ban(public, &carol).await;
    let mut socket = bob.user_socket().await;
    let subscribe = |room: Value| json!({"type": "subscribe", "room_id": room});
    for (frame, code, room) in [
        (json!({"type": "subscribe"}), "room_required", Value::Null),
        (json!({"type": "unsubscribe"}), "room_required", Value::Null),
        (subscribe(json!(private)), "room_not_found", json!(private)),
        (subscribe(json!(33_554_431)), "room_not_found", json!(33_554_431)),
        (json!({"type": "subscribe", "room_id": public, "since": 5}), "invalid_query", json!(public)),
        (json!({"type": "unsubscribe", "room_id": public}), "not_subscribed", json!(public)),
        (subscribe(json!("7")), "invalid_field", Value::Null),
    ] {
        let error = socket.error(frame.clone()).await;
        assert_eq!((&error["code"], &error["room_id"]), (&json!(code), &room), "{frame}");
    }
    socket.subscribe(public).await;
    let error = socket.error(subscribe(json!(public))).await;
    assert_eq!((&error["code"], &error["room_id"]), (&json!("already_subscribed"), &json!(public)));
    let mut banned = carol.user_socket().await;
    assert_eq!(banned.error(subscribe(json!(public))).await["code"], "banned");
    let mut room_socket = bob.connect(public).await;
    assert_eq!(room_socket.error(subscribe(json!(public))).await["code"], "unknown_frame");
}

#[tokio::test]
async fn a_socket_has_a_hundred_subscriptions_and_pong_names_the_last_twenty() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let mut rooms = Vec::new();
    for _ in 0..101 {
        rooms.push(alice.room("public").await);
    }
    let mut socket = alice.user_socket().await;
    for room in &rooms[..100] {
        socket.subscribe(*room).await;
    }
    let error = socket.error(json!({"type": "subscribe", "room_id": rooms[100]})).await;
    assert_eq!(error["code"], "too_many_subscriptions");
    assert_eq!(error["room_id"], rooms[100]);
    let last: Value = rooms[80..100].iter().map(|room| (room.to_string(), json!(0))).collect();
    assert_eq!(socket.ping().await["last_seqs"], last);
    socket.unsubscribe(rooms[3]).await;
    socket.subscribe(rooms[100]).await;
}

#[tokio::test]
async fn a_subscription_counts_for_presence_like_a_connection() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut watching = alice.connect(room).await;
    let mut socket = bob.user_socket().await;
    assert_eq!(kinds(&watching.so_far().await), Vec::<&str>::new(), "a user socket alone is in no room");
    socket.subscribe(room).await;
    assert_eq!(watching.next("user_join").await["user"]["id"], bob.id);
    let beside = bob.connect(room).await;
    socket.unsubscribe(room).await;
    assert_eq!(kinds(&watching.so_far().await), Vec::<&str>::new(), "the room socket is still there");
    drop(beside);
    assert_eq!(watching.next("user_leave").await["user"]["id"], bob.id);
    socket.subscribe(room).await;
    watching.next("user_join").await;
    drop(socket);
    assert_eq!(watching.next("user_leave").await["user"]["username"], "bob");
}

#[tokio::test]
async fn the_eleventh_connection_to_a_room_ends_the_oldest_subscription_and_no_socket() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let mut socket = alice.user_socket().await;
    socket.subscribe(room).await;
    socket.subscribe(other).await;
    let mut beside = Vec::new();
    for _ in 0..10 {
        beside.push(alice.connect(room).await);
    }
    let ended = socket.next("unsubscribed").await;
    assert_eq!(ended, json!({"type": "unsubscribed", "room_id": room, "reason": "replaced"}));
    alice.send(other, "still open").await;
    assert_eq!(socket.next("chat_message").await["message"]["content"], "still open");
    assert_eq!(socket.error(json!({"type": "unsubscribe", "room_id": room})).await["code"], "not_subscribed");
}
