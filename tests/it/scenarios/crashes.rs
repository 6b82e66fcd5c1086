//! A kill of the server under load.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

/// Returns the same user at the address of the restarted server.
fn again(world: &World, user: &Actor) -> Actor {
    world.actor(user.id, "again")
}

#[tokio::test]
async fn a_kill_loses_no_acknowledged_message() {
    let Some(mut world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let users: Vec<_> = (0..10).map(|n| world.user(&format!("u{n}"))).collect();
    let room = users[0].room("public").await;
    join_all(users.iter().map(|user| user.join(room))).await;
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let senders: Vec<_> = users
        .iter()
        .cloned()
        .map(|user| {
            let acknowledged = acknowledged.clone();
            tokio::spawn(async move {
                for n in 0..100 {
                    let body =
                        json!({"content": format!("{} {n}", user.id), "client_message_id": n.to_string()});
                    // The kill makes the request fail; that ends this sender.
                    let sent = user.try_send(room, body).await;
                    if sent.status == 201 {
                        acknowledged.lock().unwrap().push(sent.body);
                    }
                }
            })
        })
        .collect();
    while acknowledged.lock().unwrap().len() < 300 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    world.kill().await;
    for sender in senders {
        drop(sender.await);
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(
        (300..1_000).contains(&acknowledged.len()),
        "the kill came in the middle: {}",
        acknowledged.len()
    );
    world.restart().await;
    let alice = world.actor(users[0].id, "u0");
    let stored = alice.whole_history(room).await;
    let seqs: Vec<u64> = stored.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=stored.len() as u64).collect::<Vec<_>>());
    let contents: BTreeSet<&str> =
        stored.iter().map(|message| message["content"].as_str().unwrap()).collect();
    assert_eq!(contents.len(), stored.len(), "nothing twice");
    for message in &acknowledged {
        let kept = stored.iter().find(|kept| kept["seq"] == message["seq"]).unwrap();
        assert_eq!((&kept["id"], &kept["content"]), (&message["id"], &message["content"]));
    }
    assert_eq!(alice.send(room, "next").await["seq"].as_u64(), Some(stored.len() as u64 + 1));
    let list = alice.get("rooms/").await.expect(200);
    assert_eq!(list[0]["last_message"]["content"], "next");
}

#[tokio::test]
async fn retries_after_a_kill_store_everything_once() {
    let Some(mut world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let users: Vec<_> = (0..5).map(|n| world.user(&format!("u{n}"))).collect();
    let room = users[0].room("public").await;
    join_all(users.iter().map(|user| user.join(room))).await;
    let body = |n: usize| json!({"content": n.to_string(), "client_message_id": format!("c{n}")});
    let known = Arc::new(Mutex::new(0));
    let senders: Vec<_> = users
        .iter()
        .cloned()
        .map(|user| {
            let known = known.clone();
            // The kill makes a request fail, which ends its sender.
            tokio::spawn(async move {
                for n in 0..60 {
                    user.send_body(room, body(n)).await;
                    *known.lock().unwrap() += 1;
                }
            })
        })
        .collect();
    while *known.lock().unwrap() < 100 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    world.kill().await;
    join_all(senders).await;
    world.restart().await;
    let mut ids = BTreeSet::new();
    for user in &users {
        let user = again(&world, user);
        for n in 0..60 {
            let answer = user.try_send(room, body(n)).await;
            assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
            ids.insert(answer.body["id"].as_u64().unwrap());
        }
    }
    let total = again(&world, &users[0]).history(room, "").await["total"].as_u64();
    assert_eq!((ids.len(), total), (300, Some(300)));
}

#[tokio::test]
async fn the_room_list_shows_the_newest_message_after_a_kill() {
    let Some(mut world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    for round in 0..4 {
        let users: Vec<_> = (0..4).map(|_| again(&world, &alice)).collect();
        let done = Arc::new(Mutex::new(0));
        let senders: Vec<_> = users
            .into_iter()
            .map(|user| (user, done.clone()))
            .map(|(user, done)| {
                tokio::spawn(async move {
                    loop {
                        user.send(room, "x").await;
                        *done.lock().unwrap() += 1;
                    }
                })
            })
            .collect();
        while *done.lock().unwrap() < 30 + round * 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        world.kill().await;
        join_all(senders).await;
        world.restart().await;
        let alice = again(&world, &alice);
        let listed = alice.listed(room).await.unwrap();
        let page = alice.history(room, "page_size=1").await;
        assert_eq!(listed["last_message"]["id"], page["messages"][0]["id"]);
        assert_eq!(listed["unread_count"].as_u64(), alice.detail(room).await["unread_count"].as_u64());
    }
}

#[tokio::test]
async fn a_kill_during_joins_and_leaves_keeps_the_count_exact() {
    let Some(mut world) = World::local(&[]).await else { return };
    let owner = world.user("owner");
    let room = owner.room("public").await;
    for round in 0..3 {
        let done = Arc::new(Mutex::new(0));
        let walkers: Vec<_> = (0..8)
            .map(|n| (world.user(&format!("u{round}{n}")), done.clone()))
            .map(|(user, done)| {
                tokio::spawn(async move {
                    loop {
                        for way in ["join", "leave"] {
                            user.post(&format!("rooms/{room}/{way}/"), Value::Null).await;
                            *done.lock().unwrap() += 1;
                        }
                    }
                })
            })
            .collect();
        while *done.lock().unwrap() < 40 + round * 7 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        world.kill().await;
        join_all(walkers).await; // each ends with its first failed request
        world.restart().await;
        let owner = again(&world, &owner);
        let members = owner.members(room).await;
        assert_eq!(owner.detail(room).await["member_count"].as_u64(), Some(members.len() as u64));
        for member in members.iter().filter(|member| member["role"] != "admin") {
            let user = world.actor(member["id"].as_u64().unwrap(), "u");
            assert_eq!(user.detail(room).await["is_member"], true);
            assert!(user.listed(room).await.is_some(), "in one's own list, too");
            user.leave(room).await;
        }
        assert_eq!(owner.detail(room).await["member_count"], 1);
    }
}
