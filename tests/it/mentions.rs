//! Notifications: mentions, what becomes of them, and the channel that brings them live.

use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

async fn kinds(who: &Actor) -> Vec<String> {
    let all = who.notifications().await;
    all.iter().map(|n| n["notification_type"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_at_behind_a_letter_or_digit_mentions_nobody_and_case_does_not_matter() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("Bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    for (text, kind) in [
        ("@bob", "mention"),
        ("@BOB!", "mention"),
        ("(@Bob)", "mention"),
        ("你好@bob请看", "mention"),
        ("@@bob", "mention"),
        ("_@bob", "mention"),
        ("mail a@bob", "message"),
        ("mail 9@bob", "message"),
        ("@ bob", "message"),
        ("bob@", "message"),
        ("@bo", "message"),
        ("＠bob", "message"),
    ] {
        alice.send(room, text).await;
        assert_eq!(kinds(&bob).await[0], kind, "{text}");
    }
}

#[tokio::test]
async fn the_longest_name_wins_also_with_blanks_in_it() {
    let world = World::any().await;
    let alice = world.user("alice");
    let (ann, anna, anna_lee, wang) =
        (world.user("ann"), world.user("anna"), world.user("anna lee"), world.user("王"));
    let room = alice.room("public").await;
    for user in [&ann, &anna, &anna_lee, &wang] {
        user.join(room).await;
    }
    alice.send(room, "@anna leeway 和 @王小明").await;
    for (user, kind) in [(&ann, "message"), (&anna, "message"), (&anna_lee, "mention"), (&wang, "mention")] {
        assert_eq!(kinds(user).await, [kind]);
    }
}

#[tokio::test]
async fn only_the_first_20_ats_of_a_message_count() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    bob.join(room).await;
    carol.join(room).await;
    alice.send(room, &format!("{}@bob @carol", "@x ".repeat(19))).await;
    assert_eq!((kinds(&bob).await, kinds(&carol).await), (vec!["mention".into()], vec!["message".into()]));
}

#[tokio::test]
async fn who_is_no_member_is_not_mentioned() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (room, hidden) = (alice.room("public").await, alice.room("private").await);
    alice.post(&format!("rooms/{hidden}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    bob.join(room).await;
    bob.leave(room).await;
    alice.send(room, "@bob").await;
    alice.send(hidden, "@bob").await;
    assert_eq!(kinds(&bob).await, ["room_invite"]);
}

#[tokio::test]
async fn the_channel_brings_mentions_invitations_and_system_notices_of_oneself_only() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    bob.join(room).await;
    carol.join(room).await;
    let mut channel = bob.try_connect("notifications/").await.unwrap();
    assert_eq!(channel.any().await.unwrap()["type"], "connection_established");
    channel.next("live").await;
    alice.send(room, "no mention").await;
    alice.send(room, "@carol").await;
    let mention = alice.send(room, "@bob").await;
    let first = channel.next("notification").await["notification"].clone();
    assert_eq!((&first["notification_type"], &first["id"]), (&json!("mention"), &mention["id"]));
    assert_eq!(bob.notifications().await[0], first, "as the list shows it");
    alice.change(room, &bob, json!({"role": "admin"})).await;
    alice.change(room, &bob, json!({"is_muted": true})).await;
    for _ in 0..2 {
        let frame = channel.next("notification").await;
        assert_eq!(frame["notification"]["notification_type"], "system");
        assert_eq!(frame["notification"]["room"]["id"], room);
    }
    alice.delete(&format!("rooms/{room}/members/{}/", bob.id)).await.expect(200);
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "system");
    for frame in [json!({"type": "chat_message", "content": "x"}), json!({"type": "dance"})] {
        channel.say(frame).await;
        assert_eq!(channel.next("error").await["code"], "unknown_frame");
    }
}

#[tokio::test]
async fn a_system_notice_shows_the_room_as_it_was_then() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("private").await;
    alice.patch(&format!("rooms/{room}/"), json!({"name": "before"})).await.expect(200);
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    bob.join(room).await;
    alice.change(room, &bob, json!({"is_banned": true})).await;
    alice.patch(&format!("rooms/{room}/"), json!({"name": "after"})).await.expect(200);
    let told = bob.notifications().await;
    assert_eq!(told[0]["notification_type"], "system");
    assert_eq!((&told[0]["room"]["name"], &told[0]["message"]), (&json!("before"), &Value::Null));
    for notice in &told {
        assert!(!notice["title"].as_str().unwrap().is_empty() && notice["content"].is_string());
    }
}

#[tokio::test]
async fn newest_first_one_at_a_time_as_all_at_once() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let rooms = [alice.room("public").await, alice.room("public").await];
    for room in rooms {
        bob.join(room).await;
    }
    for n in 0..9 {
        alice.send(rooms[n % 2], if n % 3 == 0 { "@bob" } else { "x" }).await;
        if n % 4 == 0 {
            let other = alice.room("private").await;
            alice.post(&format!("rooms/{other}/invite/"), json!({"user_id": bob.id})).await.expect(200);
        }
    }
    let all = bob.notifications().await;
    assert_eq!(all.len(), 12);
    assert!(all.windows(2).all(|pair| pair[0]["created_at"].as_str() >= pair[1]["created_at"].as_str()));
    for limit in [1, 5, 12] {
        assert_eq!(bob.pages(&format!("notifications/?limit={limit}")).await, all, "{limit}");
    }
}

#[tokio::test]
async fn a_notification_is_read_by_hand_by_position_or_all_together() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let plain = alice.send(room, "x").await;
    alice.send(room, "@bob").await;
    let unread = async || bob.notifications().await.iter().filter(|n| n["is_read"] == false).count();
    assert_eq!(unread().await, 2);
    let read = format!("notifications/{}/read/", plain["id"]);
    for _ in 0..2 {
        bob.post(&read, Value::Null).await.expect(200);
    }
    assert_eq!(unread().await, 1);
    assert_eq!(bob.detail(room).await["unread_count"], 2, "the read position did not move");
    bob.send(room, "sending moves it").await;
    assert_eq!(unread().await, 0);
    alice.send(room, "y").await;
    alice.send(room, "@bob").await;
    assert_eq!(unread().await, 2);
    bob.post("notifications/read-all/", Value::Null).await.expect(200);
    assert_eq!((unread().await, bob.detail(room).await["unread_count"].as_u64()), (0, Some(2)));
    alice.send(room, "z").await;
    assert_eq!(unread().await, 1, "what comes later is unread");
}

#[tokio::test]
async fn leaving_removes_message_notifications_and_coming_back_does_not_bring_them_back() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let plain = alice.send(room, "x").await;
    alice.send(room, "@bob").await;
    bob.leave(room).await;
    assert_eq!(kinds(&bob).await, ["mention"]);
    bob.post(&format!("notifications/{}/read/", plain["id"]), Value::Null)
        .await
        .refused(404, "notification_not_found");
    bob.join(room).await;
    alice.send(room, "y").await;
    assert_eq!(kinds(&bob).await, ["message", "mention"], "from joining on");
}

#[tokio::test]
async fn a_guest_has_no_notifications() {
    let Some(world) = World::local(&[("WS_ALLOW_ANONYMOUS", "true")]).await else { return };
    let guest = world.bearer("");
    let (status, body) = guest.open("notifications/", &[]).await.err().unwrap();
    assert_eq!((status, body["code"].as_str()), (401, Some("token_missing")));
    guest.get("notifications/").await.refused(401, "token_missing");
    let (alice, bob) = (world.user("alice"), world.user("guest"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let mut socket = guest.open(&format!("chat/{room}/"), &[]).await.unwrap();
    socket.next("live").await;
    socket.say(json!({"type": "chat_message", "content": "@alice"})).await;
    let sent = socket.next("chat_message").await["message"].clone();
    let told = alice.notifications().await;
    assert_eq!((&told[0]["id"], told[0]["title"].as_str().unwrap().contains("guest")), (&sent["id"], true));
    bob.post(&format!("rooms/{room}/messages/"), json!({"content": "@guest"})).await.expect(201);
    assert_eq!(kinds(&bob).await, ["message"], "never oneself");
}

#[tokio::test]
async fn the_longest_name_is_found_among_many_that_nearly_fit() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let b = world.user("b");
    b.join(room).await;
    for length in 1..=40 {
        world.user(&format!("{}a", "b".repeat(length))).join(room).await;
    }
    alice.send(room, &format!("@{}", "b".repeat(100))).await;
    assert_eq!(b.notifications().await[0]["notification_type"], "mention");
}
