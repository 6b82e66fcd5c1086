//! CORS headers and origins.

use roomcast_tests::world::World;

#[tokio::test]
async fn a_page_on_localhost_may_call_and_others_may_not() {
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
async fn only_listed_origins_may_call_and_open_sockets() {
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

#[tokio::test]
async fn without_listed_origins_a_socket_opens_from_any_origin() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let path = format!("chat/{room}/?token={}", alice.token);
    assert!(alice.open(&path, &[("origin", "https://app.example")]).await.is_ok());
}

#[tokio::test]
async fn refusals_have_cors_headers_without_a_wildcard() {
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
async fn a_refused_large_body_has_cors_headers() {
    let Some(world) = World::local(&[]).await else { return };
    let origin = "http://localhost:3000";
    let large = vec![b' '; 300 * 1024];
    let answer = world.user("alice").raw("POST", "rooms/", &[("origin", origin)], large).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (413, Some(origin)));
}

#[tokio::test]
async fn a_preflight_names_the_methods_of_its_path_and_allows_no_foreign_origin() {
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
