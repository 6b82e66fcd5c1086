//! `GET rooms/{id}/members/?ids=`.

use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn users_are_named_by_their_ids_also_after_leaving() {
    let (world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let stranger = world.user("stranger");
    bob.leave(room).await;
    alice.ban(room, &carol).await;
    let ids = format!("{},{},{},{}", carol.id, alice.id, bob.id, stranger.id);
    let found = alice.list(&format!("rooms/{room}/members/?ids={ids}")).await;
    let shown = |entry: &Value| (entry["user"]["username"].clone(), entry["role"].clone());
    let mut shown: Vec<_> = found.iter().map(shown).collect();
    shown.sort_by_key(|(name, _)| name.to_string());
    let expected =
        [(json!("alice"), json!("admin")), (json!("bob"), Value::Null), (json!("carol"), Value::Null)];
    assert_eq!(shown, expected);
    assert!(found.iter().all(|entry| entry["is_banned"] == false), "who is banned is for admins");
}

#[tokio::test]
async fn bad_ids_are_refused() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    let many: Vec<String> = (1..=101).map(|n: u64| n.to_string()).collect();
    for ids in ["", "a", "1,,2", "0", "-1", "1;2", &many.join(",")] {
        alice.get(&format!("rooms/{room}/members/?ids={ids}")).await.refused(400, "invalid_query");
    }
    alice.get(&format!("rooms/{room}/members/?ids={}", many[..100].join(","))).await.expect(200);
    bob.get(&format!("rooms/{room}/members/?ids=1")).await.refused(404, "room_not_found");
}
