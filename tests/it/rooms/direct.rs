//! Direct rooms: `POST rooms/direct/`, and what is different in them.

use std::time::Duration;

use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

use crate::kinds;

/// Waits until a direct room has the name of a user whom the server has seen.
async fn wait_until_named(who: &Actor, room: u64, name: &str) {
    for _ in 0..100 {
        if who.listed(room).await.is_some_and(|line| line["name"] == name) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the room is not named {name}");
}

#[tokio::test]
async fn two_users_have_one_direct_room_whoever_opens_it() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    bob.me().await;
    let made = alice.try_direct(&bob).await.expect(201);
    wait_until_named(&alice, made["id"].as_u64().unwrap(), "bob").await;
    let made = alice.detail(made["id"].as_u64().unwrap()).await;
    let expected = json!({
        "room_type": "private", "is_direct": true, "name": "bob", "max_members": 2, "member_count": 2,
        "is_member": true, "is_active": true, "description": "", "unread_count": 0,
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field} of {made}");
    }
    assert_eq!(
        (&made["direct_user"]["id"], &made["direct_user"]["username"]),
        (&json!(bob.id), &json!("bob"))
    );
    assert_eq!(alice.try_direct(&bob).await.expect(200)["id"], made["id"]);
    let seen = bob.try_direct(&alice).await.expect(200);
    assert_eq!(
        (&seen["id"], &seen["name"], &seen["direct_user"]["id"]),
        (&made["id"], &json!("alice"), &json!(alice.id))
    );
    assert_ne!(alice.try_direct(&carol).await.expect(201)["id"], made["id"]);
    let roles: Vec<Value> = alice.members(made["id"].as_u64().unwrap()).await;
    assert!(roles.iter().all(|member| member["role"] == "member"), "{roles:?}");
}

#[tokio::test]
async fn users_who_open_it_at_once_get_the_same_room() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let opened = (0..10).map(|n| if n % 2 == 0 { (&alice, &bob) } else { (&bob, &alice) });
    let opened = opened.map(async |(one, other)| one.try_direct(other).await);
    let answers = futures_util::future::join_all(opened).await;
    let ids: std::collections::BTreeSet<String> = answers.iter().map(|a| a.body["id"].to_string()).collect();
    assert_eq!(ids.len(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "made once");
    assert_eq!(alice.list("rooms/?scope=direct").await.len(), 1);
}

#[tokio::test]
async fn anybody_but_oneself_and_the_guest_can_be_addressed() {
    let (world, [alice]) = World::with(["alice"]).await;
    for id in
        [json!(0), json!(alice.id), json!(-1), json!(9_007_199_254_740_992_u64), json!("5"), Value::Null]
    {
        alice.post("rooms/direct/", json!({"user_id": id})).await.expect(400);
    }
    alice.post("rooms/direct/", json!({})).await.expect(400);
    let unseen = world.actor(880_001, "late");
    let room = alice.direct(&unseen).await;
    let before = alice.listed(room).await.unwrap();
    assert_eq!((&before["name"], &before["direct_user"]["id"]), (&json!("user880001"), &json!(880_001)));
    alice.send(room, "hello").await;
    assert_eq!(unseen.listed(room).await.unwrap()["unread_count"], 1);
    wait_until_named(&alice, room, "late").await;
}

#[tokio::test]
async fn it_stands_in_the_list_of_the_other_one_with_the_first_message() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let mut of_alice = alice.user_socket().await;
    let room = alice.direct(&bob).await;
    assert_eq!(of_alice.next("room_added").await["room"], alice.listed(room).await.unwrap());
    assert!(bob.listed(room).await.is_none());
    let (mut of_bob, mut channel) = (bob.user_socket().await, bob.notification_channel().await);
    let sent = alice.send(room, "hello").await;
    assert_eq!(sent["room"], json!({"id": room, "name": "bob"}));
    let line = bob.listed(room).await.unwrap();
    assert_eq!(
        (&line["name"], &line["unread_count"], &line["is_direct"]),
        (&json!("alice"), &json!(1), &json!(true))
    );
    assert_eq!(of_bob.next("room_added").await["room"], line);
    let told = channel.next("notification").await["notification"].clone();
    assert_eq!((&told["notification_type"], &told["id"]), (&json!("message"), &sent["id"]));
    assert_eq!(told["room"]["name"], "alice");
    assert_eq!(told, bob.notifications().await[0]);
    let seen = bob.message(&sent["id"]).await;
    assert_eq!(seen["room"]["name"], "alice");
    alice.send(room, "again").await;
    let heard = of_bob.so_far().await;
    assert_eq!(kinds(&heard).iter().filter(|kind| **kind == "room_added").count(), 0, "{heard:?}");
}

#[tokio::test]
async fn leaving_hides_it_until_a_newer_message_and_changes_nothing_else() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.direct(&bob).await;
    alice.send(room, "one").await;
    let mut socket = bob.user_socket().await;
    bob.leave(room).await;
    assert_eq!(socket.next("room_removed").await["reason"], "left");
    assert!(bob.listed(room).await.is_none());
    assert!(bob.list("rooms/?scope=direct").await.is_empty());
    assert_eq!(bob.detail(room).await["member_count"], 2, "the room is open to both");
    alice.send(room, "two").await;
    assert_eq!(socket.next("room_added").await["room"]["id"], room);
    assert_eq!(bob.listed(room).await.unwrap()["unread_count"], 2);
    bob.leave(room).await;
    assert_eq!(bob.try_direct(&alice).await.expect(200)["id"], room);
    assert!(bob.listed(room).await.is_some(), "opened again");
    bob.leave(room).await;
    bob.send(room, "three").await;
    assert!(bob.listed(room).await.is_some(), "one's own message brings it back, too");
}

#[tokio::test]
async fn its_members_roles_and_name_cannot_be_changed_and_nobody_else_sees_it() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.direct(&bob).await;
    let id = alice.send(room, "x").await["id"].clone();
    for who in [&alice, &bob] {
        who.try_invite(room, &carol).await.refused(409, "direct_room");
        who.try_join(room).await.refused(409, "direct_room");
        who.try_change_room(room, json!({"name": "x"})).await.refused(409, "direct_room");
        who.try_remove(room, &bob).await.refused(409, "direct_room");
        for change in [json!({"role": "admin"}), json!({"is_muted": true}), json!({"is_banned": true})] {
            who.try_change(room, &bob, change).await.refused(409, "direct_room");
        }
    }
    for answer in [
        carol.try_detail(room).await,
        carol.try_join(room).await,
        carol.try_leave(room).await,
        carol.try_invite(room, &bob).await,
        carol.try_change_room(room, json!({"name": "x"})).await,
        carol.try_change(room, &bob, json!({"is_muted": true})).await,
        carol.try_send(room, json!({"content": "x"})).await,
        carol.try_members(room).await,
    ] {
        answer.refused(404, "room_not_found");
    }
    carol.try_message(&id).await.refused(404, "message_not_found");
    carol.refused_connection(&format!("chat/{room}/"), 404, "room_not_found").await;
}

#[tokio::test]
async fn a_mention_in_it_is_told_once() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    bob.me().await;
    let room = alice.direct(&bob).await;
    wait_until_named(&alice, room, "bob").await;
    let mut channel = bob.notification_channel().await;
    alice.send(room, "@bob look").await;
    let told = channel.next("notification").await["notification"].clone();
    assert_eq!((&told["notification_type"], &told["room"]["name"]), (&json!("mention"), &json!("alice")));
    alice.send(room, "and here").await;
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "message");
}

#[tokio::test]
async fn the_list_of_direct_rooms_has_no_other_rooms() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let public = alice.room_with("public", [&bob]).await;
    let direct = alice.direct(&bob).await;
    let ids = async |scope: &str| -> Vec<Value> {
        alice.list(&format!("rooms/?limit=200&scope={scope}")).await.iter().map(|r| r["id"].clone()).collect()
    };
    assert_eq!(ids("direct").await, [json!(direct)]);
    let mine = ids("mine").await;
    assert!(mine.contains(&json!(direct)) && mine.contains(&json!(public)));
    assert!(!ids("public").await.contains(&json!(direct)));
    let other = alice.listed(public).await.unwrap();
    assert_eq!((&other["is_direct"], &other["direct_user"]), (&json!(false), &Value::Null));
    let detail = alice.detail(public).await;
    assert_eq!((&detail["is_direct"], &detail["direct_user"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn fifty_new_ones_a_day_are_made() {
    let (world, [alice]) = World::with(["alice"]).await;
    let other = |n: u64| world.actor(700_000 + n, "somebody");
    for n in 0..50 {
        alice.try_direct(&other(n)).await.expect(201);
    }
    let refused = alice.try_direct(&other(50)).await;
    refused.refused(429, "rate_limited");
    alice.try_direct(&other(7)).await.expect(200);
}

#[tokio::test]
async fn messages_in_it_arrive_live_with_reading_and_typing() {
    let (_world, [alice, bob]): (World, [Actor; 2]) = World::with(["alice", "bob"]).await;
    let room = alice.direct(&bob).await;
    let (mut of_alice, mut of_bob) = (alice.connect(room).await, bob.user_socket().await);
    of_bob.subscribe(room).await;
    let id = alice.send(room, "hello").await["id"].clone();
    assert_eq!(of_bob.next("chat_message").await["message"]["id"], id);
    bob.read(&id).await;
    assert_eq!(of_alice.next("read").await["message_id"], id);
    of_alice.say(json!({"type": "typing", "is_typing": true})).await;
    assert_eq!(of_bob.next("typing").await["user"]["id"], alice.id);
}
