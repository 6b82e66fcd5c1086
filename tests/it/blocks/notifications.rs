//! What a blocked user does notifies nobody who has blocked that user.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn a_mention_by_a_blocked_user_is_no_notification_for_the_one_who_blocked() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("group", [&bob, &carol]).await;
    bob.block(&alice).await;
    let mut channel = bob.notification_channel().await;
    let sent = alice.send(room, "@bob @carol look").await;
    let silent = bob.notifications().await;
    assert!(silent.iter().all(|told| told["id"] != sent["id"]), "{silent:?}");
    assert_eq!(carol.notifications().await[0]["notification_type"], "mention");
    alice.send(room, "to everybody").await;
    assert_eq!(bob.notifications().await[0]["notification_type"], "message", "the room stays visible");
    let history = bob.history(room, "").await;
    assert_eq!(history["messages"].as_array().unwrap().len(), 2);
    bob.unblock(&alice).await;
    let heard = alice.send(room, "@bob again").await;
    assert_eq!(channel.next("notification").await["notification"]["id"], heard["id"], "the first that came");
    let silent = bob.notifications().await;
    assert!(silent.iter().all(|told| told["id"] != sent["id"]), "what was silent stays so");
    bob.send(room, "@alice hello").await;
    assert_eq!(alice.notifications().await[0]["notification_type"], "mention");
}

#[tokio::test]
async fn an_invitation_by_a_blocked_user_is_answered_and_does_nothing() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("group", [&carol]).await;
    bob.block(&alice).await;
    assert_eq!(alice.try_invite(room, &bob).await.expect(200), json!({"message": "邀请已发送"}));
    assert!(bob.notifications().await.is_empty());
    assert!(bob.listed(room).await.is_none());
    bob.try_join(room).await.refused(404, "room_not_found");
    carol.invite(room, &bob).await;
    assert_eq!(bob.notifications().await[0]["notification_type"], "room_invite");
    bob.join(room).await;
    alice.ban(room, &bob).await;
    alice.try_invite(room, &bob).await.refused(403, "banned");
}
