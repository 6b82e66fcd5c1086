//! `OIDC_ISSUER`: the key set of an issuer with a discovery document.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use roomcast_tests::world::World;
use serde_json::json;

use super::key_sets::{claims, rsa, signed};
use super::served::Served;

const DISCOVERY: &str = "/realm/.well-known/openid-configuration";

#[tokio::test]
async fn the_key_set_comes_from_the_discovery_document() {
    let (key, set) = rsa();
    let page = Served::new().await;
    let issuer = format!("{}/realm", page.url);
    page.set("/keys", 200, &set);
    let found = json!({"issuer": issuer, "jwks_uri": format!("{}/keys", page.url)});
    page.set(DISCOVERY, 200, &found.to_string());
    let Some(world) = World::local(&[("OIDC_ISSUER", &issuer)]).await else { return };
    assert!(page.asked().is_empty(), "nothing is asked before the first token");
    let with = |iss: &str| signed(Algorithm::RS256, Some("one"), &key, &claims(&json!({"iss": iss})));
    assert_eq!(world.bearer(&with(&issuer)).me().await["id"], 7);
    for other in ["https://evil.example", &format!("{issuer}/"), ""] {
        world.bearer(&with(other)).get("me/").await.refused(401, "token_issuer");
    }
}

#[tokio::test]
async fn a_discovery_document_of_another_issuer_is_503() {
    let (key, set) = rsa();
    let page = Served::new().await;
    let issuer = format!("{}/realm", page.url);
    page.set("/keys", 200, &set);
    let Some(world) = World::local(&[("OIDC_ISSUER", &issuer)]).await else { return };
    let bearer = world.bearer(&signed(Algorithm::RS256, Some("one"), &key, &claims(&json!({"iss": issuer}))));
    for bad in [
        json!({"issuer": format!("{issuer}/"), "jwks_uri": format!("{}/keys", page.url)}),
        json!({"issuer": issuer, "jwks_uri": "http://keys.example/keys"}),
        json!({"issuer": issuer}),
    ] {
        page.set(DISCOVERY, 200, &bad.to_string());
        bearer.get("me/").await.refused(503, "keys_unavailable");
        tokio::time::sleep(Duration::from_millis(1_100)).await;
    }
    let good = json!({"issuer": issuer, "jwks_uri": format!("{}/keys", page.url)});
    page.set(DISCOVERY, 200, &good.to_string());
    assert_eq!(bearer.me().await["id"], 7);
}
