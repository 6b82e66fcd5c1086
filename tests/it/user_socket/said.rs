//! The client's frames on a user socket.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::kinds;

#[tokio::test]
async fn a_frame_names_its_room() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let mut socket = alice.user_socket().await;
    for frame in [
        json!({"type": "chat_message", "content": "x", "client_message_id": "c1"}),
        json!({"type": "read", "message_id": 1}),
        json!({"type": "typing", "is_typing": true}),
        json!({"type": "user_join"}),
        json!({"type": "user_leave"}),
    ] {
        let error = socket.error(frame.clone()).await;
        assert_eq!(error["code"], "room_required", "{frame}");
        assert_eq!(error.get("client_message_id"), frame.get("client_message_id"), "{frame}");
        assert!(error.get("room_id").is_none(), "{error}");
    }
}

#[tokio::test]
async fn a_message_is_answered_on_its_own_connection_subscribed_or_not() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut other = bob.connect(room).await;
    let mut socket = alice.user_socket_with("?activity=0").await;
    let say = |content: &str, id: &str| json!({"type": "chat_message", "room_id": room, "content": content, "client_message_id": id});
    socket.say(say("unsubscribed", "a")).await;
    let answer = socket.any().await.unwrap();
    assert_eq!((&answer["type"], &answer["room_id"]), (&json!("chat_message"), &json!(room)));
    assert_eq!(answer["message"]["client_message_id"], "a");
    let heard = other.next("chat_message").await;
    assert_eq!((&heard["message"]["seq"], heard["message"].get("client_message_id")), (&json!(1), None));
    socket.subscribe(room).await;
    socket.say(say("subscribed", "b")).await;
    let own = socket.so_far().await;
    assert_eq!(kinds(&own), ["chat_message"], "once");
    socket.say(say("other words", "a")).await;
    assert_eq!(socket.next("chat_message").await["message"]["content"], "unsubscribed", "a repeat");
}

#[tokio::test]
async fn an_error_says_which_frame_it_answers() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    let mut socket = bob.user_socket().await;
    let frame = json!({"type": "chat_message", "room_id": room, "content": "x", "client_message_id": "z"});
    let error = socket.error(frame).await;
    assert_eq!(error["code"], "room_not_found");
    assert_eq!((&error["room_id"], &error["client_message_id"]), (&json!(room), &json!("z")));
}

#[tokio::test]
async fn typing_and_presence_need_a_subscription_and_reading_needs_none() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "x").await["id"].clone();
    let mut watching = alice.connect(room).await;
    let mut socket = bob.user_socket().await;
    for frame in [
        json!({"type": "typing", "room_id": room, "is_typing": true}),
        json!({"type": "user_join", "room_id": room}),
        json!({"type": "user_leave", "room_id": room}),
    ] {
        let error = socket.error(frame).await;
        assert_eq!((&error["code"], &error["room_id"]), (&json!("not_subscribed"), &json!(room)));
    }
    socket.say(json!({"type": "read", "room_id": room, "message_id": id})).await;
    assert_eq!(watching.next("read").await["user"]["id"], bob.id);
    socket.subscribe(room).await;
    watching.next("user_join").await;
    socket.say(json!({"type": "typing", "room_id": room, "is_typing": true})).await;
    let typing = watching.next("typing").await;
    assert_eq!((&typing["user"]["id"], &typing["room_id"]), (&json!(bob.id), &json!(room)));
    socket.say(json!({"type": "user_join", "room_id": room})).await;
    watching.next("user_join").await;
    socket.say(json!({"type": "user_join", "room_id": room})).await;
    socket.say(json!({"type": "user_leave", "room_id": room})).await;
    assert_eq!(kinds(&[watching.any().await.unwrap()]), ["user_leave"], "a repeat within 5 s is ignored");
}

#[tokio::test]
async fn a_message_to_a_public_room_joins_it() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let mut socket = bob.user_socket().await;
    socket.say(json!({"type": "chat_message", "room_id": room, "content": "hello"})).await;
    let added = socket.next("room_added").await;
    assert_eq!((&added["room"]["id"], &added["room"]["is_member"]), (&json!(room), &json!(true)));
    socket.next("chat_message").await;
}

#[tokio::test]
async fn what_no_socket_takes_is_refused() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let mut socket = alice.user_socket().await;
    assert_eq!(socket.error(json!({"type": "dance"})).await["code"], "unknown_frame");
    assert_eq!(socket.error(json!([])).await["code"], "invalid_json");
    assert_eq!(socket.error(Value::Null).await["code"], "invalid_json");
}
