//! The notification channel, which delivers notifications live.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn the_channel_delivers_only_ones_own_mentions_and_system_notifications() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let mut channel = bob.try_connect("notifications/").await.unwrap();
    assert_eq!(channel.any().await.unwrap()["type"], "connection_established");
    channel.next("live").await;
    alice.send(room, "no mention").await;
    alice.send(room, "@carol").await;
    let mention = alice.send(room, "@bob").await;
    let first = channel.next("notification").await["notification"].clone();
    assert_eq!((&first["notification_type"], &first["id"]), (&json!("mention"), &mention["id"]));
    assert_eq!(bob.notifications().await[0], first, "as the list shows it");
    alice.promote(room, &bob).await;
    alice.mute(room, &bob).await;
    for _ in 0..2 {
        let frame = channel.next("notification").await;
        assert_eq!(frame["notification"]["notification_type"], "system");
        assert_eq!(frame["notification"]["room"]["id"], room);
    }
    alice.remove(room, &bob).await;
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "system");
    for frame in [json!({"type": "chat_message", "content": "x"}), json!({"type": "dance"})] {
        assert_eq!(channel.error(frame).await["code"], "unknown_frame");
    }
}
