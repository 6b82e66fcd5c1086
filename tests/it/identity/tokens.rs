//! Tokens that are refused.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use roomcast_tests::world::{World, is_gateway, now_s, outlive, says, secret, token};
use serde_json::{Value, json};

/// Signs a token with exactly these claims.
fn signed(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
    encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

/// Signs good claims under a header with this type.
fn headed(kind: Option<&str>, claims: &Value) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.typ = kind.map(str::to_owned);
    encode(&header, claims, &EncodingKey::from_secret(secret().as_bytes())).unwrap()
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
        ("token_malformed", "x".to_owned()),
        ("token_malformed", "a.b.c".to_owned()),
        ("token_malformed", "e30.e30".to_owned()),
        ("token_expired", with(json!({"exp": now_s() - 1}))),
        ("token_not_yet_valid", with(json!({"nbf": now_s() + 90}))),
        ("token_kind", with(json!({"token_type": "refresh"}))),
        ("token_kind", with(json!({"token_use": "refresh"}))),
        ("token_kind", with(json!({"type": "refresh", "token_type": "access"}))),
        ("token_kind", with(json!({"typ": "ID"}))),
        ("token_kind", with(json!({"token_type": 1}))),
        ("token_kind", headed(Some("dpop+jwt"), &lasting)),
        ("token_kind", headed(Some("rt+jwt"), &lasting)),
        ("token_audience", with(json!({"aud": "fastapi-users:reset"}))),
        ("token_audience", with(json!({"aud": []}))),
        ("token_malformed", with(json!({"exp": null}))),
        ("token_malformed", with(json!({"exp": "9999999999"}))),
        ("token_user", with(json!({"user_id": 0}))),
        ("token_user", with(json!({"user_id": 1_u64 << 52}))),
        ("token_malformed", signed(Algorithm::HS256, secret(), &json!({"user_id": 1}))),
        ("token_signature", signed(Algorithm::HS256, "another secret of 32 bytes or more", &lasting)),
        ("token_algorithm", signed(Algorithm::HS512, secret(), &lasting)),
        // {"alg":"none","typ":"JWT"} . {"user_id":1,"exp":9999999999}
        (
            "token_algorithm",
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ1c2VyX2lkIjoxLCJleHAiOjk5OTk5OTk5OTl9.".to_owned(),
        ),
        // {"alg":"dir","enc":"A256GCM"}, as a token that is encrypted
        ("token_encrypted", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA".to_owned()),
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
        .refused(401, "token_missing");
}

#[tokio::test]
async fn a_changed_token_and_one_without_bearer_are_refused() {
    let world = World::any().await;
    let good = world.user("alice").token;
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    let another = token(json!({"user_id": 1, "exp": now_s() + 60}));
    let other = another.split('.').nth(1).unwrap();
    for (code, bad) in [
        ("token_signature", format!("{header}.{other}.{signature}")),
        ("token_signature", format!("{header}.{payload}.")),
        ("token_malformed", format!("{header}.{payload}")),
        ("token_malformed", format!("{good}.{signature}")),
        ("token_signature", format!("{good}x")),
        ("token_malformed", "x".repeat(7_000)),
    ] {
        world.bearer(&bad).get("me/").await.refused(401, code);
    }
    assert_eq!(world.bearer("é").get("me/").await.status, 401);
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

#[tokio::test]
async fn access_tokens_of_the_usual_kinds_are_taken() {
    let world = World::any().await;
    let lasting = json!({"user_id": 1, "exp": now_s() + 60});
    for kind in [None, Some("JWT"), Some("jwt"), Some("at+jwt"), Some("application/at+jwt")] {
        world.bearer(&headed(kind, &lasting)).get("me/").await.expect(200);
    }
    for kinds in [
        json!({"token_type": "access", "token_use": "access", "type": "access"}),
        json!({"typ": "Bearer"}),
        json!({"token_type": "Bearer", "typ": null}),
        json!({"nbf": now_s() + 10}),
    ] {
        let mut claims = json!({"user_id": 1});
        claims.as_object_mut().unwrap().extend(kinds.as_object().unwrap().clone());
        world.bearer(&token(claims)).get("me/").await.expect(200);
    }
    let good = token(json!({"user_id": 1}));
    for scheme in ["Bearer", "bearer", "JWT", "jwt"] {
        let header = format!("{scheme} {good}");
        let answer = world.bearer("").raw("GET", "me/", &[("authorization", &header)], vec![]).await;
        answer.expect(200);
    }
}

#[tokio::test]
async fn other_kinds_are_taken_where_the_settings_name_them() {
    let Some(world) = World::local(&[("JWT_TOKEN_USE", "ID, sliding")]).await else { return };
    for (good, kind) in [(true, "sliding"), (true, "id"), (false, "access"), (false, "refresh")] {
        let answer = world.bearer(&token(json!({"user_id": 1, "token_type": kind}))).get("me/").await;
        assert_eq!(answer.status == 200, good, "{kind}");
    }
    let Some(world) = World::local(&[("JWT_TOKEN_USE", "any")]).await else { return };
    world.bearer(&token(json!({"user_id": 1, "token_type": "refresh"}))).get("me/").await.expect(200);
}

#[tokio::test]
async fn longer_secrets_algorithms_are_taken_where_the_settings_name_them() {
    let Some(world) = World::local(&[("JWT_ALGORITHM", "HS384,HS512")]).await else { return };
    let lasting = json!({"user_id": 1, "exp": now_s() + 60});
    for (algorithm, code) in
        [(Algorithm::HS384, None), (Algorithm::HS512, None), (Algorithm::HS256, Some("token_algorithm"))]
    {
        let answer = world.bearer(&signed(algorithm, secret(), &lasting)).get("me/").await;
        assert_eq!(answer.body["code"].as_str(), code, "{algorithm:?}");
    }
}

#[tokio::test]
async fn an_audience_counts_only_where_the_settings_name_it() {
    let me = async |world: &World, claims: Value| {
        let mut with = json!({"user_id": 1});
        with.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        world.bearer(&token(with)).get("me/").await.status
    };
    let Some(world) = World::local(&[("JWT_AUDIENCE", "chat, app")]).await else { return };
    for (status, claims) in [
        (200, json!({"aud": "chat"})),
        (200, json!({"aud": ["web", "app"]})),
        (401, json!({"aud": "web"})),
        (401, json!({})),
        (200, json!({"token_use": "access", "client_id": "app"})),
        (401, json!({"token_use": "access", "client_id": "web"})),
        (401, json!({"client_id": "app"})),
        (401, json!({"token_use": "access", "client_id": "app", "aud": "web"})),
    ] {
        assert_eq!(me(&world, claims.clone()).await, status, "{claims}");
    }
    let Some(world) = World::local(&[("JWT_AUDIENCE", "any")]).await else { return };
    assert_eq!((me(&world, json!({"aud": "web"})).await, me(&world, json!({})).await), (200, 200));
}

#[tokio::test]
async fn the_first_place_that_has_a_token_decides() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let (good, bad) = (alice.token.as_str(), "x");
    let header = |token: &str| format!("Bearer {token}");
    let protocol = |token: &str| format!("bearer, {token}");
    let anybody = world.bearer("");
    for (query, headers, is_good) in [
        (bad, vec![("authorization", header(good))], true),
        (good, vec![("authorization", header(bad))], false),
        (bad, vec![("sec-websocket-protocol", protocol(good))], true),
        (good, vec![("sec-websocket-protocol", protocol(bad))], false),
        (bad, vec![("authorization", header(good)), ("sec-websocket-protocol", protocol(bad))], true),
        (good, vec![("authorization", "Basic YTpi".to_owned())], true),
    ] {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let opened = anybody.open(&format!("chat/{room}/?token={query}"), &headers).await;
        assert_eq!(opened.is_ok(), is_good, "{query} {headers:?}");
    }
}
