//! The slow mode of a room.

use std::time::Duration;

use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

async fn slow_down(admin: &Actor, room: u64, seconds: u64) {
    let changed = admin.change_room(room, json!({"slow_mode_s": seconds})).await;
    assert_eq!(changed["slow_mode_s"], seconds);
}

/// Fails the test unless the actor has to wait; returns for how many seconds.
async fn waits(actor: &Actor, room: u64) -> u64 {
    let answer = actor.try_send(room, json!({"content": "too soon"})).await;
    let wait = answer.header("retry-after").unwrap_or_default().parse().unwrap_or_default();
    answer.refused(429, "slow_mode");
    wait
}

#[tokio::test]
async fn a_member_waits_between_two_messages_and_an_admin_does_not() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("private", [&bob, &carol]).await;
    bob.send(room, "before the slow mode").await;
    slow_down(&alice, room, 600).await;
    let wait = waits(&bob, room).await;
    assert!((590..=600).contains(&wait), "{wait}");
    carol.send(room, "the first one").await;
    assert!(waits(&carol, room).await > 590);
    for _ in 0..3 {
        alice.send(room, "an admin").await;
    }
    slow_down(&alice, room, 0).await;
    bob.send(room, "as quick").await;
    bob.send(room, "as before").await;
}

#[tokio::test]
async fn the_wait_ends() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    slow_down(&alice, room, 2).await;
    bob.send(room, "the first message joins").await;
    let wait = waits(&bob, room).await;
    assert!((1..=2).contains(&wait), "{wait}");
    tokio::time::sleep(Duration::from_secs(wait)).await;
    bob.send(room, "later").await;
}

#[tokio::test]
async fn leaving_and_coming_back_does_not_end_the_wait() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    slow_down(&alice, room, 600).await;
    for member in [&bob, &carol] {
        member.send(room, "x").await;
    }
    bob.leave(room).await;
    assert!(waits(&bob, room).await > 590, "a message would join");
    bob.join(room).await;
    assert!(waits(&bob, room).await > 590);
    alice.ban(room, &carol).await;
    alice.unban(room, &carol).await;
    carol.join(room).await;
    assert!(waits(&carol, room).await > 590);
}

#[tokio::test]
async fn a_repeat_is_no_new_message_and_edits_are_none_either() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("group", [&bob]).await;
    slow_down(&alice, room, 600).await;
    let body = json!({"content": "once", "client_message_id": "k"});
    let sent = bob.send_body(room, body.clone()).await;
    assert_eq!(bob.try_send(room, body).await.expect(200)["id"], sent["id"]);
    bob.edit(&sent["id"], "twice").await;
    assert!(waits(&bob, room).await > 590, "neither counts, neither ends the wait");
}

#[tokio::test]
async fn a_socket_is_told_how_long_to_wait() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("private", [&bob]).await;
    slow_down(&alice, room, 600).await;
    let mut socket = bob.connect(room).await;
    socket.say(json!({"type": "chat_message", "content": "x"})).await;
    socket.next("chat_message").await;
    let frame = json!({"type": "chat_message", "content": "y", "client_message_id": "k"});
    let error = socket.error(frame).await;
    assert_eq!((&error["code"], &error["client_message_id"]), (&json!("slow_mode"), &json!("k")));
    assert!(error["retry_after"].as_u64().unwrap() > 590, "{error}");
}

#[tokio::test]
async fn guests_cannot_send_meanwhile() {
    let Some(world) = World::local(&[("WS_ALLOW_ANONYMOUS", "true")]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut guest = world.bearer("").open(&format!("chat/{room}/"), &[]).await.unwrap();
    guest.next("live").await;
    slow_down(&alice, room, 1).await;
    let error = guest.error(json!({"type": "chat_message", "content": "x"})).await;
    assert_eq!(error["code"], "guest_not_allowed");
    slow_down(&alice, room, 0).await;
    guest.say(json!({"type": "chat_message", "content": "x"})).await;
    guest.next("chat_message").await;
}

#[tokio::test]
async fn only_admins_change_it_within_bounds_and_every_view_of_the_room_shows_it() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("private", [&bob]).await;
    for bad in [json!(-1), json!(21_601), json!(1.5), json!("5"), json!(true)] {
        alice.try_change_room(room, json!({"slow_mode_s": bad})).await.refused(400, "invalid_field");
    }
    bob.try_change_room(room, json!({"slow_mode_s": 5})).await.refused(403, "admin_required");
    let made =
        alice.try_create(json!({"name": "x", "room_type": "group", "slow_mode_s": 9})).await.expect(201);
    assert_eq!(made["slow_mode_s"], 0, "a room begins without");
    let mut socket = bob.connect(room).await;
    slow_down(&alice, room, 21_600).await;
    assert_eq!(socket.next("room_updated").await["room"]["slow_mode_s"], 21_600);
    for seen in [alice.detail(room).await, bob.listed(room).await.unwrap()] {
        assert_eq!(seen["slow_mode_s"], 21_600);
    }
    alice.mute(room, &bob).await;
    let told: Value = bob.get("notifications/").await.expect(200)[0].clone();
    assert_eq!(told["room"]["slow_mode_s"], 21_600);
    assert_eq!(
        alice.change_room(room, json!({"slow_mode_s": null, "name": "y"})).await["slow_mode_s"],
        21_600
    );
}
