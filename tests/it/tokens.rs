use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use roomcast_tests::world::{World, now_s, says, secret, token};
use serde_json::{Value, json};

#[tokio::test]
async fn a_bad_token_is_401_before_anything_is_looked_up() {
    let world = World::any().await;
    let good = json!({"user_id": 1, "username": "a"});
    let with = |extra: Value| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        token(claims)
    };
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
        (
            "token_invalid",
            encode(
                &Header::default(),
                &json!({"user_id": 1}),
                &EncodingKey::from_secret(secret().as_bytes()),
            )
            .unwrap(),
        ),
        (
            "token_invalid",
            encode(
                &Header::default(),
                &json!({"user_id": 1, "exp": now_s() + 60}),
                &EncodingKey::from_secret(b"another secret of 32 bytes or more"),
            )
            .unwrap(),
        ),
        (
            "token_invalid",
            encode(
                &Header::new(Algorithm::HS512),
                &json!({"user_id": 1, "exp": now_s() + 60}),
                &EncodingKey::from_secret(secret().as_bytes()),
            )
            .unwrap(),
        ),
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
async fn names_come_from_the_usual_claims() {
    let world = World::any().await;
    let me = async |claims: Value| world.bearer(&token(claims)).get("me/").await.expect(200);
    let alice = me(json!({"user_id": "7", "username": "alice", "first_name": "A", "last_name": "L"})).await;
    assert_eq!(
        alice,
        json!({"id": 7, "username": "alice", "first_name": "A", "last_name": "L", "unread_total": 0})
    );
    let bob =
        me(json!({"sub": 8, "preferred_username": "bob\u{7}", "given_name": "B", "family_name": "K"})).await;
    assert_eq!(
        bob,
        json!({"id": 8, "username": "bob", "first_name": "B", "last_name": "K", "unread_total": 0})
    );
    assert_eq!(me(json!({"user_id": 9})).await["username"], "user9");
    assert_eq!(me(json!({"sub": "9", "cognito:username": "c"})).await["username"], "c");
    let uuid = me(json!({"sub": "6f0c7a52-6a0e-4a8e-9a51-0e6c2a0b7d11", "username": "u"})).await["id"]
        .as_u64()
        .unwrap();
    assert!((1 << 52..1 << 53).contains(&uuid));
    let again = me(json!({"sub": "6f0c7a52-6a0e-4a8e-9a51-0e6c2a0b7d11"})).await["id"].as_u64().unwrap();
    let other = me(json!({"sub": "6f0c7a52-6a0e-4a8e-9a51-0e6c2a0b7d11", "iss": "https://other.example"}))
        .await["id"]
        .as_u64()
        .unwrap();
    assert!(uuid == again && uuid != other);
}

#[tokio::test]
async fn a_required_role_is_demanded_everywhere() {
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
async fn member_lists_follow_a_newer_token() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let message = alice.send(room, "x").await;
    let claims = json!({"user_id": alice.id, "username": "alicia", "iat": now_s() + 1});
    let renamed = world.bearer(&token(claims));
    renamed.get("rooms/").await.expect(200);
    for _ in 0..100 {
        let members = renamed.get(&format!("rooms/{room}/members/")).await.expect(200);
        if members[0]["user"]["username"] == "alicia" {
            assert_eq!(members.as_array().unwrap().len(), 1);
            let old = renamed.get(&format!("messages/{}/", message["id"])).await.expect(200);
            assert_eq!(old["sender"]["username"], "alice", "a message shows the name of its time");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    panic!("the member list kept the old name");
}
