//! Frames from clients: fields, rights, errors and sizes.

use roomcast_tests::world::{World, is_gateway};
use serde_json::json;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Message};

#[tokio::test]
async fn a_chat_message_frame_takes_every_field_of_the_rest_body() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let first = alice.send(room, "x").await["id"].clone();
    let mut socket = alice.connect(room).await;
    socket
        .say(json!({"type": "chat_message", "content": "@nobody", "message_type": "image",
            "file_url": "https://example.com/a.png", "file_name": "a.png", "file_size": 7, "reply_to": first}))
        .await;
    let live = socket.next("chat_message").await["message"].clone();
    let stored = bob.message(&live["id"]).await;
    for field in ["id", "seq", "content", "message_type", "file_url", "file_name", "file_size", "reply_to"] {
        assert_eq!(live[field], stored[field], "{field}");
    }
    assert_eq!((&live["reply_to"], live["room_id"].as_u64()), (&first, Some(room)));
    assert_eq!(live["sender"], stored["sender"]);
}

#[tokio::test]
async fn posting_by_socket_needs_the_same_rights_as_by_rest() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room("public").await;
    let mut owner = alice.connect(room).await;
    let mut watching = bob.connect(room).await;
    watching.say(json!({"type": "chat_message", "content": "joins"})).await;
    assert_eq!(owner.next("member_joined").await["user"]["id"], bob.id);
    watching.next("chat_message").await;
    assert_eq!(bob.detail(room).await["is_member"], true);
    let system = json!({"type": "chat_message", "content": "x", "message_type": "system"});
    assert_eq!(watching.error(system.clone()).await["code"], "admin_required");
    owner.say(system).await;
    assert_eq!(owner.next("chat_message").await["message"]["sender"]["id"], bob.id);
    assert_eq!(owner.next("chat_message").await["message"]["message_type"], "system");
    alice.mute(room, &bob).await;
    let muted =
        watching.error(json!({"type": "chat_message", "content": "x", "client_message_id": "m1"})).await;
    assert_eq!((&muted["code"], &muted["client_message_id"]), (&json!("muted"), &json!("m1")));
    let full = alice.room_of("public", 2).await;
    bob.join(full).await;
    let mut outside = carol.connect(full).await;
    let refusal = outside.error(json!({"type": "chat_message", "content": "x"})).await;
    assert_eq!(refusal["code"], "room_full");
    assert_eq!(refusal.get("client_message_id"), None);
    let read = json!({"type": "read", "message_id": alice.send(full, "x").await["id"]});
    assert_eq!(outside.error(read).await["code"], "not_a_member");
}

#[tokio::test]
async fn a_bad_frame_gets_an_error_frame_and_the_connection_stays() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    let deep = format!(r#"{{"type":"typing","x":{}{}}}"#, "[".repeat(40), "]".repeat(40));
    for (code, message) in [
        ("invalid_json", Message::text("{")),
        ("invalid_json", Message::text("[]")),
        ("json_too_deep", Message::text(deep)),
        ("unknown_frame", Message::text(r#"{"type":"dance"}"#)),
        ("unknown_frame", Message::text("{}")),
        ("invalid_field", Message::text(r#"{"type":3}"#)),
        ("invalid_field", Message::text(r#"{"type":"typing"}"#)),
        ("invalid_field", Message::text(r#"{"type":"chat_message","content":""}"#)),
        ("invalid_field", Message::text(r#"{"type":"chat_message","content":7}"#)),
        ("invalid_reply_to", Message::text(r#"{"type":"chat_message","content":"x","reply_to":1}"#)),
        ("message_not_found", Message::text(r#"{"type":"read","message_id":1}"#)),
    ] {
        socket.raw(message.clone()).await;
        let error = socket.next("error").await;
        assert_eq!(error["code"], code, "{message:?}");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
    assert_eq!(socket.ping().await, json!({"type": "pong", "room_id": room, "last_seq": 0}));
    socket.raw(Message::text("x".repeat(33 * 1024))).await;
    assert_eq!(socket.closed().await, Some(1009));
    let mut socket = alice.connect(room).await;
    socket.raw(Message::binary(vec![1, 2, 3])).await;
    if is_gateway() {
        // API Gateway closes the connection itself (Developer Guide, "Working with binary media types").
        assert_eq!(socket.closed().await, Some(1003));
    } else {
        assert_eq!(socket.next("error").await["code"], "binary_frame");
    }
}

#[tokio::test]
async fn an_invalid_field_of_a_frame_is_named_with_the_client_message_id() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    for (field, frame) in [
        ("content", json!({"content": "字".repeat(4_001)})),
        ("content", json!({"content": " "})),
        ("content", json!({"content": []})),
        ("file_size", json!({"content": "x", "file_size": -1})),
        ("file_url", json!({"content": "x", "file_url": "nowhere"})),
        ("message_type", json!({"content": "x", "message_type": "dance"})),
    ] {
        let mut frame = frame;
        frame["type"] = json!("chat_message");
        frame["client_message_id"] = json!(field);
        let answer = socket.error(frame).await;
        assert_eq!((&answer["code"], &answer["client_message_id"]), (&json!("invalid_field"), &json!(field)));
        assert!(answer["message"].as_str().unwrap().contains(field), "{answer}");
    }
    for bad in [json!({"type": "typing", "is_typing": "yes"}), json!({"type": "read"})] {
        assert_eq!(socket.error(bad).await["code"], "invalid_field");
    }
    socket.say(json!({"type": "chat_message", "content": "字".repeat(4_000)})).await;
    assert_eq!(socket.next("chat_message").await["message"]["seq"], 1, "the connection is kept");
}

#[tokio::test]
async fn fragments_are_joined_and_a_protocol_ping_is_answered() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    let text = json!({"type": "chat_message", "content": "字字字"}).to_string().into_bytes();
    // The cut is inside a character.
    let cut = text.len() - 4;
    let (one, two) = (Bytes::copy_from_slice(&text[..cut]), Bytes::copy_from_slice(&text[cut..]));
    socket.raw(Message::Frame(Frame::message(one, OpCode::Data(Data::Text), false))).await;
    socket.raw(Message::Ping(Bytes::from_static(b"between"))).await;
    socket.raw(Message::Frame(Frame::message(two, OpCode::Data(Data::Continue), true))).await;
    assert_eq!(socket.next("chat_message").await["message"]["content"], "字字字");
}

#[tokio::test]
async fn a_frame_has_at_most_32_kib() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    let sized = |bytes: usize| {
        let empty = json!({"type": "ping", "pad": ""}).to_string().len();
        json!({"type": "ping", "pad": "x".repeat(bytes - empty)}).to_string()
    };
    socket.raw(Message::text(sized(32 * 1024))).await;
    socket.next("pong").await;
    socket.raw(Message::text(sized(32 * 1024 + 1))).await;
    // The answer is an error frame, or a close that does not keep the user out.
    match socket.any().await {
        Some(frame) => assert_eq!(frame["code"], "frame_too_large"),
        None => drop(alice.connect(room).await),
    }
}

#[tokio::test]
async fn a_pong_has_the_newest_message_number() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    for n in 0..3 {
        assert_eq!(socket.ping().await["last_seq"], n);
        alice.send(room, "x").await;
    }
}
