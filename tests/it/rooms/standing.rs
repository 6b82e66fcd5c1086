//! One's own standing in a room: `me`, the choice of notifications, the unread mark.

use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

use crate::kinds;

async fn standing(who: &Actor, room: u64) -> Value {
    who.get(&format!("rooms/{room}/me/")).await.expect(200)
}

async fn notify(who: &Actor, room: u64, word: &str) -> Value {
    who.patch(&format!("rooms/{room}/me/"), json!({"notify": word})).await.expect(200)
}

async fn mark_unread(who: &Actor, id: &Value) {
    who.post(&format!("messages/{id}/unread/"), Value::Null).await.expect(200);
}

async fn unread(who: &Actor, room: u64) -> (Value, Value) {
    (who.listed(room).await.unwrap()["unread_count"].clone(), who.detail(room).await["unread_count"].clone())
}

#[tokio::test]
async fn detail_and_list_show_what_one_is_to_the_room() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    for who in [&alice, &bob] {
        if who.id == bob.id {
            assert_eq!(bob.detail(room).await["me"], Value::Null);
            bob.join(room).await;
        }
        let me = standing(who, room).await;
        assert_eq!((&who.detail(room).await["me"], &who.listed(room).await.unwrap()["me"]), (&me, &me));
    }
    let private = alice.room("private").await;
    alice.invite(private, &bob).await;
    assert_eq!(bob.listed(private).await.unwrap()["me"], Value::Null, "an invited user is no member");
}

#[tokio::test]
async fn a_choice_of_notifications_is_kept_and_told_to_ones_other_clients() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("private", [&bob]).await;
    let mut socket = bob.user_socket().await;
    let before = standing(&bob, room).await;
    assert_eq!(before["notify"], "all");
    let after = notify(&bob, room, "mentions").await;
    assert_eq!((&after["notify"], &after["role"]), (&json!("mentions"), &json!("member")));
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
    assert_eq!(socket.next("room_added").await["room"]["me"], after);
    assert_eq!(standing(&bob, room).await, after);
    assert_eq!(notify(&bob, room, "mentions").await, after, "nothing changed");
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new());
    bob.patch(&format!("rooms/{room}/me/"), json!({})).await.expect(200);
    for bad in [json!("some"), json!(5)] {
        bob.patch(&format!("rooms/{room}/me/"), json!({"notify": bad})).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn mentions_leaves_messages_out_and_none_leaves_mentions_out_too() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let types = async || bob.notification_types().await;
    alice.send(room, "one").await;
    alice.send(room, "@bob two").await;
    assert_eq!(types().await, ["mention", "message"]);
    notify(&bob, room, "mentions").await;
    assert_eq!(types().await, ["mention"]);
    notify(&bob, room, "none").await;
    assert_eq!(types().await, Vec::<String>::new());
    let mut channel = bob.notification_channel().await;
    alice.send(room, "@bob three").await;
    assert_eq!(kinds(&channel.so_far().await), Vec::<&str>::new());
    alice.mute(room, &bob).await;
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "system");
    assert_eq!(types().await, ["system"]);
    assert_eq!(bob.listed(room).await.unwrap()["unread_count"], 3, "unread counts stay");
    notify(&bob, room, "all").await;
    alice.send(room, "@bob four").await;
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "mention");
}

#[tokio::test]
async fn a_silent_direct_room_notifies_nobody() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.direct(&bob).await;
    alice.send(room, "one").await;
    notify(&bob, room, "mentions").await;
    let mut channel = bob.notification_channel().await;
    alice.send(room, "two").await;
    assert_eq!(kinds(&channel.so_far().await), Vec::<&str>::new());
    assert_eq!(bob.notification_types().await, Vec::<String>::new());
}

#[tokio::test]
async fn pages_of_notifications_go_on_behind_silent_rooms() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (loud, silent) = (alice.room_with("public", [&bob]).await, alice.room_with("public", [&bob]).await);
    let first = alice.send(loud, "@bob first").await;
    for n in 0..12 {
        alice.send(silent, &format!("@bob {n}")).await;
    }
    notify(&bob, silent, "none").await;
    let page = bob.list("notifications/?limit=5").await;
    assert_eq!(page.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&first["id"]]);
}

#[tokio::test]
async fn an_unread_mark_counts_from_just_before_its_message_until_one_reads_or_sends() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(alice.send(room, &n.to_string()).await["id"].clone());
    }
    bob.read_room(room).await;
    let read = standing(&bob, room).await;
    let (mut socket, mut of_alice) = (bob.user_socket().await, alice.connect(room).await);
    mark_unread(&bob, &ids[1]).await;
    assert_eq!(unread(&bob, room).await, (json!(3), json!(3)));
    let marked = standing(&bob, room).await;
    assert_eq!(marked["unread_from_seq"], 2);
    assert_eq!(
        (&marked["last_read_seq"], &marked["last_read_message_id"]),
        (&read["last_read_seq"], &ids[3])
    );
    assert_eq!(socket.next("room_added").await["room"]["me"], marked);
    assert_eq!(kinds(&of_alice.so_far().await), Vec::<&str>::new(), "receipts do not move");
    bob.read(&ids[3]).await;
    let told = socket.next("read").await;
    assert_eq!((&told["me"]["unread_from_seq"], &told["me"]["last_read_seq"]), (&Value::Null, &json!(4)));
    assert_eq!(unread(&bob, room).await, (json!(0), json!(0)));
    mark_unread(&bob, &ids[0]).await;
    bob.send(room, "mine").await;
    assert_eq!(unread(&bob, room).await, (json!(0), json!(0)), "sending ends the mark");
    assert_eq!(standing(&bob, room).await["unread_from_seq"], Value::Null);
}

#[tokio::test]
async fn ones_own_read_frames_carry_the_standing_and_others_do_not() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "x").await["id"].clone();
    let (mut own, mut of_alice) = (bob.connect(room).await, alice.connect(room).await);
    bob.read(&id).await;
    assert_eq!(own.next("read").await["me"], standing(&bob, room).await);
    assert_eq!(of_alice.next("read").await.get("me"), None);
}

#[tokio::test]
async fn an_admins_change_reaches_ones_user_socket() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.user_socket().await;
    alice.mute(room, &bob).await;
    assert_eq!(socket.next("room_added").await["room"]["me"]["is_muted"], true);
}

#[tokio::test]
async fn strangers_have_no_standing() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (public, private) = (alice.room("public").await, alice.room("private").await);
    let (open, secret) = (alice.send(public, "x").await, alice.send(private, "x").await);
    for (room, status, code) in [(public, 403, "not_a_member"), (private, 404, "room_not_found")] {
        bob.patch(&format!("rooms/{room}/me/"), json!({"notify": "none"})).await.refused(status, code);
    }
    let mark = |message: Value| format!("messages/{}/unread/", message["id"]);
    bob.post(&mark(open), Value::Null).await.refused(403, "not_a_member");
    bob.post(&mark(secret), Value::Null).await.refused(404, "message_not_found");
}
