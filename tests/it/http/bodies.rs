//! Request bodies.

use roomcast_tests::world::World;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn a_byte_order_mark_before_json_is_skipped() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let marked = |json: &str| format!("\u{feff}{json}").into_bytes();
    let made = alice.raw("POST", "rooms/", &[], marked(r#"{"name": "x", "room_type": "public"}"#)).await;
    let room = made.expect(201)["id"].as_u64().unwrap();
    let mut socket = alice.connect(room).await;
    socket.raw(Message::text("\u{feff}{\"type\": \"chat_message\", \"content\": \"\u{feff}x\"}")).await;
    let message = socket.next("chat_message").await["message"].clone();
    assert_eq!(message["content"], "\u{feff}x", "text is stored as sent");
    alice.raw("POST", "rooms/", &[], marked("\u{feff}{}")).await.refused(400, "invalid_json");
}

#[tokio::test]
async fn a_bad_body_is_refused_and_the_wrong_field_is_named() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let post = async |body: &[u8]| alice.raw("POST", "rooms/", &[], body.to_vec()).await;
    for bad in [
        &b""[..],
        b"{",
        b"[]",
        b"null",
        b"3",
        b"\"x\"",
        b"{\"name\":\"\xff\"}",
        b"{} {}",
        br#"{"name":"\ud800","room_type":"public"}"#,
    ] {
        post(bad).await.refused(400, "invalid_json");
    }
    let nested = |n: usize| {
        format!(r#"{{"name":"x","room_type":"public","other":{}{}}}"#, "[".repeat(n), "]".repeat(n))
            .into_bytes()
    };
    post(&nested(31)).await.expect(201);
    post(&nested(32)).await.refused(400, "json_too_deep");
    post(&nested(100_000)).await.refused(400, "json_too_deep");
    for (field, body) in [
        ("name", json!({"room_type": "public"})),
        ("name", json!({"name": 3, "room_type": "public"})),
        ("name", json!({"name": null, "room_type": "public"})),
        ("room_type", json!({"name": "x"})),
        ("room_type", json!({"name": "x", "room_type": "secret"})),
        ("max_members", json!({"name": "x", "room_type": "public", "max_members": "50"})),
        ("max_members", json!({"name": "x", "room_type": "public", "max_members": 2.5})),
        ("description", json!({"name": "x", "room_type": "public", "description": []})),
    ] {
        let answer = alice.try_create(body).await;
        assert!(answer.body["error"].as_str().unwrap().contains(field), "{field}: {}", answer.body);
        answer.refused(400, "invalid_field");
    }
    let lenient = json!({"name": "x", "room_type": "public", "description": null, "max_members": null, "unknown": {"a": 1}});
    assert_eq!(alice.try_create(lenient).await.expect(201)["max_members"], 50);
}

#[tokio::test]
async fn a_body_over_256_kib_is_too_large() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let body = |size: usize| {
        format!(r#"{{"name":"x","room_type":"public","pad":"{}"}}"#, "x".repeat(size)).into_bytes()
    };
    alice.raw("POST", "rooms/", &[], body(256 * 1024 - 60)).await.expect(201);
    alice.raw("POST", "rooms/", &[], body(256 * 1024)).await.refused(413, "body_too_large");
    alice.raw("POST", "rooms/", &[], body(8 * 1024 * 1024)).await.refused(413, "body_too_large");
    alice.get("rooms/").await.expect(200);
}

#[tokio::test]
async fn null_means_absent_and_unknown_fields_are_ignored() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let body = json!({"content": "x", "message_type": null, "file_url": null, "file_name": null,
        "file_size": null, "reply_to": null, "client_message_id": null, "unknown": [1, {"a": null}]});
    let sent = alice.send_body(room, body.clone()).await;
    assert_eq!((sent["message_type"].as_str(), &sent["reply_to"]), (Some("text"), &Value::Null));
    let mut socket = alice.connect(room).await;
    let mut frame = body;
    frame["type"] = json!("chat_message");
    socket.say(frame).await;
    assert_eq!(socket.next("chat_message").await["message"]["seq"], 2);
    let before = alice.detail(room).await;
    let nothing = json!({"name": null, "description": null, "max_members": null});
    alice.change_room(room, nothing).await;
    assert_eq!(alice.detail(room).await["name"], before["name"]);
    let bob = world.user("bob");
    bob.join(room).await;
    let member = alice.change(room, &bob, json!({"role": null, "is_muted": true, "is_banned": null})).await;
    assert_eq!((member["role"].as_str(), member["is_muted"].as_bool()), (Some("member"), Some(true)));
}

#[tokio::test]
async fn a_type_or_role_that_is_no_string_is_named() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    for wrong in [json!(7), json!(true), json!([]), json!({"a": 1})] {
        for (field, answer) in [
            ("room_type", alice.try_create(json!({"name": "x", "room_type": wrong})).await),
            ("message_type", alice.try_send(room, json!({"content": "x", "message_type": wrong})).await),
            ("role", alice.try_change(room, &bob, json!({"role": wrong})).await),
        ] {
            assert!(answer.body["error"].as_str().unwrap().contains(field), "{wrong}: {}", answer.body);
            answer.refused(400, "invalid_field");
        }
    }
}
