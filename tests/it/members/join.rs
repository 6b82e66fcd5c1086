//! `POST rooms/{id}/join/`.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::json;

use crate::ids;

#[tokio::test]
async fn a_full_room_takes_nobody_and_a_second_join_changes_nothing() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_of("public", 2).await;
    for _ in 0..2 {
        bob.join(room).await;
    }
    carol.try_join(room).await.refused(403, "room_full");
    carol.try_send(room, json!({"content": "x"})).await.refused(403, "room_full");
    assert_eq!(alice.detail(room).await["member_count"], 2);
    carol.try_leave(room).await.refused(400, "not_in_room");
}

#[tokio::test]
async fn a_user_belongs_to_at_most_a_thousand_rooms() {
    let Some(world) = World::local(&[]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let open = bob.room("public").await;
    for _ in 0..50 {
        join_all((0..20).map(|_| alice.room("private"))).await;
    }
    let body = json!({"name": "x", "room_type": "public"});
    alice.try_create(body.clone()).await.refused(409, "too_many_rooms");
    alice.try_join(open).await.refused(409, "too_many_rooms");
    alice.try_send(open, json!({"content": "x"})).await.refused(409, "too_many_rooms");
    let mine = alice.pages("rooms/?scope=mine&limit=200").await;
    assert_eq!(ids(&mine).into_iter().collect::<BTreeSet<_>>().len(), 1_000);
    alice.leave(mine[500]["id"].as_u64().unwrap()).await;
    // Concurrent joins and creations for the one place that is left.
    let rooms = join_all((0..6).map(|_| bob.room("public"))).await;
    let (made, joined) = futures_util::join!(
        alice.try_create(body.clone()),
        join_all(rooms.iter().map(|room| alice.try_join(*room)))
    );
    let in_now = joined.iter().chain([&made]).filter(|answer| matches!(answer.status, 200 | 201)).count();
    assert_eq!(in_now, 1, "{} {joined:#?}", made.status);
    assert!(joined.iter().chain([&made]).all(|answer| matches!(answer.status, 200 | 201 | 409)));
    alice.try_create(body).await.refused(409, "too_many_rooms");
    let mine = alice.pages("rooms/?scope=mine&limit=200").await;
    assert_eq!(mine.len(), 1_000);
}
