//! What one machine serves beside the API: the front end's settings and files, demo tokens, the
//! reference.

use roomcast_tests::world::{World, claims};
use serde_json::{Value, json};

#[tokio::test]
async fn the_front_end_is_told_what_it_needs() {
    let Some(world) = World::local(&[]).await else { return };
    let settings = world.bearer("").get("/config.json").await.expect(200);
    assert_eq!(settings["api_base"], "/api/chat/");
    assert_eq!((&settings["ws_base"], &settings["ws_form"]), (&json!("/ws/"), &json!("path")));
    assert_eq!(settings["demo"], false, "a secret is configured");
    assert_eq!(settings["max_upload_bytes"], 25 * 1024 * 1024);
}

#[tokio::test]
async fn demo_tokens_are_given_where_no_secret_is_configured() {
    let Some(world) = World::local(&[("JWT_SECRET", ""), ("REQUIRED_ROLE", "developer")]).await else {
        return;
    };
    let anybody = world.bearer("");
    assert_eq!(anybody.get("/config.json").await.expect(200)["demo"], true);
    let wanted = json!({"user_id": 7, "username": "小明"});
    for path in ["/demo/token/", "/demo/token"] {
        let token = anybody.post(path, wanted.clone()).await.expect(200)["token"].clone();
        let token = token.as_str().expect("a token");
        assert_eq!(claims(token)["token_type"], "access");
        let me = world.bearer(token).get("me/").await.expect(200);
        assert_eq!((&me["id"], &me["username"]), (&json!(7), &json!("小明")));
    }
    for bad in [
        json!({}),
        json!({"user_id": 0, "username": "a"}),
        json!({"user_id": 1}),
        json!({"user_id": 1_u64 << 52, "username": "a"}),
    ] {
        anybody.post("/demo/token/", bad).await.refused(400, "invalid_field");
    }
    anybody.get("/demo/token/").await.refused(404, "route_not_found");
    for (name, value) in [("host", "evil.example"), ("x-forwarded-for", "1.2.3.4")] {
        let answer = anybody.raw("POST", "/demo/token/", &[(name, value)], wanted.to_string().into()).await;
        answer.refused(404, "route_not_found");
        let settings = anybody.raw("GET", "/config.json", &[(name, value)], Vec::new()).await;
        assert_eq!(settings.expect(200)["demo"], false, "{name}");
    }
}

#[tokio::test]
async fn with_a_configured_secret_there_are_no_demo_tokens() {
    let Some(world) = World::local(&[]).await else { return };
    let wanted = json!({"user_id": 7, "username": "a"});
    world.bearer("").post("/demo/token/", wanted).await.refused(404, "route_not_found");
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
    for (name, text) in [("index.html", "<p>here</p>"), ("assets/a.js", "1"), ("../secret.txt", "secret")] {
        std::fs::write(site.path().join(name), text).expect("a file");
    }
    let directory = site.path().to_str().expect("a path");
    let Some(world) = World::local(&[("SITE_DIR", directory)]).await else { return };
    let anybody = world.bearer("");
    for place in ["/", "/r/7", "/r/7/m/8/", "/index.html"] {
        let answer = anybody.get(place).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("require-trusted-types-for 'script'")
        );
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.expect(200), "<p>here</p>", "{place}");
    }
    let asset = anybody.get("/assets/a.js").await;
    assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
    for unknown in
        ["/assets/b.js", "/..%2fsecret.txt", "/api", "/api/nothing/", "/api/chat/nothing.js", "/ws/"]
    {
        anybody.get(unknown).await.refused(404, "route_not_found");
    }
    anybody.post("/", Value::Null).await.refused(405, "method_not_allowed");
}
