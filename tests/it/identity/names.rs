//! The names of a user, from the claims of the newest token.

use std::time::Duration;

use roomcast_tests::world::{World, now_s, token};
use serde_json::{Value, json};

#[tokio::test]
async fn names_come_from_the_usual_claims() {
    let world = World::any().await;
    let me = async |claims: Value| world.bearer(&token(claims)).me().await;
    let alice = me(json!({"user_id": "7", "username": "alice", "first_name": "A", "last_name": "L"})).await;
    assert_eq!(
        alice,
        json!({"id": 7, "username": "alice", "first_name": "A", "last_name": "L", "unread_total": 0, "names_from_login": true})
    );
    let bob =
        me(json!({"sub": 8, "preferred_username": "bob\u{7}", "given_name": "B", "family_name": "K"})).await;
    assert_eq!(
        bob,
        json!({"id": 8, "username": "bob", "first_name": "B", "last_name": "K", "unread_total": 0, "names_from_login": true})
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
async fn a_username_is_cut_at_150_characters_and_has_no_control_characters() {
    let world = World::any().await;
    let me =
        async |name: &str| world.bearer(&token(json!({"user_id": 5, "username": name}))).get("me/").await;
    assert_eq!(me(&"字".repeat(151)).await.expect(200)["username"], "字".repeat(150));
    assert_eq!(me("a\u{0}b\nc\u{7f}").await.expect(200)["username"], "abc");
}

#[tokio::test]
async fn the_member_list_follows_a_newer_token() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let message = alice.send(room, "x").await;
    let claims = json!({"user_id": alice.id, "username": "alicia", "iat": now_s() + 1});
    let renamed = world.bearer(&token(claims));
    renamed.get("rooms/").await.expect(200);
    for _ in 0..100 {
        let members = renamed.members(room).await;
        if members[0]["user"]["username"] == "alicia" {
            assert_eq!(members.len(), 1);
            let old = renamed.message(&message["id"]).await;
            assert_eq!(old["sender"]["username"], "alice", "a message shows the name of its time");
            return;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    panic!("the member list kept the old name");
}

#[tokio::test]
async fn the_member_list_follows_a_newer_token_from_a_route_without_a_room() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let renamed = json!({"user_id": bob.id, "username": "robert", "iat": now_s() + 1});
    world.bearer(&token(renamed)).notifications().await;
    for _ in 0..100 {
        let members = alice.members(room).await;
        if members.iter().any(|member| member["user"]["username"] == "robert") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the member list has the old name");
}
