use roomcast_tests::world::{World, says};
use serde_json::{Value, json};

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|member| member["user"]["username"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_invited_user_sees_the_room_reads_nothing_and_may_join_once() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("private").await;
    let id = alice.send(room, "secret").await["id"].clone();
    let invite = format!("rooms/{room}/invite/");
    let mut channel = bob.try_connect("notifications/").await.unwrap();
    channel.next("live").await;
    assert_eq!(
        alice.post(&invite, json!({"user_id": bob.id})).await.expect(200),
        json!({"message": "邀请已发送"})
    );
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "room_invite");
    alice.post(&invite, json!({"user_id": bob.id})).await.expect(200);
    assert_eq!(bob.get("notifications/").await.expect(200).as_array().unwrap().len(), 1, "told once");
    assert_eq!(bob.listed(room).await.unwrap()["is_member"], false);
    let detail = bob.get(&format!("rooms/{room}/")).await.expect(200);
    assert_eq!((detail["is_member"].as_bool(), detail["members"].clone()), (Some(false), json!([])));
    bob.get(&format!("rooms/{room}/messages/")).await.refused(403, "not_a_member");
    bob.get(&format!("rooms/{room}/members/")).await.refused(403, "not_a_member");
    bob.get(&format!("messages/{id}/")).await.refused(404, "message_not_found");
    bob.post(&format!("rooms/{room}/messages/"), json!({"content": "x"})).await.refused(403, "not_a_member");
    bob.post(&invite, json!({"user_id": carol.id})).await.refused(403, "not_a_member");
    bob.join(room).await;
    bob.get(&format!("messages/{id}/")).await.expect(200);
    bob.post(&invite, json!({"user_id": carol.id})).await.refused(403, "admin_required");
    alice.post(&invite, json!({"user_id": bob.id})).await.expect(200);
    bob.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200);
    bob.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(404, "room_not_found");
    alice.post(&invite, json!({"user_id": carol.id})).await.expect(200);
    assert_eq!(
        carol.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200)["message"],
        "成功离开房间"
    );
    carol.get(&format!("rooms/{room}/")).await.refused(404, "room_not_found");
    for bad in [json!({}), json!({"user_id": 0}), json!({"user_id": "5"}), json!({"user_id": 1_u64 << 53})] {
        alice.post(&invite, bad).await.refused(400, "invalid_field");
    }
    let group = bob.room("group").await;
    bob.post(&format!("rooms/{group}/invite/"), json!({"user_id": carol.id})).await.expect(200);
    carol.join(group).await;
    carol.post(&format!("rooms/{group}/invite/"), json!({"user_id": alice.id})).await.expect(200);
}

#[tokio::test]
async fn members_are_listed_by_name_paged_and_found_by_prefix() {
    let world = World::any().await;
    let owner = world.user("Zoe");
    let room = owner.room("public").await;
    for name in ["bob", "Anna", "王小明", "anton", "王小红"] {
        world.user(name).join(room).await;
    }
    let path = format!("rooms/{room}/members/");
    let all = owner.get(&path).await.expect(200);
    assert_eq!(names(&all), ["Anna", "anton", "bob", "Zoe", "王小明", "王小红"]);
    let prefix = async |prefix: &str| owner.get(&format!("{path}?prefix={prefix}")).await.expect(200);
    assert_eq!(names(&prefix("AN").await), ["Anna", "anton"]);
    assert_eq!(names(&prefix("%E7%8E%8B%E5%B0%8F").await), ["王小明", "王小红"]);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = owner.get(&format!("{path}?limit=2{cursor}")).await;
        seen.extend(names(&page.body).into_iter().map(str::to_owned));
        match page.header("x-next-cursor") {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, names(&all));
    let bob = all[2]["id"].as_u64().unwrap();
    let _socket = world.actor(bob, "bob").connect(room).await;
    let online: Vec<_> = owner
        .get(&path)
        .await
        .expect(200)
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["is_online"].as_bool().unwrap())
        .collect();
    assert_eq!(online, [false, false, true, false, false, false]);
}

#[tokio::test]
async fn a_muted_member_reads_but_cannot_post_also_after_coming_back() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let own = bob.send(room, "before").await;
    let (member, messages) = (format!("rooms/{room}/members/{}/", bob.id), format!("rooms/{room}/messages/"));
    let muted = alice.patch(&member, json!({"is_muted": true})).await.expect(200);
    assert_eq!((muted["is_muted"].as_bool(), muted["id"].as_u64()), (Some(true), Some(bob.id)));
    bob.post(&messages, json!({"content": "x"})).await.refused(403, "muted");
    bob.patch(&format!("messages/{}/", own["id"]), json!({"content": "y"})).await.refused(403, "muted");
    bob.get(&messages).await.expect(200);
    bob.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200);
    bob.post(&messages, json!({"content": "x"})).await.refused(403, "muted");
    bob.join(room).await;
    bob.post(&messages, json!({"content": "x"})).await.refused(403, "muted");
    alice.patch(&member, json!({"is_muted": false})).await.expect(200);
    bob.send(room, "after").await;
    let told: Vec<_> = bob
        .get("notifications/")
        .await
        .expect(200)
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["notification_type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, ["system", "system"]);
}

#[tokio::test]
async fn a_ban_ends_everything_at_once_and_can_be_lifted() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    for kind in ["public", "group"] {
        let room = alice.room(kind).await;
        alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
        bob.join(room).await;
        let id = alice.send(room, "x").await["id"].clone();
        let mut socket = bob.connect(room).await;
        let mut watching = alice.connect(room).await;
        let member = format!("rooms/{room}/members/{}/", bob.id);
        bob.patch(&member, json!({"is_banned": true})).await.refused(403, "admin_required");
        let banned = alice.patch(&member, json!({"is_banned": true})).await.expect(200);
        assert_eq!(banned["is_banned"], true);
        assert_eq!(socket.next("closed").await["reason"], "banned");
        socket.closed().await;
        assert_eq!(watching.next("member_left").await["user"]["id"], bob.id);
        let (status, code) = if kind == "public" { (403, "banned") } else { (404, "room_not_found") };
        bob.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(status, code);
        bob.post(&format!("rooms/{room}/messages/"), json!({"content": "x"})).await.refused(status, code);
        bob.get(&format!("rooms/{room}/messages/")).await.refused(status, code);
        bob.get(&format!("rooms/{room}/members/")).await.refused(status, code);
        bob.get(&format!("messages/{id}/")).await.refused(404, "message_not_found");
        let (refused, body) = bob.try_connect(&format!("chat/{room}/")).await.err().unwrap();
        assert!(refused == status && says(&body, code), "{refused} {body}");
        let detail = bob.get(&format!("rooms/{room}/")).await;
        assert_eq!(detail.status, if kind == "public" { 200 } else { 404 });
        assert_eq!(alice.get(&format!("rooms/{room}/")).await.expect(200)["member_count"], 1);
        alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.refused(403, "banned");
        let list = alice.get(&format!("rooms/{room}/members/?banned=true")).await.expect(200);
        assert_eq!((list[0]["id"].as_u64(), list[0]["is_banned"].as_bool()), (Some(bob.id), Some(true)));
        let lifted = alice.patch(&member, json!({"is_banned": false})).await.expect(200);
        assert_eq!(lifted["is_banned"], false);
        assert_eq!(alice.get(&format!("rooms/{room}/members/?banned=true")).await.expect(200), json!([]));
        alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
        bob.join(room).await;
    }
    let room = alice.room("public").await;
    let stranger = format!("rooms/{room}/members/{}/", carol.id);
    alice.patch(&stranger, json!({"is_muted": true})).await.refused(404, "member_not_found");
    alice.patch(&stranger, json!({"is_banned": true})).await.expect(200);
    carol.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(403, "banned");
    carol.get(&format!("rooms/{room}/members/?banned=true")).await.refused(403, "banned");
}

#[tokio::test]
async fn an_active_room_keeps_an_admin() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let own = format!("rooms/{room}/members/{}/", alice.id);
    alice.patch(&own, json!({"role": "member"})).await.refused(409, "last_admin");
    alice.patch(&own, json!({"is_banned": true})).await.refused(409, "last_admin");
    alice.delete(&own).await.refused(409, "last_admin");
    let other = format!("rooms/{room}/members/{}/", bob.id);
    assert_eq!(alice.patch(&other, json!({"role": "admin"})).await.expect(200)["role"], "admin");
    assert_eq!(alice.patch(&own, json!({"role": "member"})).await.expect(200)["role"], "member");
    alice.patch(&other, json!({"role": "member"})).await.refused(403, "admin_required");
    for bad in [json!({"role": "owner"}), json!({"is_muted": "yes"}), json!([])] {
        assert_eq!(bob.patch(&own, bad).await.status, 400);
    }
}

#[tokio::test]
async fn a_removed_member_may_come_back() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let mut socket = bob.connect(room).await;
    let member = format!("rooms/{room}/members/{}/", bob.id);
    alice.delete(&member).await.expect(200);
    assert_eq!(socket.next("closed").await["reason"], "removed");
    alice.delete(&member).await.refused(404, "member_not_found");
    let told = bob.get("notifications/").await.expect(200);
    assert_eq!(
        (told[0]["notification_type"].as_str(), told[0]["room"]["id"].as_u64()),
        (Some("system"), Some(room))
    );
    bob.join(room).await;
}

#[tokio::test]
async fn a_made_up_cursor_or_prefix_is_answered_and_not_a_defect() {
    let world = World::any().await;
    let alice = world.user("alice");
    let path = format!("rooms/{}/members/", alice.room("public").await);
    let cursor = |key: &str| key.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    for key in ["M#\u{10FFFF}", "M#\u{10FFFF}x", "M#a\u{10FFFF}\u{10FFFF}"] {
        alice.get(&format!("{path}?cursor={}", cursor(key))).await.refused(400, "invalid_query");
    }
    let behind_all = alice.get(&format!("{path}?cursor={}", cursor("M#z"))).await;
    assert_eq!(behind_all.expect(200), json!([]));
    for prefix in ["%E5%AD%97".repeat(400), "%F4%8F%BF%BF".repeat(2)] {
        assert_eq!(alice.get(&format!("{path}?prefix={prefix}")).await.expect(200), json!([]));
    }
}

#[tokio::test]
async fn a_name_that_ends_the_order_of_names_is_listed_like_any_other() {
    let world = World::any().await;
    let (alice, last) = (world.user("alice"), world.user("\u{10FFFF}last"));
    let room = alice.room("public").await;
    last.join(room).await;
    let all = alice.get(&format!("rooms/{room}/members/")).await.expect(200);
    assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
}

#[tokio::test]
async fn a_notification_tells_what_changed_and_not_what_was_asked() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    for (change, title) in [
        (json!({"role": "admin", "is_muted": false, "is_banned": false}), "您已成为管理员"),
        (json!({"role": "member", "is_muted": false}), "您不再是管理员"),
        (json!({"role": "member", "is_muted": true}), "您已被禁言"),
        (json!({"role": "admin", "is_muted": true}), "您已成为管理员"),
    ] {
        alice.change(room, &bob, change.clone()).await;
        assert_eq!(bob.notifications().await[0]["title"], title, "{change}");
    }
}
