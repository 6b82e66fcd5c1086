//! `REQUIRED_ROLE`.

use roomcast_tests::world::{World, token};
use serde_json::json;

#[tokio::test]
async fn a_required_role_is_demanded_by_rest_and_socket() {
    let Some(world) = World::local(&[("REQUIRED_ROLE", "developer")]).await else { return };
    world.user("plain").get("rooms/").await.refused(403, "role_required");
    let plain = world.user("plain");
    let (status, body) = plain.try_connect("chat/1/").await.err().unwrap();
    assert_eq!((status, body["code"].as_str()), (403, Some("role_required")));
    for claim in [
        json!({"role": "developer"}),
        json!({"roles": ["x", "developer"]}),
        json!({"groups": ["developer"]}),
        json!({"cognito:groups": ["developer"]}),
    ] {
        let mut claims = json!({"user_id": 1});
        claims.as_object_mut().unwrap().extend(claim.as_object().unwrap().clone());
        world.bearer(&token(claims)).get("rooms/").await.expect(200);
    }
}

#[tokio::test]
async fn a_role_is_matched_whole() {
    let Some(world) = World::local(&[("REQUIRED_ROLE", "developer")]).await else { return };
    for claims in [
        json!({"role": "developers"}),
        json!({"role": "Developer"}),
        json!({"roles": "admin developer"}),
        json!({"groups": ["developer2", 3, null]}),
        json!({"scope": "developer"}),
    ] {
        let mut with = json!({"user_id": 1});
        with.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        world.bearer(&token(with)).get("me/").await.refused(403, "role_required");
    }
    world.bearer("x").get("me/").await.refused(401, "token_malformed");
}
