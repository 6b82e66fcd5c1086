//! Concurrent changes of roles.

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::json;

#[tokio::test]
async fn two_admins_who_demote_each_other_leave_one() {
    let world = World::any().await;
    for _ in 0..10 {
        let [alice, bob] = world.users(["alice", "bob"]);
        let room = alice.room_with("public", [&bob]).await;
        alice.promote(room, &bob).await;
        let member = |user: &Actor| format!("rooms/{room}/members/{}/", user.id);
        let (to_bob, to_alice) = (member(&bob), member(&alice));
        let (one, two) = futures_util::join!(
            alice.patch(&to_bob, json!({"role": "member"})),
            bob.patch(&to_alice, json!({"role": "member"}))
        );
        let admins = alice.members(room).await.iter().filter(|m| m["role"] == "admin").count();
        assert_eq!(admins, 1, "{} {}", one.status, two.status);
    }
}

#[tokio::test]
async fn an_admin_who_leaves_while_another_is_demoted_leaves_an_admin() {
    let world = World::any().await;
    for _ in 0..10 {
        let [alice, bob, carol] = world.users(["alice", "bob", "carol"]);
        let room = alice.room_with("public", [&bob, &carol]).await;
        alice.promote(room, &bob).await;
        futures_util::join!(
            alice.try_change(room, &bob, json!({"role": "member"})),
            alice.try_leave(room),
            bob.try_leave(room)
        );
        let left = carol.members(room).await;
        assert!(left.iter().any(|m| m["role"] == "admin"), "{left:#?}");
        assert_eq!(carol.detail(room).await["member_count"], left.len());
    }
}

#[tokio::test]
async fn concurrent_leaves_never_leave_a_room_without_an_admin() {
    let world = World::any().await;
    let users: Vec<_> = (0..12).map(|n| world.user(&format!("u{n:02}"))).collect();
    let room = users[0].room("group").await;
    for user in &users[1..] {
        users[0].invite(room, user).await;
        user.join(room).await;
    }
    join_all(users[..8].iter().map(|user| user.leave(room))).await;
    let members = users[8].members(room).await;
    let admins: Vec<_> = members.iter().filter(|m| m["role"] == "admin").map(|m| m["id"].clone()).collect();
    assert_eq!((members.len(), admins), (4, vec![json!(users[8].id)]), "the longest-standing one");
    assert_eq!(users[8].detail(room).await["member_count"], 4);
    join_all(users[8..].iter().map(|user| user.leave(room))).await;
    users[8].try_detail(room).await.refused(404, "room_not_found");
}

#[tokio::test]
async fn concurrent_changes_of_one_member_all_hold() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    for _ in 0..10 {
        bob.join(room).await;
        futures_util::join!(alice.mute(room, &bob), alice.promote(room, &bob));
        let members = alice.get(&format!("rooms/{room}/members/?prefix=bob")).await.expect(200);
        assert_eq!((&members[0]["is_muted"], &members[0]["role"]), (&json!(true), &json!("admin")));
        alice.change(room, &bob, json!({"is_muted": false, "role": "member"})).await;
        bob.leave(room).await;
    }
}
