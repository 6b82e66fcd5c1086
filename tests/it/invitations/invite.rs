//! `POST rooms/{id}/invite/`.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn an_invited_user_sees_the_room_reads_nothing_and_may_join_once() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room("private").await;
    let id = alice.send(room, "secret").await["id"].clone();
    let invite = format!("rooms/{room}/invite/");
    let mut channel = bob.notification_channel().await;
    assert_eq!(alice.try_invite(room, &bob).await.expect(200), json!({"message": "邀请已发送"}));
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "room_invite");
    alice.invite(room, &bob).await;
    assert_eq!(bob.notifications().await.len(), 1, "told once");
    assert_eq!(bob.listed(room).await.unwrap()["is_member"], false);
    let detail = bob.detail(room).await;
    assert_eq!((detail["is_member"].as_bool(), detail["members"].clone()), (Some(false), json!([])));
    bob.try_history(room, "").await.refused(403, "not_a_member");
    bob.try_members(room).await.refused(403, "not_a_member");
    bob.try_message(&id).await.refused(404, "message_not_found");
    bob.try_send(room, json!({"content": "x"})).await.refused(403, "not_a_member");
    bob.try_invite(room, &carol).await.refused(403, "not_a_member");
    bob.join(room).await;
    bob.message(&id).await;
    bob.try_invite(room, &carol).await.refused(403, "admin_required");
    alice.invite(room, &bob).await;
    bob.leave(room).await;
    bob.try_join(room).await.refused(404, "room_not_found");
    alice.invite(room, &carol).await;
    assert_eq!(carol.try_leave(room).await.expect(200)["message"], "成功离开房间");
    carol.try_detail(room).await.refused(404, "room_not_found");
    for bad in [json!({}), json!({"user_id": 0}), json!({"user_id": "5"}), json!({"user_id": 1_u64 << 53})] {
        alice.post(&invite, bad).await.refused(400, "invalid_field");
    }
    let group = bob.room("group").await;
    bob.invite(group, &carol).await;
    carol.join(group).await;
    carol.invite(group, &alice).await;
}

#[tokio::test]
async fn an_invited_user_reaches_the_rooms_messages_by_no_route() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for kind in ["private", "group"] {
        let room = alice.room(kind).await;
        let id = alice.send(room, "secret").await["id"].clone();
        alice.invite(room, &bob).await;
        let nothing = json!(null);
        for (method, path, body) in [
            ("GET", "messages/", &nothing),
            ("GET", "messages/?after=0", &nothing),
            ("POST", "messages/", &json!({"content": "x"})),
            ("POST", "read/", &nothing),
            ("GET", "members/", &nothing),
            ("GET", "me/", &nothing),
            ("PATCH", "", &json!({"name": "y"})),
            ("POST", "invite/", &json!({"user_id": 77})),
            ("PATCH", &format!("members/{}/", alice.id), &json!({"is_muted": true})),
            ("DELETE", &format!("members/{}/", alice.id), &nothing),
        ] {
            let body = if body.is_null() { vec![] } else { body.to_string().into_bytes() };
            let answer = bob.raw(method, &format!("rooms/{room}/{path}"), &[], body).await;
            answer.refused(403, "not_a_member");
        }
        bob.refused_connection(&format!("chat/{room}/"), 403, "not_a_member").await;
        bob.try_message(&id).await.refused(404, "message_not_found");
        bob.try_read(&id).await.refused(404, "message_not_found");
        bob.try_edit(&id, json!({"content": "y"})).await.refused(404, "message_not_found");
        bob.try_delete_message(&id).await.refused(404, "message_not_found");
    }
}

#[tokio::test]
async fn the_type_of_the_room_decides_which_members_may_invite() {
    let (world, [alice, bob, carol, dave]) = World::with(["alice", "bob", "carol", "dave"]).await;
    for (kind, by_member) in [("public", 200), ("group", 200), ("private", 403)] {
        let room = alice.room(kind).await;
        alice.invite(room, &bob).await;
        bob.join(room).await;
        bob.try_invite(room, &carol).await.expect(by_member);
        let by_stranger = if kind == "public" { 403 } else { 404 };
        dave.try_invite(room, &dave).await.expect(by_stranger);
        let never_seen = world.user("nobody");
        assert_eq!(alice.try_invite(room, &never_seen).await.expect(200), json!({"message": "邀请已发送"}));
        assert_eq!(alice.detail(room).await["member_count"], 2, "an invitation takes no seat");
    }
}

#[tokio::test]
async fn an_invitation_opens_neither_a_full_room_nor_a_ban() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_of("private", 2).await;
    for user in [&bob, &carol] {
        alice.invite(room, user).await;
    }
    bob.join(room).await;
    carol.try_join(room).await.refused(403, "room_full");
    alice.ban(room, &carol).await;
    carol.try_detail(room).await.refused(404, "room_not_found");
    bob.leave(room).await;
    carol.try_join(room).await.refused(404, "room_not_found");
    alice.unban(room, &carol).await;
    carol.try_join(room).await.refused(404, "room_not_found");
}
