//! Threads: `thread_id` and `reply_count` of messages, and `GET messages/{id}/thread/`.

use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

/// The ids of the messages in an answer.
fn ids(answer: &Value) -> Vec<u64> {
    answer["messages"].as_array().unwrap().iter().map(|message| message["id"].as_u64().unwrap()).collect()
}

/// Reads a message until its number of replies is the one that is expected.
async fn until_counted(who: &Actor, id: &Value, count: usize, last: &Value) {
    let mut message = Value::Null;
    for _ in 0..50 {
        message = who.message(id).await;
        if message["reply_count"] == json!(count) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!((&message["reply_count"], &message["last_reply_id"]), (&json!(count), last));
}

#[tokio::test]
async fn a_reply_belongs_to_the_thread_of_what_it_answers_and_stays_in_the_history() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = bob.connect(room).await;
    let root = alice.send(room, "question").await;
    assert_eq!(
        (&root["thread_id"], &root["reply_count"], &root["last_reply_id"]),
        (&Value::Null, &json!(0), &Value::Null)
    );
    let first = bob.reply(&root, "answer").await;
    let other = alice.send(room, "something else").await;
    let second = alice.reply(&first, "answer to the answer").await;
    for reply in [&first, &second] {
        assert_eq!(reply["thread_id"], root["id"], "{reply}");
        assert_eq!(reply["reply_count"], 0, "only the first message of a thread counts");
    }
    assert_eq!(second["reply_to"], first["id"]);
    for (expected, thread) in
        [(&root, &Value::Null), (&first, &root["id"]), (&other, &Value::Null), (&second, &root["id"])]
    {
        let live = socket.next("chat_message").await["message"].clone();
        assert_eq!((&live["id"], &live["thread_id"]), (&expected["id"], thread));
    }
    until_counted(&bob, &root["id"], 2, &second["id"]).await;
    let page = bob.history(room, "").await;
    assert_eq!(ids(&page).len(), 4, "replies are messages of the room");
    assert_eq!(page["messages"][3]["reply_count"], 2, "{page}");
    for of in [&root, &first, &second] {
        let thread = bob.thread(&of["id"], "").await;
        assert_eq!((&thread["root"]["id"], &thread["root"]["reply_count"]), (&root["id"], &json!(2)));
        assert_eq!(ids(&thread), [first["id"].as_u64().unwrap(), second["id"].as_u64().unwrap()]);
        assert_eq!(thread["has_more"], false);
    }
    let alone = bob.thread(&other["id"], "").await;
    assert_eq!((&alone["root"]["id"], &alone["messages"]), (&other["id"], &json!([])));
}

#[tokio::test]
async fn a_thread_is_read_forwards_and_backwards_in_pages() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let root = alice.send(room, "root").await;
    let mut replies = Vec::new();
    for n in 0..7 {
        alice.send(room, "between").await;
        replies.push(alice.reply(&root, &format!("reply {n}")).await["id"].as_u64().unwrap());
    }
    let id = &root["id"];
    let first = alice.thread(id, "?limit=3").await;
    assert_eq!((ids(&first), &first["has_more"]), (replies[..3].to_vec(), &json!(true)));
    let next = alice.thread(id, &format!("?limit=3&after={}", replies[2])).await;
    assert_eq!((ids(&next), &next["has_more"]), (replies[3..6].to_vec(), &json!(true)));
    let last = alice.thread(id, &format!("?limit=3&after={}", replies[5])).await;
    assert_eq!((ids(&last), &last["has_more"]), (replies[6..].to_vec(), &json!(false)));
    let exact = alice.thread(id, "?limit=7&after=0").await;
    assert_eq!((ids(&exact), &exact["has_more"]), (replies.clone(), &json!(false)));
    let back = alice.thread(id, &format!("?limit=2&before={}", replies[6])).await;
    assert_eq!((ids(&back), &back["has_more"]), (vec![replies[5], replies[4]], &json!(true)));
    let start = alice.thread(id, &format!("?before={}", replies[1])).await;
    assert_eq!((ids(&start), &start["has_more"]), (vec![replies[0]], &json!(false)));
    for bad in [
        "?limit=0",
        "?limit=101",
        "?after=x",
        "?before=0",
        "?after=1",
        "?after=0&before=5",
        "?before=999999999",
    ] {
        alice.try_thread(id, bad).await.refused(400, "invalid_query");
    }
}

#[tokio::test]
async fn deleting_changes_no_thread() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let root = alice.send(room, "root").await;
    let first = alice.reply(&root, "one").await;
    let second = alice.reply(&first, "two").await;
    alice.delete_message(&first["id"]).await;
    alice.delete_message(&root["id"]).await;
    let third = alice.reply(&first, "three").await;
    assert_eq!(third["thread_id"], root["id"], "also of a deleted message");
    let thread = alice.thread(&second["id"], "").await;
    assert_eq!((&thread["root"]["is_deleted"], &thread["root"]["reply_count"]), (&json!(true), &json!(3)));
    assert_eq!(thread["root"]["last_reply_id"], third["id"]);
    assert_eq!(ids(&thread).len(), 3);
    assert_eq!(
        (&thread["messages"][0]["is_deleted"], &thread["messages"][0]["thread_id"]),
        (&json!(true), &root["id"])
    );
}

#[tokio::test]
async fn what_one_may_not_read_has_no_thread() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    let root = alice.send(room, "root").await;
    bob.try_thread(&root["id"], "").await.refused(404, "message_not_found");
    alice.try_thread(1, "").await.refused(404, "message_not_found");
}

#[tokio::test]
async fn replies_at_once_are_all_in_the_thread_and_counted_once() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let (root, other) = (alice.send(room, "root").await, alice.send(room, "other").await);
    let send = async |who: &Actor, n: usize| {
        let to = if n.is_multiple_of(3) { &other } else { &root };
        let body =
            json!({"content": format!("{n}"), "reply_to": to["id"], "client_message_id": format!("r{n}")});
        let sent = who.send_patiently(room, body.clone()).await;
        let again = who.try_send(room, body).await.expect(200);
        assert_eq!(
            (&again["id"], &again["thread_id"]),
            (&sent["id"], &to["id"]),
            "a repeat is the same reply"
        );
        sent["id"].as_u64().unwrap()
    };
    let who = [&alice, &bob, &carol];
    let sent = join_all((0..24).map(|n| send(who[n % 3], n))).await;
    for (root, is_its) in [(&root, false), (&other, true)] {
        let mut expected: Vec<u64> = sent
            .iter()
            .enumerate()
            .filter(|(n, _)| n.is_multiple_of(3) == is_its)
            .map(|(_, id)| *id)
            .collect();
        expected.sort_unstable();
        let thread = alice.thread(&root["id"], "?limit=100").await;
        assert_eq!(ids(&thread), expected);
        assert_eq!(thread["root"]["reply_count"], expected.len());
        assert_eq!(thread["root"]["last_reply_id"].as_u64(), expected.last().copied());
        until_counted(&bob, &root["id"], expected.len(), &json!(expected.last())).await;
    }
}
