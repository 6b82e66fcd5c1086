//! `PUT messages/{id}/pin/`, `GET rooms/{id}/pins/` and the frame `pins_updated`.

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

use crate::kinds;

/// Returns the ids of the pinned messages as the list shows them.
async fn pinned(who: &Actor, room: u64) -> Vec<Value> {
    let pins = who.pins(room).await["pins"].as_array().unwrap().clone();
    pins.iter().map(|pin| pin["message"]["id"].clone()).collect()
}

/// Sends so many messages; returns their ids.
async fn sent(who: &Actor, room: u64, count: usize) -> Vec<Value> {
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(who.send(room, &number.to_string()).await["id"].clone());
    }
    ids
}

#[tokio::test]
async fn pins_stand_newest_first_with_who_pinned_and_repeats_change_nothing() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    assert_eq!(bob.pins(room).await, json!({"version": 0, "pins": []}));
    let ids = sent(&bob, room, 3).await;
    alice.react(&ids[0], "👍").await;
    alice.promote(room, &bob).await;
    alice.pin(&ids[2]).await;
    let answer = bob.pin(&ids[0]).await;
    assert_eq!(answer, json!({"room_id": room, "version": 2, "message_ids": [ids[0], ids[2]]}));
    assert_eq!(alice.pin(&ids[0]).await, answer, "a repeat, by another admin too");
    assert_eq!(alice.unpin(&ids[1]).await, answer, "it is not pinned");
    let shown = alice.pins(room).await;
    assert_eq!((&shown["version"], shown["pins"].as_array().unwrap().len()), (&json!(2), 2));
    let newest = &shown["pins"][0];
    assert_eq!(newest["message"], alice.message(&ids[0]).await, "with its reactions");
    assert_eq!(
        newest["pinned_by"],
        json!({"id": bob.id, "username": "bob", "first_name": "", "last_name": ""})
    );
    assert!(newest["pinned_at"].as_str() >= newest["message"]["created_at"].as_str(), "{newest}");
    assert_eq!(alice.unpin(&ids[0]).await["message_ids"], json!([ids[2]]));
    bob.pin(&ids[1]).await;
    assert_eq!(pinned(&alice, room).await, [ids[1].clone(), ids[2].clone()]);
    alice.put(&format!("messages/{}/pin/", ids[0]), json!({})).await.refused(400, "invalid_field");
    alice.put(&format!("messages/{}/pin/", ids[0]), json!({"on": 1})).await.refused(400, "invalid_field");
}

#[tokio::test]
async fn everybody_in_the_room_is_told_once() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "hello").await["id"].clone();
    let (mut member, mut visitor) = (bob.user_socket().await, carol.connect(room).await);
    member.subscribe(room).await;
    let told = |version: u64, ids: Value| json!({"type": "pins_updated", "room_id": room, "version": version, "message_ids": ids});
    alice.pin(&id).await;
    for socket in [&mut member, &mut visitor] {
        assert_eq!(socket.next("pins_updated").await, told(1, json!([id])));
    }
    alice.pin(&id).await;
    assert_eq!(kinds(&member.so_far().await), Vec::<&str>::new(), "nothing changed");
    alice.unpin(&id).await;
    assert_eq!(member.next("pins_updated").await, told(2, json!([])));
    assert_eq!(bob.pins(room).await, json!({"version": 2, "pins": []}));
    alice.unpin(&id).await;
    assert_eq!(kinds(&member.so_far().await), Vec::<&str>::new(), "nothing changed");
    let pinned = alice.message(&id).await;
    assert_eq!((&pinned["is_edited"], &pinned["updated_at"]), (&json!(false), &pinned["created_at"]));
}

#[tokio::test]
async fn a_deletion_takes_the_pin_along() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let ids = sent(&bob, room, 2).await;
    for id in &ids {
        alice.pin(id).await;
    }
    let mut socket = bob.connect(room).await;
    bob.delete_message(&ids[1]).await;
    socket.next("message_deleted").await;
    let expected = json!({"type": "pins_updated", "room_id": room, "version": 3, "message_ids": [ids[0]]});
    assert_eq!(socket.next("pins_updated").await, expected);
    let shown = bob.pins(room).await;
    assert_eq!((&shown["version"], pinned(&bob, room).await), (&json!(3), vec![ids[0].clone()]));
    alice.try_pin(&ids[1], true).await.refused(409, "message_deleted");
    assert_eq!(alice.unpin(&ids[1]).await["version"], 3, "it is not pinned");
    let other = bob.send(room, "not pinned").await["id"].clone();
    bob.delete_message(&other).await;
    assert_eq!(kinds(&socket.so_far().await), ["chat_message", "message_deleted"]);
}

#[tokio::test]
async fn admins_pin_and_in_a_direct_room_both_users() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = bob.send(room, "hello").await["id"].clone();
    bob.try_pin(&id, true).await.refused(403, "admin_required");
    bob.try_pin(&id, false).await.refused(403, "admin_required");
    carol.try_pin(&id, true).await.refused(403, "not_a_member");
    let direct = alice.direct(&bob).await;
    let own = alice.send(direct, "hello").await["id"].clone();
    carol.try_pin(&own, true).await.refused(404, "message_not_found");
    bob.pin(&own).await;
    alice.unpin(&own).await;
    alice.pin(&own).await;
    assert_eq!(pinned(&bob, direct).await, [own]);
    carol.get(&format!("rooms/{direct}/pins/")).await.refused(404, "room_not_found");
}

#[tokio::test]
async fn fifty_messages_can_be_pinned_and_deleted_ones_do_not_count() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("group").await;
    let ids = sent(&alice, room, 60).await;
    let answers = join_all(ids.iter().map(|id| alice.try_pin(id, true))).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(refused.iter().all(|answer| answer.body["code"] == "too_many_pins"), "{refused:?}");
    assert_eq!((refused.len(), pinned(&alice, room).await.len()), (10, 50));
    assert_eq!(alice.pins(room).await["version"], 50);
    let left = &ids[answers.iter().position(|answer| answer.status == 409).unwrap()];
    alice.try_pin(left, true).await.refused(409, "too_many_pins");
    alice.pin(&pinned(&alice, room).await[7]).await;
    alice.delete_message(&pinned(&alice, room).await[49]).await;
    alice.pin(left).await;
    assert_eq!((&pinned(&alice, room).await[0], pinned(&alice, room).await.len()), (left, 50));
}

#[tokio::test]
async fn a_message_that_is_deleted_while_it_is_pinned_is_left_out() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    for id in sent(&bob, room, 10).await {
        let (pin, ()) = tokio::join!(alice.try_pin(&id, true), bob.delete_message(&id));
        assert!(pin.status == 200 || pin.body["code"] == "message_deleted", "{pin:?}");
    }
    assert_eq!(bob.pins(room).await["pins"], json!([]));
    let kept = alice.send(room, "kept").await["id"].clone();
    assert_eq!(alice.pin(&kept).await["message_ids"], json!([kept]), "no deleted one is left in the list");
}

#[tokio::test]
async fn a_room_that_closed_has_no_pins() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let id = alice.send(room, "hello").await["id"].clone();
    alice.pin(&id).await;
    alice.leave(room).await;
    for user in [&alice, &bob] {
        user.get(&format!("rooms/{room}/pins/")).await.refused(404, "room_not_found");
        user.try_pin(&id, false).await.refused(404, "message_not_found");
    }
}
