//! Tokens that are refused.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use roomcast_tests::world::{World, is_gateway, now_s, outlive, says, secret, token};
use serde_json::{Value, json};

/// Signs a token with exactly these claims.
fn signed(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
    encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

#[tokio::test]
async fn a_bad_token_is_refused_before_anything_is_looked_up() {
    let world = World::any().await;
    let good = json!({"user_id": 1, "username": "a"});
    let with = |extra: Value| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        token(claims)
    };
    let lasting = json!({"user_id": 1, "exp": now_s() + 60});
    let cases = [
        ("token_missing", String::new()),
        ("token_invalid", "x".to_owned()),
        ("token_invalid", "a.b.c".to_owned()),
        ("token_expired", with(json!({"exp": now_s() - 1}))),
        ("token_not_yet_valid", with(json!({"nbf": now_s() + 60}))),
        ("token_invalid", with(json!({"token_type": "refresh"}))),
        ("token_invalid", with(json!({"exp": null}))),
        ("token_invalid", with(json!({"user_id": 0}))),
        ("token_invalid", with(json!({"user_id": "0x1", "sub": "5"}))),
        ("token_invalid", with(json!({"user_id": 1_u64 << 52}))),
        ("token_invalid", signed(Algorithm::HS256, secret(), &json!({"user_id": 1}))),
        ("token_invalid", signed(Algorithm::HS256, "another secret of 32 bytes or more", &lasting)),
        ("token_invalid", signed(Algorithm::HS512, secret(), &lasting)),
        // {"alg":"none","typ":"JWT"} . {"user_id":1,"exp":9999999999}
        (
            "token_invalid",
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ1c2VyX2lkIjoxLCJleHAiOjk5OTk5OTk5OTl9.".to_owned(),
        ),
    ];
    for (code, token) in cases {
        world.bearer(&token).get("rooms/999999/").await.refused(401, code);
        if !token.is_empty() {
            let (status, body) =
                world.bearer(&token).open(&format!("chat/999999/?token={token}"), &[]).await.err().unwrap();
            assert!(status == 401 && says(&body, code), "{status} {body}");
        }
    }
    let (status, body) = world.bearer("").open("chat/1/", &[]).await.err().unwrap();
    assert!(status == 401 && says(&body, "token_missing"), "{status} {body}");
    world
        .bearer("")
        .raw("GET", "rooms/", &[("authorization", "Basic YTpi")], vec![])
        .await
        .refused(401, "token_invalid");
}

#[tokio::test]
async fn a_changed_token_and_one_without_bearer_are_refused() {
    let world = World::any().await;
    let good = world.user("alice").token;
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    let another = token(json!({"user_id": 1, "exp": now_s() + 60}));
    let other = another.split('.').nth(1).unwrap();
    for bad in [
        format!("{header}.{other}.{signature}"),
        format!("{header}.{payload}."),
        format!("{header}.{payload}"),
        format!("{good}.{signature}"),
        format!("{good}x"),
        "é".to_owned(),
        "x".repeat(7_000),
    ] {
        world.bearer(&bad).get("me/").await.refused(401, "token_invalid");
    }
    let anybody = world.bearer("");
    for header in [good.as_str(), "Bearer", "Bearer ", &format!("Token {good}")] {
        let answer = anybody.raw("GET", "me/", &[("authorization", header)], vec![]).await;
        assert_eq!(answer.status, 401, "{header}");
    }
    for (path, headers) in [
        ("chat/1/", vec![("sec-websocket-protocol", "bearer")]),
        ("chat/1/", vec![("sec-websocket-protocol", "bearer, x")]),
        ("chat/1/?token=x", vec![]),
        ("chat/1/", vec![("authorization", "Bearer x")]),
        ("notifications/", vec![]),
    ] {
        let (status, body) = anybody.open(path, &headers).await.err().unwrap();
        assert_eq!(status, 401, "{path} {headers:?}");
        assert!(is_gateway() || body["error"].is_string() && body["code"].is_string(), "{body}");
    }
}

#[tokio::test]
async fn a_token_that_was_used_before_is_refused_once_it_has_expired() {
    let world = World::any().await;
    let alice = world.user("alice").id;
    let expires_s = now_s() + 3;
    let user = world.bearer(&token(json!({"user_id": alice, "exp": expires_s})));
    for _ in 0..3 {
        user.get("me/").await.expect(200);
    }
    outlive(expires_s).await;
    user.get("me/").await.refused(401, "token_expired");
}
