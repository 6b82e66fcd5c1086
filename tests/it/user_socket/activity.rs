//! `activity`: messages of rooms that the socket is not subscribed to.

use roomcast_tests::world::World;
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn each_message_of_ones_rooms_is_told_as_the_room_list_shows_it() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("private", [&bob]).await;
    let (mut socket, mut stranger) = (bob.user_socket().await, carol.user_socket().await);
    let long = "x".repeat(150);
    alice.send(room, &long).await;
    let activity = socket.any().await.unwrap();
    let listed = bob.listed(room).await.unwrap();
    assert_eq!(activity["type"], "activity");
    assert_eq!((&activity["room_id"], &activity["last_seq"]), (&json!(room), &json!(1)));
    assert_eq!(activity["last_message"], listed["last_message"]);
    assert_eq!(activity["last_message"]["content"], "x".repeat(100));
    assert_eq!(activity["last_message"]["sender_id"], alice.id);
    for n in 2..=5 {
        alice.send(room, &n.to_string()).await;
        assert_eq!(socket.next("activity").await["last_seq"], n, "each message");
    }
    assert_eq!(kinds(&stranger.so_far().await), Vec::<&str>::new(), "not one's room");
}

#[tokio::test]
async fn an_edit_and_a_deletion_of_the_newest_message_are_told() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let first = alice.send(room, "first").await;
    let second = alice.send(room, "second").await;
    let mut socket = bob.user_socket().await;
    alice.edit(&first["id"], "changed").await;
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new(), "not the newest");
    alice.edit(&second["id"], "edited").await;
    let edited = socket.next("activity").await;
    assert_eq!((&edited["last_seq"], &edited["last_message"]["content"]), (&json!(2), &json!("edited")));
    assert!(edited["last_message"]["updated_at"].as_str() > second["updated_at"].as_str());
    alice.delete_message(&second["id"]).await;
    let deleted = socket.next("activity").await;
    assert_eq!(deleted["last_message"]["is_deleted"], true);
    assert_eq!(deleted["last_message"]["content"], "[消息已删除]");
    assert!(deleted["last_message"]["updated_at"].as_str() > edited["last_message"]["updated_at"].as_str());
}

#[tokio::test]
async fn ones_own_messages_from_elsewhere_are_told_with_ones_id() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.user_socket().await;
    alice.send(room, "from elsewhere").await;
    assert_eq!(socket.next("activity").await["last_message"]["sender_id"], alice.id);
}

#[tokio::test]
async fn it_can_be_turned_off_and_nothing_else_with_it() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut quiet = bob.user_socket_with("?activity=0").await;
    alice.send(room, "unheard").await;
    alice.change_room(room, json!({"name": "new name"})).await;
    let told = quiet.any().await.unwrap();
    assert_eq!((&told["type"], &told["room"]["name"]), (&json!("room_updated"), &json!("new name")));
}

#[tokio::test]
async fn a_former_member_hears_nothing_more() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.user_socket().await;
    bob.leave(room).await;
    assert_eq!(socket.next("room_removed").await["reason"], "left");
    alice.send(room, "unheard").await;
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_room_of_more_than_a_hundred_members_is_not_told() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_of("public", 200).await;
    bob.join(room).await;
    let mut socket = bob.user_socket().await;
    for n in 2..100 {
        world.user(&format!("m{n}")).join(room).await;
    }
    alice.send(room, "a hundred").await;
    assert_eq!(socket.next("activity").await["last_seq"], 1);
    world.user("one more").join(room).await;
    alice.send(room, "a hundred and one").await;
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new());
}
