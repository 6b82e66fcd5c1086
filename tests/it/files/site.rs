//! The page, its `config.json` and the API reference.

use roomcast_tests::world::World;
use serde_json::{Value, json};

/// What Chromium accepts when it goes to a page.
const NAVIGATION: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

#[tokio::test]
async fn config_json_has_the_settings_of_the_front_end() {
    let Some(world) = World::local(&[]).await else { return };
    let settings = world.bearer("").get("/config.json").await.expect(200);
    assert_eq!(settings["api_base"], "/api/chat/");
    assert_eq!((&settings["ws_base"], &settings["ws_form"]), (&json!("/ws/"), &json!("path")));
    assert_eq!(settings["demo"], false, "a secret is configured");
    assert_eq!(settings["max_upload_bytes"], 25 * 1024 * 1024);
}

#[tokio::test]
async fn the_reference_lists_every_operation_frame_and_code() {
    let Some(world) = World::local(&[]).await else { return };
    let Value::String(page) = world.bearer("").get("/docs").await.expect(200) else { panic!("no page") };
    for word in
        ["/api/chat/rooms/{room_id}/messages/", "replay_truncated", "is_typing", "room_full", "NewMessage"]
    {
        assert!(page.contains(word), "{word}");
    }
    assert!(!page.contains("<script") && !page.contains("style="));
}

#[tokio::test]
async fn the_site_is_served_with_a_strict_policy() {
    let site = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(site.path().join("assets")).expect("a directory");
    for (name, text) in
        [("index.html", "<img src=\"/a.svg\">"), ("assets/a.js", "1"), ("../secret.txt", "secret")]
    {
        std::fs::write(site.path().join(name), text).expect("a file");
    }
    let directory = site.path().to_str().expect("a path");
    let Some(world) = World::local(&[("SITE_DIR", directory)]).await else { return };
    let anybody = world.bearer("");
    // The files of the page are named from where it is, so that a proxy may serve it below another path.
    for (place, up) in [("/", "./"), ("/r/7", "../"), ("/r/7/m/8/", "../../../../"), ("/index.html", "/")] {
        let answer = anybody.raw("GET", place, &[("accept", NAVIGATION)], vec![]).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("require-trusted-types-for 'script'")
        );
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.expect(200), format!("<img src=\"{up}a.svg\">"), "{place}");
    }
    let asset = anybody.get("/assets/a.js").await;
    assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
    for unknown in
        ["/assets/b.js", "/..%2fsecret.txt", "/api", "/api/nothing/", "/api/chat/nothing.js", "/ws/chat/"]
    {
        anybody.get(unknown).await.refused(404, "route_not_found");
    }
    anybody.post("/index.html", Value::Null).await.refused(405, "method_not_allowed");
}

#[tokio::test]
async fn a_file_with_compressed_copies_is_served_as_the_caller_takes_it() {
    let site = tempfile::tempdir().expect("a directory");
    let files = [
        ("index.html", "page"),
        ("a.js", "whole"),
        ("a.js.br", "brotli"),
        ("a.js.gz", "gzip"),
        ("b.js", "b"),
    ];
    for (name, text) in files {
        std::fs::write(site.path().join(name), text).expect("a file");
    }
    let directory = site.path().to_str().expect("a path");
    let Some(world) = World::local(&[("SITE_DIR", directory)]).await else { return };
    let anybody = world.bearer("");
    let taken = [
        ("/a.js", "", None, "whole"),
        ("/a.js", "identity", None, "whole"),
        ("/a.js", "gzip, deflate", Some("gzip"), "gzip"),
        ("/a.js", "gzip, deflate, br, zstd", Some("br"), "brotli"),
        ("/a.js", "gzip;q=0.5, br;q=0", Some("gzip"), "gzip"),
        ("/b.js", "gzip, br", None, "b"),
    ];
    for (path, accepted, encoding, text) in taken {
        let answer = anybody.raw("GET", path, &[("accept-encoding", accepted)], vec![]).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(answer.header("content-type"), Some("text/javascript"), "{accepted}");
        let vary: Vec<_> = answer.headers.get_all("vary").iter().collect();
        assert_eq!(vary, ["accept-encoding", "Origin"], "{accepted}");
        assert_eq!(answer.expect(200), text, "{accepted}");
    }
}

#[tokio::test]
async fn only_a_navigation_gets_the_page_where_nothing_else_answers() {
    let site = tempfile::tempdir().expect("a directory");
    std::fs::write(site.path().join("index.html"), "<p>here</p>").expect("a file");
    let directory = site.path().to_str().expect("a path");
    let Some(world) = World::local(&[("SITE_DIR", directory)]).await else { return };
    let anybody = world.bearer("");
    let navigations = [("accept", NAVIGATION), ("sec-fetch-mode", "navigate")];
    for header in navigations {
        assert_eq!(anybody.raw("GET", "/r/7", &[header], vec![]).await.expect(200), "<p>here</p>");
        assert_eq!(anybody.raw("HEAD", "/r/7", &[header], vec![]).await.status, 200);
        anybody.raw("POST", "/r/7", &[header], vec![]).await.refused(404, "route_not_found");
    }
    for accept in ["application/json, text/plain, */*", "application/json", "*/*"] {
        for path in ["/rooms/", "/chat/rooms/1/messages/", "/r/7", "/healthz/x"] {
            anybody.raw("GET", path, &[("accept", accept)], vec![]).await.refused(404, "route_not_found");
        }
    }
    assert_eq!(anybody.get("/").await.expect(200), "<p>here</p>");
    let json = [("accept", "application/json")];
    anybody.raw("GET", "/", &json, vec![]).await.refused(404, "route_not_found");
    anybody.post("/", json!({"name": "x"})).await.refused(404, "route_not_found");
    anybody.post("/rooms/", json!({"name": "x"})).await.refused(404, "route_not_found");
}
