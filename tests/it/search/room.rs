//! `GET rooms/{id}/search/`: pages, cursors and who may search.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use super::found;
use crate::{ids, keys, words};

#[tokio::test]
async fn results_are_messages_as_in_the_history_newest_first() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("private", [&bob]).await;
    alice.send_body(room, json!({"content": "word 1", "client_message_id": "mine"})).await;
    let second = alice.send(room, "word 2").await;
    bob.react(&second["id"], "👍").await;
    for reader in [&alice, &bob] {
        let answer = reader.search_room(room, "q=word").await;
        assert_eq!(keys(&answer), words("results next"));
        assert_eq!(answer["results"], reader.history(room, "").await["messages"]);
        assert_eq!(answer["next"], Value::Null);
    }
}

#[tokio::test]
async fn pages_follow_each_other_whatever_is_sent_meanwhile() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut sent = Vec::new();
    for n in 0..30 {
        let content = if n % 3 == 0 { "word" } else { "other" };
        let message = alice.send(room, content).await;
        if n % 3 == 0 {
            sent.insert(0, message["id"].as_u64().unwrap());
        }
    }
    for limit in [1, 3, 10] {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let answer = alice.search_room(room, &format!("q=word&limit={limit}{cursor}")).await;
            let results = answer["results"].as_array().unwrap();
            assert!(results.len() <= limit);
            all.extend(ids(results));
            alice.send(room, "other").await;
            match answer["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(all, sent, "{limit} at once");
    }
}

#[tokio::test]
async fn a_message_is_found_the_moment_it_is_stored() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("group", [&bob]).await;
    for n in 0..5 {
        let content = format!("word{n}");
        alice.send(room, &content).await;
        assert_eq!(found(&bob.search_room(room, &format!("q={content}")).await), [content.as_str()]);
        assert_eq!(found(&bob.search(&format!("q={content}")).await), [content.as_str()]);
    }
    assert!(found(&alice.search_room(alice.room("public").await, "q=word").await).is_empty());
}

#[tokio::test]
async fn a_public_room_is_searched_without_membership_and_others_by_members_only() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let (open, hidden) = (alice.room("public").await, alice.room_with("private", [&carol]).await);
    alice.send(open, "word").await;
    assert_eq!(found(&bob.search_room(open, "q=word").await), ["word"]);
    bob.try_search_room(hidden, "q=word").await.refused(404, "room_not_found");
    alice.ban(open, &bob).await;
    bob.try_search_room(open, "q=word").await.refused(403, "banned");
    alice.remove(hidden, &carol).await;
    carol.try_search_room(hidden, "q=").await.refused(404, "room_not_found");
}

#[tokio::test]
async fn cursors_that_were_not_given_here_are_refused() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    for _ in 0..2 {
        alice.send(room, "word").await;
    }
    let next = alice.search_room(room, "q=word&limit=1").await["next"].as_str().unwrap().to_owned();
    let of_all = alice.search("q=word&limit=1").await["next"].as_str().unwrap().to_owned();
    alice.try_search_room(room, &format!("q=word&cursor={next}")).await.expect(200);
    alice.try_search_room(other, &format!("q=word&cursor={next}")).await.refused(400, "invalid_query");
    let beyond = (room << 27) | 9;
    for cursor in ["", "0", "-", "x", "-1", "1.5", "9007199254740993", &of_all, &beyond.to_string()] {
        let query = format!("q=word&cursor={cursor}");
        alice.try_search_room(room, &query).await.refused(400, "invalid_query");
    }
}
