//! `room_added`, `room_removed`, `room_updated`, `read` and notifications.

use roomcast_tests::world::World;
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn a_room_that_one_makes_joins_or_is_invited_to_is_told_as_the_list_shows_it() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (mut of_alice, mut of_bob) = (alice.user_socket().await, bob.user_socket().await);
    let public = alice.room("public").await;
    let added = of_alice.next("room_added").await;
    assert_eq!(added["room"], alice.listed(public).await.unwrap());
    alice.send(public, "before").await;
    bob.join(public).await;
    let added = of_bob.next("room_added").await;
    assert_eq!(added["room"], bob.listed(public).await.unwrap());
    assert_eq!((&added["room"]["unread_count"], &added["room_id"]), (&json!(0), &json!(public)));
    bob.join(public).await;
    assert_eq!(kinds(&of_bob.so_far().await), Vec::<&str>::new(), "nothing changed");
    let private = alice.room("private").await;
    alice.invite(private, &bob).await;
    let added = of_bob.next("room_added").await;
    assert_eq!((&added["room"]["id"], &added["room"]["is_member"]), (&json!(private), &json!(false)));
    assert_eq!(of_bob.next("notification").await["notification"]["notification_type"], "room_invite");
    bob.leave(private).await;
    let removed = of_bob.next("room_removed").await;
    assert_eq!(removed, json!({"type": "room_removed", "room_id": private, "reason": "left"}));
}

#[tokio::test]
async fn a_changed_room_is_told_once_subscribed_or_not() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (first, second) = (alice.room_with("public", [&bob]).await, alice.room_with("public", [&bob]).await);
    let mut socket = bob.user_socket().await;
    socket.subscribe(first).await;
    for room in [first, second] {
        alice.change_room(room, json!({"name": "new name"})).await;
        let told = socket.so_far().await;
        assert_eq!(kinds(&told), ["room_updated"]);
        assert_eq!((&told[0]["room_id"], &told[0]["room"]["name"]), (&json!(room), &json!("new name")));
    }
}

#[tokio::test]
async fn reading_anywhere_is_told_to_ones_other_sockets() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "x").await["id"].clone();
    let (mut first, mut second) = (bob.user_socket().await, bob.user_socket().await);
    let mut of_alice = alice.user_socket().await;
    first.subscribe(room).await;
    first.say(json!({"type": "read", "room_id": room, "message_id": id})).await;
    let told = second.next("read").await;
    assert_eq!((&told["message_id"], &told["user"]["id"]), (&id, &json!(bob.id)));
    assert_eq!(kinds(&first.so_far().await), Vec::<&str>::new(), "not to the one that asked");
    let id = alice.send(room, "y").await["id"].clone();
    bob.read(&id).await;
    assert_eq!(first.next("read").await["message_id"], id, "to the subscribed one");
    assert_eq!(kinds(&first.so_far().await), Vec::<&str>::new(), "once");
    assert_eq!(second.next("read").await["message_id"], id);
    let heard = of_alice.so_far().await;
    assert!(!kinds(&heard).contains(&"read"), "others' reading needs a subscription: {heard:?}");
}

#[tokio::test]
async fn notifications_arrive_as_on_their_channel() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let (mut socket, mut channel) = (bob.user_socket().await, bob.notification_channel().await);
    alice.send(room, "@bob look").await;
    alice.mute(room, &bob).await;
    for kind in ["mention", "system"] {
        let told = socket.next("notification").await;
        assert_eq!(told, channel.next("notification").await);
        assert_eq!(told["notification"]["notification_type"], kind);
    }
}
