//! CORS headers and origins.

use roomcast_tests::world::World;

#[tokio::test]
async fn a_page_on_localhost_may_call_and_others_may_not() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let ask = async |origin: &str| alice.raw("GET", "rooms/", &[("origin", origin)], vec![]).await;
    for origin in ["http://localhost:5173", "http://127.0.0.1:3000", "http://localhost", "http://[::1]:8080"]
    {
        let answer = ask(origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
        assert_eq!(
            answer.header("access-control-expose-headers"),
            Some("X-Next-Cursor, Retry-After, WWW-Authenticate")
        );
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
async fn listed_origins_match_in_any_spelling_of_their_port_and_scheme() {
    let listed = "https://a.example:443, http://B.example, capacitor://localhost";
    let Some(world) = World::local(&[("CORS_ORIGINS", listed)]).await else { return };
    let alice = world.user("alice");
    for origin in ["https://a.example", "http://b.example", "http://b.example:80", "capacitor://localhost"] {
        let answer = alice.raw("GET", "rooms/", &[("origin", origin)], vec![]).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
    }
    for origin in ["http://a.example", "https://a.example:444", "https://localhost"] {
        let answer = alice.raw("GET", "rooms/", &[("origin", origin)], vec![]).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
    }
}

#[tokio::test]
async fn a_page_of_the_servers_own_address_opens_sockets_whatever_is_listed() {
    let Some(world) = World::local(&[("CORS_ORIGINS", "https://a.example")]).await else { return };
    let alice = world.user("alice");
    let path = format!("chat/{}/?token={}", alice.room("public").await, alice.token);
    let own = format!("http://{}", world.address);
    assert!(alice.open(&path, &[("origin", &own)]).await.is_ok());
    for (origin, host, opens) in [
        ("https://chat.example", "chat.example", true),
        ("http://chat.example:8000", "chat.example:8000", true),
        ("https://chat.example", "chat.example:8000", false),
        ("https://evil.example", "chat.example", false),
        ("null", "chat.example", false),
    ] {
        let opened = alice.open(&path, &[("origin", origin), ("host", host)]).await;
        assert_eq!(opened.is_ok(), opens, "{origin} at {host}");
    }
    let elsewhere = [("origin", "https://evil.example"), ("x-forwarded-host", "evil.example")];
    assert!(alice.open(&path, &elsewhere).await.is_err(), "no proxy is trusted");
}

#[tokio::test]
async fn a_preflight_allows_every_header_that_a_page_of_an_allowed_origin_asks_for() {
    let Some(world) = World::local(&[]).await else { return };
    let asked = "authorization,baggage,content-type,sentry-trace,traceparent,x-requested-with";
    let ask = async |path: &str, origin: &str, asked: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", asked),
        ];
        world.bearer("").raw("OPTIONS", path, &headers, vec![]).await
    };
    let file = "/files/00000000000000000000000000000000";
    for path in ["rooms/", "uploads/", "openapi.json", "/config.json", "/healthz", file] {
        let answer = ask(path, "http://localhost:3000", asked).await;
        assert_eq!(
            (answer.status, answer.header("access-control-allow-headers")),
            (204, Some(asked)),
            "{path}"
        );
        let answer = ask(path, "https://evil.example", asked).await;
        assert_eq!(answer.header("access-control-allow-headers"), None, "{path}");
    }
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
