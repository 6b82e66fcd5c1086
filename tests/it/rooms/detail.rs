//! `GET rooms/{id}/`.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::json;

use crate::ids;

#[tokio::test]
async fn the_detail_shows_the_first_100_members_by_username() {
    let (world, [alice]) = World::with(["zzz"]).await;
    let room = alice.room("public").await;
    let others: Vec<_> = (0..104).map(|n| world.user(&format!("m{n:03}"))).collect();
    join_all(others.iter().map(|user| user.join(room))).await;
    let detail = alice.detail(room).await;
    assert_eq!(detail["member_count"], 105);
    let shown: Vec<_> = detail["members"].as_array().unwrap().iter().map(|m| m["username"].clone()).collect();
    assert_eq!(shown, (0..100).map(|n| json!(format!("m{n:03}"))).collect::<Vec<_>>());
    let all = alice.pages(&format!("rooms/{room}/members/?limit=50")).await;
    assert_eq!(ids(&all).into_iter().collect::<BTreeSet<_>>().len(), 105);
}
