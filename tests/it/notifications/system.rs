//! Notifications of changes to a member.

use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_system_notification_shows_the_room_as_it_was_at_the_change() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    alice.change_room(room, json!({"name": "before"})).await;
    alice.invite(room, &bob).await;
    bob.join(room).await;
    alice.ban(room, &bob).await;
    alice.change_room(room, json!({"name": "after"})).await;
    let told = bob.notifications().await;
    assert_eq!(told[0]["notification_type"], "system");
    assert_eq!((&told[0]["room"]["name"], &told[0]["message"]), (&json!("before"), &Value::Null));
    for notice in &told {
        assert!(!notice["title"].as_str().unwrap().is_empty() && notice["content"].is_string());
    }
}

#[tokio::test]
async fn a_system_notification_names_the_change_that_was_made() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    for (change, title) in [
        (json!({"role": "admin", "is_muted": false, "is_banned": false}), "您已成为管理员"),
        (json!({"role": "member", "is_muted": false}), "您不再是管理员"),
        (json!({"role": "member", "is_muted": true}), "您已被禁言"),
        (json!({"role": "admin", "is_muted": true}), "您已成为管理员"),
    ] {
        alice.change(room, &bob, change.clone()).await;
        assert_eq!(bob.notifications().await[0]["title"], title, "{change}");
    }
}

#[tokio::test]
async fn a_system_notification_names_both_changes_that_were_made_at_once() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    alice.change(room, &bob, json!({"role": "admin", "is_muted": true})).await;
    let told = bob.notifications().await.swap_remove(0);
    assert_eq!(told["title"], "您已成为管理员，您已被禁言");
    let content = told["content"].as_str().unwrap();
    assert!(content.contains("的管理员") && content.contains("禁言"), "{content}");
}
