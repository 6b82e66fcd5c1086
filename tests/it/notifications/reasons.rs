//! `reason`: why a notification of a message is more than that of any message of the room.

use roomcast_tests::world::World;
use serde_json::{Value, json};

fn kind_and_reason(notification: &Value) -> (&str, Option<&str>) {
    (notification["notification_type"].as_str().unwrap(), notification["reason"].as_str())
}

#[tokio::test]
async fn a_reply_is_a_mention_to_the_author_of_what_it_answers() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let question = bob.send(room, "question").await;
    let mut channel = bob.notification_channel().await;
    let reply = alice.reply(&question, "answer").await;
    let live = channel.next("notification").await["notification"].clone();
    assert_eq!((kind_and_reason(&live), &live["id"]), (("mention", Some("reply")), &reply["id"]));
    assert_eq!(live["title"], "alice 回复了您");
    alice.reply(&question, "@bob once more").await;
    alice.send(room, "@bob without an answer").await;
    alice.send(room, "nothing").await;
    let all = bob.notifications().await;
    let told: Vec<_> = all[..4].iter().map(kind_and_reason).collect();
    assert_eq!(
        told,
        [
            ("message", None),
            ("mention", Some("mention")),
            ("mention", Some("mention")),
            ("mention", Some("reply"))
        ]
    );
    assert_eq!(all[3]["title"], "alice 回复了您");
    for notification in &carol.notifications().await[..4] {
        assert_eq!(kind_and_reason(notification), ("message", None), "carol is not answered");
    }
    bob.reply(&question, "to myself").await;
    assert_eq!(bob.notifications().await.len(), all.len(), "nobody is told of an answer to oneself");
    carol.patch(&format!("rooms/{room}/me/"), json!({"notify": "mentions"})).await.expect(200);
    let of_carol = carol.send(room, "mine").await;
    bob.reply(&of_carol, "yours").await;
    assert_eq!(kind_and_reason(&carol.notifications().await[0]), ("mention", Some("reply")));
}

#[tokio::test]
async fn who_has_left_or_blocked_the_sender_is_not_told_of_an_answer() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let (of_bob, of_carol) = (bob.send(room, "bob").await, carol.send(room, "carol").await);
    bob.leave(room).await;
    carol.block(&alice).await;
    for message in [&of_bob, &of_carol] {
        alice.reply(message, "answer").await;
    }
    assert!(bob.notifications().await.is_empty());
    assert!(carol.notification_types().await.iter().all(|kind| kind != "mention"));
}

#[tokio::test]
async fn messages_of_a_direct_room_and_notices_have_their_reason() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.direct(&bob).await;
    let mut channel = bob.notification_channel().await;
    let first = alice.send(room, "hello").await;
    let live = channel.next("notification").await["notification"].clone();
    assert_eq!((kind_and_reason(&live), &live["id"]), (("message", Some("direct")), &first["id"]));
    let own = bob.send(room, "hi").await;
    alice.reply(&own, "answer").await;
    let live = channel.next("notification").await["notification"].clone();
    assert_eq!(kind_and_reason(&live), ("mention", Some("reply")));
    let told = bob.notifications().await;
    assert_eq!(
        told.iter().map(kind_and_reason).collect::<Vec<_>>(),
        [("mention", Some("reply")), ("message", Some("direct"))]
    );
    let private = alice.room("private").await;
    alice.invite(private, &bob).await;
    assert_eq!(kind_and_reason(&bob.notifications().await[0]), ("room_invite", None));
}
