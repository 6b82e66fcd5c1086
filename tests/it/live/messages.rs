//! Delivery of new, edited and deleted messages.

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::json;

use crate::{keys, kinds, words};

#[tokio::test]
async fn a_message_reaches_every_connection_whether_sent_by_rest_or_socket() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let (mut one, mut two) = (alice.connect(room).await, bob.connect(room).await);
    one.say(json!({"type": "chat_message", "content": "消息内容", "message_type": "text", "client_message_id": "c1"})).await;
    let echo = one.next("chat_message").await;
    assert_eq!(keys(&echo), words("type room_id message"));
    assert_eq!(
        keys(&echo["message"]),
        words(
            "id room_id seq sender message_type content file_url file_name file_size is_edited is_deleted reply_to timestamp created_at updated_at client_message_id reactions reactions_version thread_id reply_count last_reply_id"
        )
    );
    assert_eq!(keys(&echo["message"]["sender"]), words("id username first_name last_name"));
    assert_eq!(echo["message"]["timestamp"], echo["message"]["created_at"]);
    let heard = two.next("chat_message").await;
    assert_eq!(
        (&heard["message"]["id"], heard["message"].get("client_message_id")),
        (&echo["message"]["id"], None)
    );
    let sent = bob.send(room, "by REST").await;
    for socket in [&mut one, &mut two] {
        assert_eq!(socket.next("chat_message").await["message"]["id"], sent["id"]);
    }
    let history = bob.history(room, "").await;
    assert_eq!(history["messages"][1]["id"], echo["message"]["id"]);
}

#[tokio::test]
async fn edits_and_deletions_reach_every_connection_of_their_room_only() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let (mut own, mut watching, mut elsewhere) =
        (alice.connect(room).await, bob.connect(room).await, bob.connect(other).await);
    let body = json!({"content": "x", "client_message_id": "c"});
    let sent = alice.send_body(room, body).await;
    alice.edit(&sent["id"], "y").await;
    alice.delete_message(&sent["id"]).await;
    for socket in [&mut own, &mut watching] {
        let updated = socket.next("message_updated").await["message"].clone();
        assert_eq!((&updated["id"], updated["content"].as_str()), (&sent["id"], Some("y")));
        assert_eq!((updated["is_edited"].as_bool(), updated["room_id"].as_u64()), (Some(true), Some(room)));
        let deleted = socket.next("message_deleted").await;
        let at = alice.message(&sent["id"]).await["updated_at"].clone();
        assert_eq!(
            deleted,
            json!({"type": "message_deleted", "room_id": room, "message_id": sent["id"], "seq": 1, "updated_at": at})
        );
    }
    assert_eq!(kinds(&elsewhere.so_far().await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_delivered_message_is_already_listed_and_read_by_its_sender() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let (room, other) = (alice.room("private").await, alice.room("private").await);
    alice.invite(room, &bob).await;
    bob.join(room).await;
    alice.send(other, "elsewhere").await;
    let (mut hers, mut his) = (alice.connect(room).await, bob.connect(room).await);
    for n in 1..=40 {
        let mut frame = json!({"type": "chat_message", "content": n.to_string()});
        if n % 2 == 0 {
            frame["client_message_id"] = json!(n.to_string());
        }
        his.say(frame).await;
        let id = his.next("chat_message").await["message"]["id"].clone();
        let detail = bob.detail(room).await;
        assert_eq!(
            (&detail["unread_count"], &detail["last_read_message_id"]),
            (&json!(0), &id),
            "message {n}"
        );
        assert_eq!(bob.me().await["unread_total"], 0, "message {n}");
        hers.next("chat_message").await;
        let list = alice.pages("rooms/?scope=mine").await;
        assert_eq!(
            (list[0]["id"].as_u64(), &list[0]["last_message"]["id"]),
            (Some(room), &id),
            "message {n}"
        );
        assert_eq!(list[0]["unread_count"], n, "message {n}");
    }
    for n in 1..=20 {
        let sent = bob.send(room, "text").await["id"].clone();
        hers.next("chat_message").await;
        bob.edit(&sent, &format!("new {n}")).await;
        hers.next("message_updated").await;
        let content = async || alice.listed(room).await.unwrap()["last_message"]["content"].clone();
        assert_eq!(content().await, format!("new {n}"));
        bob.delete_message(&sent).await;
        hers.next("message_deleted").await;
        assert_eq!(content().await, "[消息已删除]");
    }
}

#[tokio::test]
async fn a_repeated_deletion_or_reading_is_not_announced_again() {
    let Some(world) = World::local(&[]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let room = alice.room_with("public", [&bob]).await;
    let (first, last) =
        (alice.send(room, "1").await["id"].clone(), alice.send(room, "2").await["id"].clone());
    let mut socket = alice.connect(room).await;
    let deletions = (0..12).map(|_| alice.try_delete_message(&first));
    for answer in join_all(deletions).await {
        answer.expect(200);
    }
    for _ in 0..3 {
        bob.read(&last).await;
    }
    let frames = socket.so_far().await;
    let count = |kind: &str| frames.iter().filter(|frame| frame["type"] == kind).count();
    assert_eq!((count("message_deleted"), count("read")), (1, 1), "{frames:#?}");
}

#[tokio::test]
async fn a_slow_reader_delays_nobody() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let room = alice.room_with("public", [&bob]).await;
    let _slow = bob.connect(room).await; // never reads
    let mut quick = alice.connect(room).await;
    let long = "字".repeat(4_000);
    for n in 1..=300 {
        alice.send(room, &long).await;
        assert_eq!(quick.next("chat_message").await["message"]["seq"], n);
    }
}

#[tokio::test]
async fn a_watcher_takes_no_seat() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_of("public", 2).await;
    let mut watching = bob.connect(room).await;
    alice.send(room, "@bob hi").await;
    watching.next("chat_message").await;
    assert!(bob.notifications().await.is_empty());
    assert_eq!(alice.detail(room).await["member_count"], 1);
}
