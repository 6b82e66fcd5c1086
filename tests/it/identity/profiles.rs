//! `PROFILE_URL`: the names of users whose tokens give none.

use roomcast_tests::world::{World, token};
use serde_json::{Value, json};

use super::served::Served;

#[tokio::test]
async fn names_that_no_token_gives_come_from_the_profile() {
    let profiles = Served::new().await;
    let url = format!("{}/me", profiles.url);
    let Some(world) = World::local(&[("PROFILE_URL", &url)]).await else { return };
    let me = async |claims: Value| world.bearer(&token(claims)).me().await;
    let nameless = token(json!({"sub": "7"}));
    profiles.set("/me", 200, r#"{"sub": "7", "name": "Ann Lee", "given_name": "Ann"}"#);
    let ann = world.bearer(&nameless).me().await;
    assert_eq!(
        (&ann["username"], &ann["first_name"], &ann["names_from_login"]),
        (&json!("Ann Lee"), &json!("Ann"), &json!(true))
    );
    let asked = profiles.asked();
    let sent = format!("authorization: Bearer {nameless}\r\n");
    assert!(asked[0].contains(&sent), "{asked:?}");
    // Kept for ten minutes, also when the profile changes or goes.
    profiles.set("/me", 200, r#"{"sub": "7", "name": "Another"}"#);
    assert_eq!(me(json!({"sub": "7"})).await["username"], "Ann Lee");
    // A token that has names asks nobody.
    assert_eq!(me(json!({"sub": "7", "username": "ann"})).await["username"], "ann");
    assert_eq!(profiles.asked().len(), 1);
    world
        .bearer(&token(json!({"sub": "7"})))
        .patch("me/", json!({"username": "x"}))
        .await
        .refused(409, "names_from_login");
}

#[tokio::test]
async fn a_token_without_sub_is_compared_by_its_own_claim_of_the_user() {
    let profiles = Served::new().await;
    let url = format!("{}/me", profiles.url);
    let Some(world) = World::local(&[("PROFILE_URL", &url)]).await else { return };
    profiles.set("/me", 200, r#"{"sub": "31", "username": "ann"}"#);
    for (user_id, username) in [(json!(31), "ann"), (json!("31"), "ann"), (json!(32), "user32")] {
        let me = world.bearer(&token(json!({"user_id": user_id}))).me().await;
        assert_eq!(me["username"], username, "{user_id}");
    }
}

#[tokio::test]
async fn a_profile_of_somebody_else_or_none_at_all_gives_no_names() {
    let profiles = Served::new().await;
    let url = format!("{}/me", profiles.url);
    let Some(world) = World::local(&[("PROFILE_URL", &url)]).await else { return };
    let name =
        async |id: u64| world.bearer(&token(json!({"sub": id.to_string()}))).me().await["username"].clone();
    let large = format!(r#"{{"name": "{}"}}"#, "x".repeat(70_000));
    for (id, status, body) in [
        (21, 200, r#"{"sub": "22", "name": "Another"}"#),
        (22, 302, r#"{"name": "Another"}"#),
        (23, 401, r#"{"name": "Another"}"#),
        (24, 200, "<html>"),
        (25, 200, r#"{"name": "  "}"#),
        (26, 200, "[]"),
        (27, 200, large.as_str()),
    ] {
        profiles.set("/me", status, body);
        assert_eq!(name(id).await, format!("user{id}"), "{status}");
    }
    // Who has no name there may choose one.
    let chooser = world.bearer(&token(json!({"sub": "25"})));
    assert_eq!(chooser.patch("me/", json!({"username": "chosen"})).await.expect(200)["username"], "chosen");
    assert_eq!(name(25).await, "chosen");
}

#[tokio::test]
async fn while_the_profile_does_not_answer_calls_go_on() {
    // Nothing listens on port 9.
    let Some(world) = World::local(&[("PROFILE_URL", "http://127.0.0.1:9/me")]).await else { return };
    for id in [7, 8] {
        let me = world.bearer(&token(json!({"user_id": id}))).me().await;
        assert_eq!(me["username"], format!("user{id}"));
    }
}
