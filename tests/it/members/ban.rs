//! Banning a user and lifting the ban.

use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_ban_ends_every_access_at_once_and_can_be_lifted() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    for kind in ["public", "group"] {
        let room = alice.room(kind).await;
        alice.invite(room, &bob).await;
        bob.join(room).await;
        let id = alice.send(room, "x").await["id"].clone();
        let mut socket = bob.connect(room).await;
        let mut watching = alice.connect(room).await;
        bob.try_change(room, &bob, json!({"is_banned": true})).await.refused(403, "admin_required");
        let banned = alice.ban(room, &bob).await;
        assert_eq!(banned["is_banned"], true);
        assert_eq!(socket.next("closed").await["reason"], "banned");
        socket.closed().await;
        assert_eq!(watching.next("member_left").await["user"]["id"], bob.id);
        let (status, code) = if kind == "public" { (403, "banned") } else { (404, "room_not_found") };
        bob.try_join(room).await.refused(status, code);
        bob.try_send(room, json!({"content": "x"})).await.refused(status, code);
        bob.try_history(room, "").await.refused(status, code);
        bob.try_members(room).await.refused(status, code);
        bob.try_message(&id).await.refused(404, "message_not_found");
        bob.refused_connection(&format!("chat/{room}/"), status, code).await;
        let detail = bob.try_detail(room).await;
        assert_eq!(detail.status, if kind == "public" { 200 } else { 404 });
        assert_eq!(alice.detail(room).await["member_count"], 1);
        alice.try_invite(room, &bob).await.refused(403, "banned");
        let list = alice.banned(room).await;
        assert_eq!((list[0]["id"].as_u64(), list[0]["is_banned"].as_bool()), (Some(bob.id), Some(true)));
        let lifted = alice.unban(room, &bob).await;
        assert_eq!(lifted["is_banned"], false);
        assert!(alice.banned(room).await.is_empty());
        alice.invite(room, &bob).await;
        bob.join(room).await;
    }
    let room = alice.room("public").await;
    alice.try_change(room, &carol, json!({"is_muted": true})).await.refused(404, "member_not_found");
    alice.ban(room, &carol).await;
    carol.try_join(room).await.refused(403, "banned");
    carol.try_banned(room).await.refused(403, "banned");
}

#[tokio::test]
async fn a_mute_is_kept_through_a_ban_and_its_end() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let flags = |member: &Value| (member["is_muted"].as_bool(), member["is_banned"].as_bool());
    let both = alice.change(room, &bob, json!({"is_muted": true, "is_banned": true})).await;
    assert_eq!(flags(&both), (Some(true), Some(true)));
    let banned = alice.banned(room).await;
    assert_eq!(flags(&banned[0]), (Some(true), Some(true)));
    alice.unban(room, &bob).await;
    bob.join(room).await;
    bob.try_send(room, json!({"content": "x"})).await.refused(403, "muted");
    alice.ban(room, &bob).await;
    let free = json!({"role": "member", "is_muted": false, "is_banned": false});
    assert_eq!(flags(&alice.change(room, &bob, free.clone()).await), (Some(false), Some(false)));
    alice.try_change(room, &bob, free).await.refused(404, "member_not_found");
    bob.join(room).await;
    bob.send(room, "free").await;
    // A user who is already banned can be muted.
    alice.ban(room, &bob).await;
    alice.change(room, &bob, json!({"is_banned": true, "is_muted": true})).await;
    alice.unban(room, &bob).await;
    bob.join(room).await;
    bob.try_send(room, json!({"content": "x"})).await.refused(403, "muted");
}

#[tokio::test]
async fn a_ban_closes_the_connection_of_a_watcher() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let mut watching = bob.connect(room).await;
    alice.ban(room, &bob).await;
    assert_eq!(watching.next("closed").await["reason"], "banned");
    watching.closed().await;
}
