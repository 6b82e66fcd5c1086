//! What those hear who are invited to a room.

use roomcast_tests::world::World;
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn invited_users_hear_of_a_changed_room() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for kind in ["public", "private", "group"] {
        let room = alice.room(kind).await;
        alice.invite(room, &bob).await;
        let mut socket = bob.user_socket().await;
        alice.change_room(room, json!({"name": "new name"})).await;
        let told = socket.so_far().await;
        assert_eq!(kinds(&told), ["room_updated"], "{kind}");
        bob.leave(room).await;
        assert_eq!(socket.next("room_removed").await["reason"], "left");
        alice.change_room(room, json!({"name": "newer name"})).await;
        assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new(), "{kind}: declined");
    }
}

#[tokio::test]
async fn invited_users_hear_of_messages_where_they_may_read_them() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (public, private) = (alice.room("public").await, alice.room("private").await);
    for room in [public, private] {
        alice.invite(room, &bob).await;
    }
    let mut socket = bob.user_socket().await;
    let sent = alice.send(public, "hello").await;
    alice.send(private, "secret").await;
    let told = socket.so_far().await;
    assert_eq!(kinds(&told), ["activity"]);
    assert_eq!(told[0]["last_message"]["id"], sent["id"]);
}

#[tokio::test]
async fn who_comes_in_by_a_message_is_told_once_from_then_on() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for by_socket in [false, true] {
        let room = alice.room("public").await;
        alice.invite(room, &bob).await;
        let mut socket = bob.user_socket().await;
        if by_socket {
            socket.say(json!({"type": "chat_message", "room_id": room, "content": "I am here"})).await;
        } else {
            bob.send(room, "I am here").await;
        }
        assert!(kinds(&socket.so_far().await).contains(&"room_added"));
        alice.send(room, "welcome").await;
        assert_eq!(kinds(&socket.so_far().await), ["activity"]);
    }
}

#[tokio::test]
async fn who_is_banned_or_removed_while_invited_hears_nothing_of_the_room() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room("public").await;
    alice.invite(room, &bob).await;
    alice.invite(room, &carol).await;
    alice.ban(room, &bob).await;
    alice.remove(room, &carol).await;
    for who in [&bob, &carol] {
        let mut socket = who.user_socket().await;
        alice.change_room(room, json!({"name": format!("without {}", who.id)})).await;
        alice.send(room, "quiet").await;
        assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new());
    }
}

#[tokio::test]
async fn a_room_that_closes_leaves_the_list_of_those_who_are_invited() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    alice.invite(room, &bob).await;
    let mut socket = bob.user_socket().await;
    alice.leave(room).await;
    let removed = socket.next("room_removed").await;
    assert_eq!(removed, json!({"type": "room_removed", "room_id": room, "reason": "room_closed"}));
    assert!(bob.listed(room).await.is_none());
}
