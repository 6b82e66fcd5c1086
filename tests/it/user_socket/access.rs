//! The end of access: leaving, removal, bans, and rooms that close.

use roomcast_tests::world::{World, is_gateway};
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn leaving_ends_the_subscription_and_the_socket_stays_open() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (room, other) = (alice.room_with("public", [&bob]).await, alice.room_with("public", [&bob]).await);
    let mut watching = alice.connect(room).await;
    let mut socket = bob.user_socket().await;
    socket.subscribe(room).await;
    socket.subscribe(other).await;
    watching.next("user_join").await;
    bob.leave(room).await;
    let ended = socket.next("unsubscribed").await;
    assert_eq!(ended, json!({"type": "unsubscribed", "room_id": room, "reason": "left"}));
    let frames = [watching.any().await.unwrap(), watching.any().await.unwrap()];
    let mut told = kinds(&frames);
    told.sort_unstable();
    assert_eq!(told, ["member_left", "user_leave"]);
    alice.send(room, "unheard").await;
    alice.send(other, "heard").await;
    assert_eq!(socket.next("chat_message").await["message"]["content"], "heard");
}

#[tokio::test]
async fn a_room_that_closes_ends_the_subscriptions_of_its_watchers() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let mut socket = bob.user_socket().await;
    socket.subscribe(room).await;
    alice.leave(room).await;
    let ended = socket.next("unsubscribed").await;
    assert_eq!(ended, json!({"type": "unsubscribed", "room_id": room, "reason": "room_closed"}));
    socket.ping().await;
}

#[tokio::test]
async fn a_ban_and_a_removal_close_all_user_sockets_of_the_user() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for (banned, reason) in [(false, "removed"), (true, "banned")] {
        let room = alice.room_with("public", [&bob]).await;
        let (mut subscribed, mut other) = (bob.user_socket().await, bob.user_socket().await);
        let mut room_socket = bob.connect(room).await;
        subscribed.subscribe(room).await;
        if banned {
            alice.ban(room, &bob).await;
        } else {
            alice.remove(room, &bob).await;
        }
        for socket in [&mut subscribed, &mut other] {
            assert_eq!(socket.next("room_removed").await["reason"], reason);
            let closed = socket.next("closed").await;
            assert_eq!(closed, json!({"type": "closed", "reason": "access_changed"}));
            assert!(is_gateway() || socket.closed().await == Some(4010));
        }
        assert_eq!(room_socket.next("closed").await["reason"], reason);
        let mut again = bob.user_socket().await;
        alice.send(room, "unheard").await;
        assert_eq!(kinds(&again.so_far().await), Vec::<&str>::new());
    }
}

#[tokio::test]
async fn not_one_frame_of_the_room_comes_after_the_answer_to_a_ban_under_load() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    for round in 0..5 {
        let room = alice.room_with("public", [&bob]).await;
        let mut sockets = Vec::new();
        for n in 0..4 {
            let mut socket = bob.user_socket().await;
            if n % 2 == 0 {
                socket.subscribe(room).await;
            }
            sockets.push(socket);
        }
        let senders: Vec<_> = (0..3)
            .map(|n| {
                let sender = world.user(&format!("sender{round}{n}"));
                tokio::spawn(async move {
                    for n in 0..15 {
                        sender.send(room, &n.to_string()).await;
                    }
                })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        alice.ban(room, &bob).await;
        let newest = alice.send(room, "after the ban").await["seq"].as_u64().unwrap();
        let mut again = bob.user_socket().await;
        for sender in senders {
            sender.await.unwrap();
        }
        assert_eq!(kinds(&again.so_far().await), Vec::<&str>::new(), "the socket that came back");
        for mut socket in sockets {
            while socket.any().await.is_some() {}
            let late = socket.seen().iter().find(|frame| {
                let seq = frame["message"]["seq"].as_u64().or(frame["last_seq"].as_u64());
                frame["room_id"] == room && seq >= Some(newest)
            });
            assert_eq!(late, None);
        }
    }
}

#[tokio::test]
async fn who_had_no_access_keeps_the_socket() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let (private, public) = (alice.room("private").await, alice.room("public").await);
    alice.invite(private, &bob).await;
    let (mut invited, mut stranger) = (bob.user_socket().await, carol.user_socket().await);
    alice.remove(private, &bob).await;
    assert_eq!(invited.next("room_removed").await["reason"], "removed");
    alice.ban(private, &carol).await;
    invited.ping().await;
    stranger.ping().await;
    stranger.subscribe(public).await;
    alice.ban(public, &carol).await;
    assert_eq!(stranger.next("closed").await["reason"], "access_changed", "a watcher is cut off");
}
