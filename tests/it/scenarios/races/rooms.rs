//! Concurrent changes of rooms and their lists.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn every_quiet_room_is_listed_while_others_come_and_go() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let resting: BTreeSet<u64> = join_all((0..30).map(|_| alice.room("public"))).await.into_iter().collect();
    let busy: Vec<_> = (0..4)
        .map(|n| world.user(&format!("u{n}")))
        .map(|user| {
            tokio::spawn(async move {
                loop {
                    let rooms = join_all([user.room("public"), user.room("public")]).await;
                    join_all(rooms.into_iter().map(|room| user.leave(room))).await;
                }
            })
        })
        .collect();
    let bob = world.user("bob");
    for n in 0..60 {
        let query = ["limit=10", "limit=3&scope=public", "limit=2"][n % 3];
        let seen = bob.pages(&format!("rooms/?{query}")).await;
        let seen: BTreeSet<u64> = seen.iter().map(|room| room["id"].as_u64().unwrap()).collect();
        assert!(resting.is_subset(&seen), "{query}: {:?} are missing", resting.difference(&seen));
    }
    busy.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn the_last_room_updated_frame_shows_the_stored_room() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut watching = alice.connect(room).await;
    for round in 0..15 {
        let names: Vec<_> = (0..5).map(|n| format!("{round}-{n}")).collect();
        join_all(names.iter().map(|name| alice.try_change_room(room, json!({"name": name})))).await;
        let mut last = Value::Null;
        for _ in &names {
            last = watching.next("room_updated").await["room"]["name"].clone();
        }
        assert_eq!(last, alice.detail(room).await["name"]);
    }
}
