//! The notifications of a former member.

use roomcast_tests::world::{Actor, World};
use serde_json::Value;

/// The ways in which a membership ends.
const ENDS: [&str; 3] = ["leaves", "is removed", "is banned"];

/// Ends a user's membership in this way.
async fn end(how: &str, admin: &Actor, room: u64, user: &Actor) {
    match how {
        "leaves" => user.leave(room).await,
        "is removed" => admin.remove(room, user).await,
        _ => {
            admin.ban(room, user).await;
        }
    }
}

#[tokio::test]
async fn leaving_removes_message_notifications_for_good() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let plain = alice.send(room, "x").await;
    alice.send(room, "@bob").await;
    bob.leave(room).await;
    assert_eq!(bob.notification_types().await, ["mention"]);
    bob.try_read_notification(&plain["id"]).await.refused(404, "notification_not_found");
    bob.join(room).await;
    alice.send(room, "y").await;
    assert_eq!(bob.notification_types().await, ["message", "mention"], "from joining on");
}

#[tokio::test]
async fn a_mention_of_a_former_member_keeps_its_read_flag_and_text() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for how in ENDS {
        let room = alice.room_with("private", [&bob]).await;
        let read = alice.send(room, "@bob one").await["id"].clone();
        bob.read(&read).await;
        let unread = alice.send(room, "@bob two").await["id"].clone();
        end(how, &alice, room, &bob).await;
        for id in [&read, &unread] {
            alice.edit(id, "for members only").await;
        }
        let kept = bob.notifications().await;
        let of = |id: &Value| kept.iter().find(|n| n["id"] == *id).unwrap_or_else(|| panic!("bob {how}"));
        let shown = |id| {
            let kept = of(id);
            (kept["is_read"].as_bool(), kept["content"].as_str(), kept["message"]["content"].as_str())
        };
        assert_eq!(shown(&read), (Some(true), Some("@bob one"), Some("@bob one")), "bob {how}");
        assert_eq!(shown(&unread), (Some(false), Some("@bob two"), Some("@bob two")), "bob {how}");
        alice.delete_message(&unread).await;
        let kept = bob.notifications().await;
        assert_eq!(kept.iter().find(|n| n["id"] == unread).unwrap()["content"], "[消息已删除]");
    }
}
