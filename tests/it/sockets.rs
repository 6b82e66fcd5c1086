//! Sockets: who gets in, what a frame may do, who hears of it.

use roomcast_tests::world::{Actor, Socket, World, is_gateway, now_s, says, token};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::kinds;

/// Fails the test unless the handshake is refused so, with a sentence.
async fn refused(who: &Actor, path: &str, status: u16, code: &str) {
    let (given, body) = who.try_connect(path).await.err().unwrap_or_else(|| panic!("{path} opened"));
    assert!(given == status && says(&body, code), "{path}: {given} {body}");
    assert!(is_gateway() || !body["error"].as_str().unwrap_or_default().is_empty(), "{path}: {body}");
}

/// Says it and returns the error that comes back.
async fn error(socket: &mut Socket, frame: Value) -> Value {
    socket.say(frame).await;
    socket.next("error").await
}

#[tokio::test]
async fn a_handshake_is_refused_with_a_sentence_and_a_code() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (public, private) = (alice.room("public").await, alice.room("private").await);
    alice.change(public, &bob, json!({"is_banned": true})).await;
    refused(&bob, &format!("chat/{private}/"), 404, "room_not_found").await;
    refused(&bob, "chat/33000000/", 404, "room_not_found").await;
    refused(&bob, &format!("chat/{public}/"), 403, "banned").await;
    refused(&world.bearer("x"), "chat/1/", 401, "token_invalid").await;
    let expired = token(json!({"user_id": 1, "exp": now_s() - 60}));
    refused(&world.bearer(&expired), "chat/1/", 401, "token_expired").await;
    for since in ["x", "-1", "1.5", "", "99999999999999999999"] {
        let path = format!("chat/{public}/?since={since}");
        refused(&alice, &path, 400, "invalid_query").await;
    }
}

#[tokio::test]
async fn the_first_frame_is_the_greeting_even_while_others_send() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
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

#[tokio::test]
async fn what_is_replayed_shows_as_it_is_now() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let (edited, deleted) = (alice.send(room, "a").await, alice.send(room, "b").await);
    alice.patch(&format!("messages/{}/", edited["id"]), json!({"content": "A"})).await.expect(200);
    alice.delete(&format!("messages/{}/delete/", deleted["id"])).await.expect(200);
    let mut socket = alice.try_connect(&format!("chat/{room}/?since=0")).await.unwrap();
    let (first, second) = (socket.next("chat_message").await, socket.next("chat_message").await);
    assert_eq!((&first["replayed"], &second["replayed"]), (&json!(true), &json!(true)));
    assert_eq!((&first["message"]["content"], &first["message"]["is_edited"]), (&json!("A"), &json!(true)));
    assert_eq!(second["message"]["content"], "[消息已删除]");
    assert_eq!(second["message"]["is_deleted"], true);
}

#[tokio::test]
async fn a_frame_carries_everything_that_a_body_does() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let first = alice.send(room, "x").await["id"].clone();
    let mut socket = alice.connect(room).await;
    socket
        .say(json!({"type": "chat_message", "content": "@nobody", "message_type": "image",
            "file_url": "https://example.com/a.png", "file_name": "a.png", "file_size": 7, "reply_to": first}))
        .await;
    let live = socket.next("chat_message").await["message"].clone();
    let stored = bob.get(&format!("messages/{}/", live["id"])).await.expect(200);
    for field in ["id", "seq", "content", "message_type", "file_url", "file_name", "file_size", "reply_to"] {
        assert_eq!(live[field], stored[field], "{field}");
    }
    assert_eq!((&live["reply_to"], live["room_id"].as_u64()), (&first, Some(room)));
    assert_eq!(live["sender"], stored["sender"]);
}

#[tokio::test]
async fn posting_by_socket_needs_what_posting_by_rest_needs() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    let mut owner = alice.connect(room).await;
    let mut watching = bob.connect(room).await;
    watching.say(json!({"type": "chat_message", "content": "joins"})).await;
    assert_eq!(owner.next("member_joined").await["user"]["id"], bob.id);
    watching.next("chat_message").await;
    assert_eq!(bob.detail(room).await["is_member"], true);
    let system = json!({"type": "chat_message", "content": "x", "message_type": "system"});
    assert_eq!(error(&mut watching, system.clone()).await["code"], "admin_required");
    owner.say(system).await;
    assert_eq!(owner.next("chat_message").await["message"]["sender"]["id"], bob.id);
    assert_eq!(owner.next("chat_message").await["message"]["message_type"], "system");
    alice.change(room, &bob, json!({"is_muted": true})).await;
    let muted =
        error(&mut watching, json!({"type": "chat_message", "content": "x", "client_message_id": "m1"}))
            .await;
    assert_eq!((&muted["code"], &muted["client_message_id"]), (&json!("muted"), &json!("m1")));
    let full = json!({"name": "x", "room_type": "public", "max_members": 2});
    let full = alice.post("rooms/", full).await.expect(201)["id"].as_u64().unwrap();
    bob.join(full).await;
    let mut outside = carol.connect(full).await;
    let refusal = error(&mut outside, json!({"type": "chat_message", "content": "x"})).await;
    assert_eq!(refusal["code"], "room_full");
    assert_eq!(refusal.get("client_message_id"), None);
    let read = json!({"type": "read", "message_id": alice.send(full, "x").await["id"]});
    assert_eq!(error(&mut outside, read).await["code"], "not_a_member");
}

#[tokio::test]
async fn invalid_fields_of_a_frame_are_named_and_answered_with_its_own_id() {
    let world = World::any().await;
    let alice = world.user("alice");
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
        let answer = error(&mut socket, frame).await;
        assert_eq!((&answer["code"], &answer["client_message_id"]), (&json!("invalid_field"), &json!(field)));
        assert!(answer["message"].as_str().unwrap().contains(field), "{answer}");
    }
    for bad in [json!({"type": "typing", "is_typing": "yes"}), json!({"type": "read"})] {
        assert_eq!(error(&mut socket, bad).await["code"], "invalid_field");
    }
    socket.say(json!({"type": "chat_message", "content": "字".repeat(4_000)})).await;
    assert_eq!(socket.next("chat_message").await["message"]["seq"], 1, "the connection is kept");
}

#[tokio::test]
async fn fragments_are_put_together_and_a_protocol_ping_is_answered() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    let text = json!({"type": "chat_message", "content": "字字字"}).to_string().into_bytes();
    // Cut inside a character.
    let cut = text.len() - 4;
    let (one, two) = (Bytes::copy_from_slice(&text[..cut]), Bytes::copy_from_slice(&text[cut..]));
    socket.raw(Message::Frame(Frame::message(one, OpCode::Data(Data::Text), false))).await;
    socket.raw(Message::Ping(Bytes::from_static(b"between"))).await;
    socket.raw(Message::Frame(Frame::message(two, OpCode::Data(Data::Continue), true))).await;
    assert_eq!(socket.next("chat_message").await["message"]["content"], "字字字");
}

#[tokio::test]
async fn edits_and_deletions_are_heard_by_everybody_in_the_room_and_nobody_elsewhere() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let (mut own, mut watching, mut elsewhere) =
        (alice.connect(room).await, bob.connect(room).await, bob.connect(other).await);
    let body = json!({"content": "x", "client_message_id": "c"});
    let sent = alice.post(&format!("rooms/{room}/messages/"), body).await.expect(201);
    alice.patch(&format!("messages/{}/", sent["id"]), json!({"content": "y"})).await.expect(200);
    alice.delete(&format!("messages/{}/delete/", sent["id"])).await.expect(200);
    for socket in [&mut own, &mut watching] {
        let updated = socket.next("message_updated").await["message"].clone();
        assert_eq!((&updated["id"], updated["content"].as_str()), (&sent["id"], Some("y")));
        assert_eq!((updated["is_edited"].as_bool(), updated["room_id"].as_u64()), (Some(true), Some(room)));
        let deleted = socket.next("message_deleted").await;
        assert_eq!(
            deleted,
            json!({"type": "message_deleted", "room_id": room, "message_id": sent["id"], "seq": 1})
        );
    }
    assert_eq!(kinds(&elsewhere.so_far().await), Vec::<&str>::new());
}

#[tokio::test]
async fn membership_and_presence_are_told_apart() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    bob.join(room).await;
    assert_eq!(kinds(&socket.so_far().await), ["member_joined"], "joined, but not here");
    bob.join(room).await;
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new(), "a second join changes nothing");
    let there = bob.connect(room).await;
    assert_eq!(socket.next("user_join").await["user"]["username"], "bob");
    bob.leave(room).await;
    let frames = [socket.any().await.unwrap(), socket.any().await.unwrap()];
    let mut told = kinds(&frames);
    told.sort_unstable();
    assert_eq!(told, ["member_left", "user_leave"]);
    assert!(frames.iter().all(|frame| frame["user"]["id"] == bob.id));
    drop(there);
}

#[tokio::test]
async fn one_hears_nothing_of_ones_own_coming_and_typing() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let (mut first, mut other) = (alice.connect(room).await, bob.connect(room).await);
    first.next("user_join").await;
    let mut second = alice.connect(room).await;
    for frame in [
        json!({"type": "typing", "is_typing": true}),
        json!({"type": "typing", "is_typing": false}),
        json!({"type": "user_join"}),
        json!({"type": "user_leave"}),
    ] {
        second.say(frame).await;
    }
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(other.any().await.unwrap());
    }
    assert_eq!(kinds(&told), ["typing", "typing", "user_join", "user_leave"]);
    assert_eq!((&told[0]["is_typing"], &told[1]["is_typing"]), (&json!(true), &json!(false)));
    for socket in [&mut first, &mut second] {
        assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new());
    }
}

#[tokio::test]
async fn typing_in_one_room_is_not_heard_in_another() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let (mut here, mut there) = (alice.connect(room).await, bob.connect(other).await);
    here.say(json!({"type": "typing", "is_typing": true})).await;
    here.say(json!({"type": "chat_message", "content": "x"})).await;
    here.next("chat_message").await;
    assert_eq!(kinds(&there.so_far().await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_declined_invitation_leaves_watchers_alone() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    let mut socket = alice.connect(room).await;
    bob.leave(room).await;
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new(), "nobody left");
    assert_eq!(alice.detail(room).await["member_count"], 1);
}

#[tokio::test]
async fn every_way_of_reading_is_told_to_the_readers_other_connections() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let mut socket = bob.connect(room).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(alice.send(room, "x").await["id"].clone());
    }
    bob.post(&format!("messages/{}/read/", ids[0]), Value::Null).await.expect(200);
    assert_eq!(socket.next("read").await["message_id"], ids[0]);
    bob.post(&format!("rooms/{room}/read/"), Value::Null).await.expect(200);
    let frame = socket.next("read").await;
    assert_eq!((&frame["message_id"], &frame["user"]["id"]), (&ids[2], &json!(bob.id)));
    bob.send(room, "sending is not told").await;
    assert!(!kinds(&socket.so_far().await).contains(&"read"));
}

#[tokio::test]
async fn ping_tells_the_newest_number() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    for n in 0..3 {
        socket.say(json!({"type": "ping"})).await;
        assert_eq!(socket.next("pong").await["last_seq"], n);
        alice.send(room, "x").await;
    }
}

#[tokio::test]
async fn a_message_of_32_kib_is_the_largest() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    let sized = |bytes: usize| {
        let empty = json!({"type": "ping", "pad": ""}).to_string().len();
        json!({"type": "ping", "pad": "x".repeat(bytes - empty)}).to_string()
    };
    socket.raw(Message::text(sized(32 * 1024))).await;
    socket.next("pong").await;
    socket.raw(Message::text(sized(32 * 1024 + 1))).await;
    // An error frame, or a close with 1009.
    match socket.any().await {
        Some(frame) => assert_eq!(frame["code"], "frame_too_large"),
        None => assert_eq!(refused_or_open(&alice, room).await, 101),
    }
}

async fn refused_or_open(who: &Actor, room: u64) -> u16 {
    who.try_connect(&format!("chat/{room}/")).await.map_or_else(|(status, _)| status, |_| 101)
}
