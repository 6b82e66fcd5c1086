//! Paths: slashes, unknown routes and malformed ids.

use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn every_path_works_with_and_without_its_slash() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let id = alice.send(room, "x").await["id"].clone();
    alice.get("rooms").await.expect(200);
    assert_eq!(
        alice.get("rooms?scope=mine").await.expect(200),
        alice.get("rooms/?scope=mine").await.expect(200)
    );
    for path in [
        "me",
        "notifications",
        &format!("rooms/{room}"),
        &format!("rooms/{room}/members"),
        &format!("rooms/{room}/messages"),
        &format!("messages/{id}"),
    ] {
        assert_eq!(
            alice.get(path).await.expect(200),
            alice.get(&format!("{path}/")).await.expect(200),
            "{path}"
        );
    }
    alice.get("rooms//").await.refused(404, "route_not_found");
}

#[tokio::test]
async fn writes_and_sockets_work_without_the_slash() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
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
async fn unknown_routes_and_methods_are_refused_as_json() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    alice.get("nothing/").await.refused(404, "route_not_found");
    let wrong = alice.raw("PUT", "rooms/", &[], vec![]).await;
    assert_eq!(wrong.header("allow"), Some("GET, POST"));
    wrong.refused(405, "method_not_allowed");
    world.bearer("").get("/api/chat/rooms/").await.refused(401, "token_missing");
    for socket in ["/ws/chat/1/", "/ws/", "/ws"] {
        alice.get(socket).await.refused(400, "upgrade_required");
    }
    assert_eq!(world.bearer("").get("/healthz").await.expect(200), json!({"status": "ok"}));
}

#[tokio::test]
async fn a_malformed_id_is_not_found() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for id in ["0", "-1", "1.0", "1e3", "abc", "9007199254740992", "99999999999999999999", "%31%00", "+1"] {
        assert_eq!(alice.get(&format!("rooms/{id}/")).await.status, 404, "{id}");
        alice.try_message(&id).await.refused(404, "message_not_found");
        alice.try_read(&id).await.refused(404, "message_not_found");
        alice.try_delete_message(&id).await.refused(404, "message_not_found");
        let member = format!("rooms/{room}/members/{id}/");
        alice.patch(&member, json!({"is_muted": true})).await.refused(404, "member_not_found");
        let (status, _) = alice.try_connect(&format!("chat/{id}/")).await.err().unwrap();
        assert_eq!(status, 404, "{id}");
    }
}

#[tokio::test]
async fn documents_and_files_answer_head_and_everything_else_names_its_methods() {
    let site = tempfile::tempdir().expect("a directory");
    std::fs::write(site.path().join("index.html"), "<p>here</p>").expect("a file");
    let Some(world) = World::local(&[("SITE_DIR", site.path().to_str().expect("a path"))]).await else {
        return;
    };
    let alice = world.user("alice");
    let upload = alice.announce("a.png", "image/png", 5).await;
    assert_eq!(crate::uploads::put(&upload, &[], b"hello").await.status(), 200);
    let file_url = upload["file_url"].as_str().expect("a URL");
    let file = &file_url[file_url.find("/files/").expect("a path")..];
    for path in
        ["/healthz", "/config.json", "/", "/index.html", "/docs", "openapi.json", "asyncapi.json", file]
    {
        let (head, get) = (alice.raw("HEAD", path, &[], vec![]).await, alice.get(path).await);
        assert_eq!((head.status, get.status, head.body), (200, 200, json!("")), "{path}");
        assert_eq!(head.headers.get("content-length"), get.headers.get("content-length"), "{path}");
        assert_eq!(head.headers.get("content-type"), get.headers.get("content-type"), "{path}");
    }
    for (method, path, allowed) in [
        ("HEAD", "rooms/", "GET, POST"),
        ("HEAD", "me/", "GET, PATCH"),
        ("HEAD", "rooms/1/join/", "POST"),
        ("POST", "openapi.json", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD, OPTIONS"),
        ("DELETE", "/config.json", "GET, HEAD, OPTIONS"),
        ("POST", "/index.html", "GET, HEAD"),
        ("DELETE", file, "GET, HEAD, PUT, OPTIONS"),
    ] {
        let answer = alice.raw(method, path, &[], vec![]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allowed)), "{method} {path}");
    }
}

#[tokio::test]
async fn upgrades_of_paths_that_nothing_answers_are_refused_as_json() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    for path in ["/", "other/", "chat/", "chat/1/x/", "notifications/1"] {
        alice.refused_connection(path, 404, "route_not_found").await;
    }
    let upgrade = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("accept", "text/html"),
    ];
    for path in ["/", "/r/7", "/chat/1/", "/socket.io/?EIO=4"] {
        alice.raw("GET", path, &upgrade, vec![]).await.refused(404, "route_not_found");
    }
}
