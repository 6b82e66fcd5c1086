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

#[tokio::test]
async fn an_admin_unmutes_somebody_who_has_left() {
    let (world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    alice.mute(room, &bob).await;
    bob.leave(room).await;
    let member = format!("rooms/{room}/members/{}/", bob.id);
    for refused in
        [json!({"is_muted": true}), json!({"role": "admin"}), json!({"role": "admin", "is_muted": false})]
    {
        alice.patch(&member, refused).await.refused(404, "member_not_found");
    }
    let unmuted = alice.patch(&member, json!({"is_muted": false})).await.expect(200);
    assert_eq!((&unmuted["id"], &unmuted["is_muted"]), (&json!(bob.id), &json!(false)));
    alice.patch(&member, json!({"is_muted": false})).await.expect(200);
    let told: Vec<_> = bob.notifications().await.iter().map(|told| told["title"].clone()).collect();
    assert_eq!(told, ["您已被解除禁言", "您已被禁言"], "told once");
    assert!(!alice.members(room).await.iter().any(|member| member["id"] == bob.id), "no member by it");
    assert_eq!(alice.detail(room).await["member_count"], 1);
    bob.send(room, "joins and posts").await;
    let stranger = format!("rooms/{room}/members/{}/", carol.id);
    alice.patch(&stranger, json!({"is_muted": false})).await.refused(404, "member_not_found");
    drop(world);
}

#[tokio::test]
async fn a_mute_of_before_is_lifted_while_an_invitation_is_open() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    alice.invite(room, &bob).await;
    bob.join(room).await;
    alice.mute(room, &bob).await;
    alice.remove(room, &bob).await;
    alice.invite(room, &bob).await;
    alice.unmute(room, &bob).await;
    bob.join(room).await;
    bob.send(room, "x").await;
}
