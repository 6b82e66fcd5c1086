//! The forms of requests and answers: slashes, headers, nulls, settings.

use std::process::Stdio;

use roomcast_tests::world::{World, binary};
use serde_json::{Value, json};

#[tokio::test]
async fn writes_and_sockets_work_without_the_slash_and_without_a_redirect() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let made = alice.post("rooms", json!({"name": "x", "room_type": "public"})).await.expect(201);
    let room = made["id"].as_u64().unwrap();
    bob.post(&format!("rooms/{room}/join"), Value::Null).await.expect(200);
    let sent = bob.post(&format!("rooms/{room}/messages"), json!({"content": "x"})).await.expect(201);
    let id = &sent["id"];
    alice.post(&format!("messages/{id}/read"), Value::Null).await.expect(200);
    alice.post(&format!("rooms/{room}/read"), Value::Null).await.expect(200);
    bob.patch(&format!("messages/{id}"), json!({"content": "y"})).await.expect(200);
    alice.patch(&format!("rooms/{room}"), json!({"name": "y"})).await.expect(200);
    alice.patch(&format!("rooms/{room}/members/{}", bob.id), json!({"is_muted": true})).await.expect(200);
    alice.post(&format!("rooms/{room}/invite"), json!({"user_id": world.user("c").id})).await.expect(200);
    alice.delete(&format!("messages/{id}/delete")).await.expect(200);
    alice.delete(&format!("rooms/{room}/members/{}", bob.id)).await.expect(200);
    alice.post("notifications/read-all", Value::Null).await.expect(200);
    for path in [format!("chat/{room}"), format!("chat/{room}/"), "notifications".to_owned()] {
        let mut socket = alice.try_connect(&path).await.unwrap();
        socket.next("live").await;
    }
    alice.post(&format!("rooms/{room}/leave"), Value::Null).await.expect(200);
}

#[tokio::test]
async fn answers_are_json_in_utf_8_and_times_end_in_z() {
    let world = World::any().await;
    let alice = world.user("王小明");
    let room = alice.room("public").await;
    alice.send(room, "字").await;
    for path in ["rooms/", "me/", "nothing/", &format!("rooms/{room}/messages/"), "rooms/?limit=0"] {
        let answer = alice.get(path).await;
        let kind = answer.header("content-type").unwrap().to_ascii_lowercase();
        assert!(kind.starts_with("application/json"), "{path}: {kind}");
    }
    let (detail, members) = (alice.detail(room).await, alice.get(&format!("rooms/{room}/members/")).await);
    let message = alice.send(room, "x").await;
    for time in [
        &detail["created_at"],
        &detail["updated_at"],
        &members.body[0]["joined_at"],
        &members.body[0]["last_read_at"],
        &message["created_at"],
        &message["updated_at"],
    ] {
        let text = time.as_str().unwrap();
        assert!(text.ends_with('Z') && text.contains('T') && text.len() >= 20, "{text}");
        chrono::DateTime::parse_from_rfc3339(text).unwrap();
    }
}

#[tokio::test]
async fn refusals_have_cors_headers_too_and_never_a_wildcard() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let origin = "http://localhost:3000";
    for (who, path, status) in [
        (&world.bearer(""), "rooms/", 401),
        (&alice, "rooms/1/", 404),
        (&alice, "rooms/?limit=0", 400),
        (&alice, "nothing/", 404),
        (&alice, "rooms/1/join/", 405),
    ] {
        let answer = who.raw("GET", path, &[("origin", origin)], vec![]).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, Some(origin)));
        assert!(answer.header("vary").unwrap().to_ascii_lowercase().contains("origin"));
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_with_cors_headers_too() {
    let Some(world) = World::local(&[]).await else { return };
    let origin = "http://localhost:3000";
    let large = vec![b' '; 300 * 1024];
    let answer = world.user("alice").raw("POST", "rooms/", &[("origin", origin)], large).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (413, Some(origin)));
}

#[tokio::test]
async fn a_preflight_names_the_methods_of_its_path_and_a_foreign_origin_gets_none() {
    let Some(world) = World::local(&[]).await else { return };
    let ask = async |path: &str, origin: &str, method: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", method),
            ("access-control-request-headers", "authorization,content-type"),
        ];
        world.bearer("").raw("OPTIONS", path, &headers, vec![]).await
    };
    for (path, method) in [
        ("rooms/", "POST"),
        ("rooms/1", "PATCH"),
        ("messages/1/", "PATCH"),
        ("messages/1/delete/", "DELETE"),
        ("rooms/1/members/2/", "DELETE"),
        ("notifications/read-all/", "POST"),
    ] {
        let answer = ask(path, "http://127.0.0.1:5173", method).await;
        assert_eq!(answer.status, 204, "{path}");
        assert!(answer.header("access-control-allow-methods").unwrap().contains(method), "{path}");
    }
    for origin in ["https://evil.example", "https://localhost:3000", "http://127.0.0.1.evil.example"] {
        let answer = ask("rooms/", origin, "POST").await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
    }
}

#[tokio::test]
async fn without_listed_origins_a_socket_may_come_from_anywhere() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let path = format!("chat/{room}/?token={}", alice.token);
    assert!(alice.open(&path, &[("origin", "https://app.example")]).await.is_ok());
}

#[tokio::test]
async fn null_means_absent_and_unknown_fields_are_ignored_also_in_frames() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let body = json!({"content": "x", "message_type": null, "file_url": null, "file_name": null,
        "file_size": null, "reply_to": null, "client_message_id": null, "unknown": [1, {"a": null}]});
    let sent = alice.post(&format!("rooms/{room}/messages/"), body.clone()).await.expect(201);
    assert_eq!((sent["message_type"].as_str(), &sent["reply_to"]), (Some("text"), &Value::Null));
    let mut socket = alice.connect(room).await;
    let mut frame = body;
    frame["type"] = json!("chat_message");
    socket.say(frame).await;
    assert_eq!(socket.next("chat_message").await["message"]["seq"], 2);
    let before = alice.detail(room).await;
    let nothing = json!({"name": null, "description": null, "max_members": null});
    alice.patch(&format!("rooms/{room}/"), nothing).await.expect(200);
    assert_eq!(alice.detail(room).await["name"], before["name"]);
    let bob = world.user("bob");
    bob.join(room).await;
    let member = alice.change(room, &bob, json!({"role": null, "is_muted": true, "is_banned": null})).await;
    assert_eq!((member["role"].as_str(), member["is_muted"].as_bool()), (Some("member"), Some(true)));
}

#[tokio::test]
async fn ids_that_are_none_name_nothing() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    for id in ["0", "-1", "1.0", "1e3", "abc", "9007199254740992", "99999999999999999999", "%31%00", "+1"] {
        assert_eq!(alice.get(&format!("rooms/{id}/")).await.status, 404, "{id}");
        alice.get(&format!("messages/{id}/")).await.refused(404, "message_not_found");
        alice.post(&format!("messages/{id}/read/"), Value::Null).await.refused(404, "message_not_found");
        alice.delete(&format!("messages/{id}/delete/")).await.refused(404, "message_not_found");
        let member = format!("rooms/{room}/members/{id}/");
        alice.patch(&member, json!({"is_muted": true})).await.refused(404, "member_not_found");
        let (status, _) = alice.try_connect(&format!("chat/{id}/")).await.err().unwrap();
        assert_eq!(status, 404, "{id}");
    }
}

#[tokio::test]
async fn a_refusal_tells_nothing_of_the_inside() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    for (path, body) in [
        (format!("rooms/{room}/messages/"), json!({"content": {"a": 1}})),
        (format!("rooms/{room}/messages/"), json!({"content": "x", "message_type": "video"})),
        (format!("rooms/{room}/invite/"), json!({"user_id": -1})),
        ("rooms/".to_owned(), json!({"name": "x", "room_type": "x"})),
    ] {
        let answer = alice.post(&path, body).await;
        let text = answer.body.to_string();
        for word in ["serde", "expected", "variant", "panicked", "src/", "DynamoDB", "line "] {
            assert!(!text.contains(word), "{path}: {text}");
        }
        assert!(!answer.body["error"].as_str().unwrap().is_ascii(), "Chinese: {text}");
        answer.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn a_word_that_is_no_string_is_a_field_of_the_wrong_type() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    for wrong in [json!(7), json!(true), json!([]), json!({"a": 1})] {
        for (field, answer) in [
            ("room_type", alice.post("rooms/", json!({"name": "x", "room_type": wrong})).await),
            (
                "message_type",
                alice
                    .post(&format!("rooms/{room}/messages/"), json!({"content": "x", "message_type": wrong}))
                    .await,
            ),
            ("role", alice.patch(&format!("rooms/{room}/members/{}/", bob.id), json!({"role": wrong})).await),
        ] {
            assert!(answer.body["error"].as_str().unwrap().contains(field), "{wrong}: {}", answer.body);
            answer.refused(400, "invalid_field");
        }
    }
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_named_and_nothing_starts() {
    if World::local(&[]).await.is_none() {
        return;
    }
    let good = ("JWT_SECRET", "a secret of the tests, 32 bytes or more");
    for (name, settings) in [
        ("JWT_SECRET", vec![("JWT_SECRET", "31 bytes are too few for HS256.")]),
        ("JWT_ALGORITHM", vec![good, ("JWT_ALGORITHM", "none")]),
        ("JWKS_URL", vec![("JWT_ALGORITHM", "RS256"), good]),
        ("JWKS_URL", vec![("JWT_ALGORITHM", "ES256"), ("JWKS_URL", "http://idp.example/jwks.json")]),
        ("JWKS", vec![("JWT_ALGORITHM", "RS256"), ("JWKS", "{}")]),
        ("MESSAGES_PER_10S", vec![good, ("MESSAGES_PER_10S", "many")]),
        ("WS_ALLOW_ANONYMOUS", vec![good, ("WS_ALLOW_ANONYMOUS", "perhaps")]),
        ("MAX_UPLOAD_BYTES", vec![good, ("MAX_UPLOAD_BYTES", "-1")]),
        ("CORS_ORIGINS", vec![good, ("CORS_ORIGINS", "*")]),
    ] {
        let data = tempfile::tempdir().unwrap();
        let mut command = tokio::process::Command::new(binary());
        command.args(["--port", "0", "--data-dir"]).arg(data.path()).env_clear().envs(settings.clone());
        command.stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let ended = tokio::time::timeout(std::time::Duration::from_secs(10), command.output()).await;
        let output = ended.unwrap_or_else(|_| panic!("it started with {settings:?}")).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(name), "{settings:?}: {said}");
    }
}
