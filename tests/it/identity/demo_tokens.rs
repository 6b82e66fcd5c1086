//! Demo tokens of a server without a configured secret.

use roomcast_tests::world::{World, claims};
use serde_json::json;

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
        let me = world.bearer(token).me().await;
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
    let wrong = anybody.get("/demo/token/").await;
    assert_eq!(wrong.header("allow"), Some("POST, OPTIONS"));
    wrong.refused(405, "method_not_allowed");
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
