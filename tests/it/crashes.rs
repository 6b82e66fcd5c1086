//! What a power switch leaves.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

/// The same user, at the address of the server that was started again.
fn again(world: &World, user: &Actor) -> Actor {
    world.actor(user.id, "again")
}

#[tokio::test]
async fn retries_after_a_kill_store_everything_once() {
    let Some(mut world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let users: Vec<_> = (0..5).map(|n| world.user(&format!("u{n}"))).collect();
    let room = users[0].room("public").await;
    join_all(users.iter().map(|user| user.join(room))).await;
    let path = format!("rooms/{room}/messages/");
    let body = |n: usize| json!({"content": n.to_string(), "client_message_id": format!("c{n}")});
    let known = Arc::new(Mutex::new(0));
    let senders: Vec<_> = users
        .iter()
        .cloned()
        .map(|user| {
            let (path, known) = (path.clone(), known.clone());
            // The kill makes a request fail, which ends its sender.
            tokio::spawn(async move {
                for n in 0..60 {
                    user.post(&path, body(n)).await.expect(201);
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
            let answer = user.post(&path, body(n)).await;
            assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
            ids.insert(answer.body["id"].as_u64().unwrap());
        }
    }
    let total = again(&world, &users[0]).get(&path).await.expect(200)["total"].as_u64();
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
        let page = alice.get(&format!("rooms/{room}/messages/?page_size=1")).await.expect(200);
        assert_eq!(listed["last_message"]["id"], page["messages"][0]["id"]);
        assert_eq!(listed["unread_count"].as_u64(), alice.detail(room).await["unread_count"].as_u64());
    }
}

#[tokio::test]
async fn a_kill_in_the_middle_of_joins_and_leaves_keeps_the_count_exact() {
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
        let members = owner.get(&format!("rooms/{room}/members/")).await.expect(200);
        let members = members.as_array().unwrap();
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
