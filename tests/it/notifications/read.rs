//! Marking notifications as read.

use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_notification_is_read_by_its_owner_only() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(alice.send(room, &format!("{n} @bob")).await["id"].clone());
    }
    let flags = async || {
        bob.notifications().await.iter().map(|n| n["is_read"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(flags().await, [false; 4]);
    assert_eq!(bob.try_read_notification(&ids[2]).await.expect(200), json!({"message": "通知已标记为已读"}));
    assert_eq!(flags().await, [false, true, false, false]);
    bob.read(&ids[1]).await;
    assert_eq!(flags().await, [false, true, true, true], "the read position passed them");
    carol.try_read_notification(&ids[0]).await.refused(404, "notification_not_found");
    alice.try_read_notification(&ids[0]).await.refused(404, "notification_not_found");
    for unknown in ["1", "0", "abc", "9007199254740991", "4503599627370500"] {
        bob.try_read_notification(&unknown).await.refused(404, "notification_not_found");
    }
    let private = alice.room("private").await;
    alice.invite(private, &bob).await;
    let invite = bob.notifications().await[0].clone();
    assert_eq!(
        (invite["notification_type"].as_str(), invite["is_read"].as_bool(), &invite["message"]),
        (Some("room_invite"), Some(false), &Value::Null)
    );
    carol.try_read_notification(&invite["id"]).await.refused(404, "notification_not_found");
    bob.try_read_notification(&invite["id"]).await.expect(200);
    assert!(flags().await[0]);
    alice.send(room, "later").await;
    bob.read_all_notifications().await;
    assert!(flags().await.iter().all(|read| *read));
    assert_eq!(bob.detail(room).await["unread_count"], 3, "positions stay");
}

#[tokio::test]
async fn a_notification_is_read_alone_by_position_or_with_all_others() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let plain = alice.send(room, "x").await;
    alice.send(room, "@bob").await;
    let unread = async || bob.notifications().await.iter().filter(|n| n["is_read"] == false).count();
    assert_eq!(unread().await, 2);
    for _ in 0..2 {
        bob.read_notification(&plain["id"]).await;
    }
    assert_eq!(unread().await, 1);
    assert_eq!(bob.detail(room).await["unread_count"], 2, "the read position did not move");
    bob.send(room, "sending moves it").await;
    assert_eq!(unread().await, 0);
    alice.send(room, "y").await;
    alice.send(room, "@bob").await;
    assert_eq!(unread().await, 2);
    bob.read_all_notifications().await;
    assert_eq!((unread().await, bob.detail(room).await["unread_count"].as_u64()), (0, Some(2)));
    alice.send(room, "z").await;
    assert_eq!(unread().await, 1, "what comes later is unread");
}
