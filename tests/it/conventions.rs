use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn every_path_works_with_and_without_its_slash() {
    let world = World::any().await;
    let alice = world.user("alice");
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
async fn unknown_routes_and_methods_are_refused_in_our_form() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    alice.get("nothing/").await.refused(404, "route_not_found");
    let wrong = alice.raw("PUT", "rooms/", &[], vec![]).await;
    assert_eq!(wrong.header("allow"), Some("GET, POST"));
    wrong.refused(405, "method_not_allowed");
    world.bearer("").get("/api/chat/rooms/").await.refused(401, "token_missing");
    alice.get("/ws/chat/1/").await.refused(400, "upgrade_required");
    assert_eq!(world.bearer("").get("/healthz").await.expect(200), json!({"status": "ok"}));
}

#[tokio::test]
async fn bad_bodies_are_refused_and_say_what_is_wrong() {
    let world = World::any().await;
    let alice = world.user("alice");
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
        let answer = alice.post("rooms/", body).await;
        assert!(answer.body["error"].as_str().unwrap().contains(field), "{field}: {}", answer.body);
        answer.refused(400, "invalid_field");
    }
    let lenient = json!({"name": "x", "room_type": "public", "description": null, "max_members": null, "unknown": {"a": 1}});
    assert_eq!(alice.post("rooms/", lenient).await.expect(201)["max_members"], 50);
}

#[tokio::test]
async fn a_body_over_256_kib_is_too_large() {
    let world = World::any().await;
    let alice = world.user("alice");
    let body = |size: usize| {
        format!(r#"{{"name":"x","room_type":"public","pad":"{}"}}"#, "x".repeat(size)).into_bytes()
    };
    alice.raw("POST", "rooms/", &[], body(256 * 1024 - 60)).await.expect(201);
    alice.raw("POST", "rooms/", &[], body(256 * 1024)).await.refused(413, "body_too_large");
    alice.raw("POST", "rooms/", &[], body(8 * 1024 * 1024)).await.refused(413, "body_too_large");
    alice.get("rooms/").await.expect(200);
}

#[tokio::test]
async fn query_parameters_out_of_range_are_refused() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    for query in [
        "page=0",
        "page=x",
        "page=-1",
        "page=1.5",
        "page=",
        "page_size=0",
        "page_size=101",
        "after=1",
        "before=0",
        "around=abc",
        "after=0&page=1",
        "after=0&before=1",
        "after=0&limit=0",
        "after=0&limit=101",
    ] {
        alice.get(&format!("rooms/{room}/messages/?{query}")).await.refused(400, "invalid_query");
    }
    for path in [
        "rooms/?limit=0",
        "rooms/?limit=201",
        "rooms/?cursor=x",
        "rooms/?scope=all",
        "notifications/?limit=101",
        "notifications/?cursor=-",
        &format!("rooms/{room}/members/?limit=1001"),
        &format!("rooms/{room}/members/?cursor=zz"),
        &format!("rooms/{room}/members/?banned=maybe"),
    ] {
        alice.get(path).await.refused(400, "invalid_query");
    }
    for path in ["rooms/0/", "rooms/abc/", "rooms/99999999999999999999/", "rooms/-1/", "rooms/33554432/"] {
        alice.get(path).await.refused(404, "room_not_found");
    }
}

#[tokio::test]
async fn a_development_server_on_localhost_may_call_and_others_may_not() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let ask = async |origin: &str| alice.raw("GET", "rooms/", &[("origin", origin)], vec![]).await;
    for origin in ["http://localhost:5173", "http://127.0.0.1:3000", "http://localhost"] {
        let answer = ask(origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
        assert!(answer.header("access-control-expose-headers").unwrap().contains("X-Next-Cursor"));
    }
    for origin in ["https://evil.example", "http://localhost.evil.example", "null"] {
        assert_eq!(ask(origin).await.header("access-control-allow-origin"), None);
    }
    let asking = [("origin", "http://localhost:5173"), ("access-control-request-method", "POST")];
    let preflight = world.bearer("").raw("OPTIONS", "rooms/", &asking, vec![]).await;
    assert_eq!(preflight.status, 204);
    assert!(preflight.header("access-control-allow-methods").unwrap().contains("POST"));
    assert!(preflight.header("access-control-allow-headers").unwrap().contains("Authorization"));
}

#[tokio::test]
async fn listed_origins_are_the_only_ones_also_for_websockets() {
    let Some(world) = World::local(&[("CORS_ORIGINS", "https://a.example, https://b.example")]).await else {
        return;
    };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let answer = alice.raw("GET", "rooms/", &[("origin", "https://b.example")], vec![]).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://b.example"));
    let answer = alice.raw("GET", "rooms/", &[("origin", "http://localhost:5173")], vec![]).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let path = format!("chat/{room}/?token={}", alice.token);
    assert!(alice.open(&path, &[("origin", "https://a.example")]).await.is_ok());
    let (status, body) = alice.open(&path, &[("origin", "https://c.example")]).await.err().unwrap();
    assert_eq!((status, body["code"].as_str()), (403, Some("origin_not_allowed")));
}
