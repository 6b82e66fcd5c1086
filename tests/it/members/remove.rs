//! `DELETE rooms/{id}/members/{user}/` for a member.

use roomcast_tests::world::World;

#[tokio::test]
async fn a_removed_member_can_rejoin() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.connect(room).await;
    alice.remove(room, &bob).await;
    assert_eq!(socket.next("closed").await["reason"], "removed");
    alice.try_remove(room, &bob).await.refused(404, "member_not_found");
    let told = bob.notifications().await;
    assert_eq!(
        (told[0]["notification_type"].as_str(), told[0]["room"]["id"].as_u64()),
        (Some("system"), Some(room))
    );
    bob.join(room).await;
}

#[tokio::test]
async fn a_removed_member_receives_no_more_messages() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("private", [&bob]).await;
    let mut socket = bob.connect(room).await;
    alice.remove(room, &bob).await;
    alice.send(room, "behind the back").await;
    loop {
        let frame = socket.any().await.expect("told before it is closed");
        assert_ne!(frame["type"], "chat_message", "{frame}");
        if frame["type"] == "closed" {
            assert_eq!(frame["reason"], "removed");
            break;
        }
    }
    socket.closed().await;
    let (status, _) = bob.try_connect(&format!("chat/{room}/")).await.err().unwrap();
    assert_eq!(status, 404);
}
