//! The next admin of a room whose last admin leaves.

use roomcast_tests::world::World;

use crate::ids;

#[tokio::test]
async fn the_last_admin_hands_over_and_the_last_member_closes_the_room() {
    let (_world, [alice, bob, carol, dave]) = World::with(["alice", "bob", "carol", "dave"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let mut watcher = dave.connect(room).await;
    alice.leave(room).await;
    let members = carol.members(room).await;
    let roles: Vec<_> =
        members.iter().map(|m| (m["id"].as_u64().unwrap(), m["role"].as_str().unwrap())).collect();
    assert_eq!(roles, [(bob.id, "admin"), (carol.id, "member")], "the longest-standing member");
    carol.leave(room).await;
    bob.leave(room).await;
    assert_eq!(watcher.next("closed").await["reason"], "room_closed");
    for who in [&alice, &bob, &dave] {
        who.try_detail(room).await.refused(404, "room_not_found");
        assert!(!ids(who.get("rooms/").await.expect(200).as_array().unwrap()).contains(&room));
    }
    dave.try_join(room).await.refused(404, "room_not_found");
}

#[tokio::test]
async fn an_admin_who_leaves_beside_another_admin_promotes_nobody() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    alice.promote(room, &carol).await;
    alice.leave(room).await;
    let members = bob.members(room).await;
    let roles: Vec<_> = members.iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["member", "admin"], "bob, carol");
}

#[tokio::test]
async fn a_successor_is_notified() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    alice.leave(room).await;
    assert_eq!(bob.notifications().await[0]["notification_type"], "system");
}
