//! `GET search/`: the rooms that the caller belongs to.

use roomcast_tests::world::{Actor, World};
use serde_json::Value;

use super::found;

/// Searches page by page; `between` runs behind the first page.
async fn pages(actor: &Actor, query: &str, between: impl AsyncFnOnce()) -> Vec<(u64, String)> {
    let (mut all, mut cursor, mut between) = (Vec::new(), String::new(), Some(between));
    loop {
        let answer = actor.search(&format!("{query}{cursor}")).await;
        let results = answer["results"].as_array().unwrap();
        all.extend(results.iter().map(|message| {
            (message["room"]["id"].as_u64().unwrap(), message["content"].as_str().unwrap().to_owned())
        }));
        if let Some(between) = between.take() {
            between().await;
        }
        match answer["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

fn results(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(room, content)| (*room, (*content).to_owned())).collect()
}

#[tokio::test]
async fn rooms_follow_each_other_by_activity_and_messages_by_age() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (quiet, busy) = (alice.room("private").await, alice.room("public").await);
    let (empty, foreign) = (alice.room("group").await, bob.room("public").await);
    bob.send(foreign, "word of a room that one does not belong to").await;
    alice.send(busy, "word 1").await;
    alice.send(quiet, "word 2").await;
    alice.send(quiet, "word 3").await;
    alice.send(busy, "word 4").await;
    let expected = results(&[(busy, "word 4"), (busy, "word 1"), (quiet, "word 3"), (quiet, "word 2")]);
    for limit in [1, 2, 3, 50] {
        assert_eq!(pages(&alice, &format!("q=word&limit={limit}"), async || ()).await, expected, "{limit}");
    }
    assert_eq!(alice.search("q=nothing").await["next"], Value::Null, "{empty} is empty");
    assert!(found(&bob.search("q=word").await).len() == 1);
}

#[tokio::test]
async fn a_room_that_is_gone_on_with_is_finished_although_it_moved() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let (older, newer) = (alice.room("public").await, alice.room("public").await);
    alice.send(older, "word 1").await;
    alice.send(newer, "word 2").await;
    alice.send(newer, "word 3").await;
    let moved = async || drop(alice.send(newer, "word 4").await);
    assert_eq!(
        pages(&alice, "q=word&limit=1", moved).await,
        results(&[(newer, "word 3"), (newer, "word 2"), (older, "word 1")])
    );
}

#[tokio::test]
async fn a_room_that_was_left_or_closed_to_one_meanwhile_is_not_read() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let mut rooms = Vec::new();
    for content in ["word 1", "word 2", "word 3", "word 4"] {
        let room = alice.room_with("private", [&bob]).await;
        alice.send(room, content).await;
        alice.send(room, content).await;
        rooms.push(room);
    }
    let meanwhile = async || {
        bob.leave(rooms[3]).await;
        alice.ban(rooms[2], &bob).await;
        alice.remove(rooms[1], &bob).await;
    };
    assert_eq!(
        pages(&bob, "q=word&limit=1", meanwhile).await,
        results(&[(rooms[3], "word 4"), (rooms[0], "word 1"), (rooms[0], "word 1")])
    );
}

#[tokio::test]
async fn invitations_and_former_memberships_are_not_searched() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (invited, left, watched) =
        (alice.room("group").await, alice.room("public").await, alice.room("public").await);
    alice.invite(invited, &bob).await;
    bob.join(left).await;
    bob.leave(left).await;
    for room in [invited, left, watched] {
        alice.send(room, "word").await;
    }
    assert!(found(&bob.search("q=word").await).is_empty());
    bob.join(invited).await;
    assert_eq!(found(&bob.search("q=word").await), ["word"], "a member sees what was before");
}

#[tokio::test]
async fn direct_rooms_are_searched_unless_they_are_hidden() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let (spoken, left) = (alice.direct(&bob).await, alice.direct(&carol).await);
    bob.send(spoken, "word of bob").await;
    alice.send(left, "word for carol").await;
    alice.leave(left).await;
    let answer = alice.search("q=word").await;
    assert_eq!(found(&answer), ["word of bob"]);
    assert_eq!(answer["results"][0]["room"]["name"], "bob", "named for the viewer");
    assert_eq!(found(&alice.search_room(left, "q=word").await), ["word for carol"]);
    carol.send(left, "word of carol").await;
    assert_eq!(found(&alice.search("q=carol").await), ["word of carol", "word for carol"]);
}

#[tokio::test]
async fn cursors_that_were_never_given_are_refused() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    for _ in 0..2 {
        alice.send(room, "word").await;
    }
    let of_room = alice.search_room(room, "q=word&limit=1").await["next"].as_str().unwrap().to_owned();
    let next = alice.search("q=word&limit=1").await["next"].as_str().unwrap().to_owned();
    let beyond = format!("{}-{room}-9", next.split('-').next().unwrap());
    for cursor in ["", "x", "1-2", "1-2-0", "1-0-1", "1--1", "-1-1-1", "1-1-1-1", "a-1-1", &of_room, &beyond]
    {
        alice.try_search(&format!("q=word&cursor={cursor}")).await.refused(400, "invalid_query");
    }
    let foreign = bob.search(&format!("q=word&cursor={next}")).await;
    assert!(found(&foreign).is_empty(), "a cursor of somebody else opens no room");
}
