//! Muting a member.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn a_muted_member_reads_but_cannot_post_even_after_rejoining() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let own = bob.send(room, "before").await;
    let muted = alice.mute(room, &bob).await;
    assert_eq!((muted["is_muted"].as_bool(), muted["id"].as_u64()), (Some(true), Some(bob.id)));
    bob.try_send(room, json!({"content": "x"})).await.refused(403, "muted");
    bob.try_edit(&own["id"], json!({"content": "y"})).await.refused(403, "muted");
    bob.history(room, "").await;
    bob.leave(room).await;
    bob.try_send(room, json!({"content": "x"})).await.refused(403, "muted");
    bob.join(room).await;
    bob.try_send(room, json!({"content": "x"})).await.refused(403, "muted");
    alice.unmute(room, &bob).await;
    bob.send(room, "after").await;
    assert_eq!(bob.notification_types().await, ["system", "system"]);
}
