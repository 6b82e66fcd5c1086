//! Changing the role of a member.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn an_active_room_keeps_an_admin() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    alice.try_change(room, &alice, json!({"role": "member"})).await.refused(409, "last_admin");
    alice.try_change(room, &alice, json!({"is_banned": true})).await.refused(409, "last_admin");
    alice.try_remove(room, &alice).await.refused(409, "last_admin");
    assert_eq!(alice.promote(room, &bob).await["role"], "admin");
    assert_eq!(alice.demote(room, &alice).await["role"], "member");
    alice.try_change(room, &bob, json!({"role": "member"})).await.refused(403, "admin_required");
    for bad in [json!({"role": "owner"}), json!({"is_muted": "yes"}), json!([])] {
        assert_eq!(bob.try_change(room, &alice, bad).await.status, 400);
    }
}
