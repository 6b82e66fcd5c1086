//! `PUT me/blocks/{user_id}/` and `GET me/blocks/`.

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::{keys, words};

#[tokio::test]
async fn blocks_are_listed_newest_first_until_they_are_lifted() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    assert_eq!(alice.blocks().await, Vec::<Value>::new());
    for blocked in [&bob, &carol, &bob] {
        alice.block(blocked).await;
    }
    let listed = alice.blocks().await;
    let ids: Vec<u64> = listed.iter().map(|block| block["user_id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [carol.id, bob.id], "a block that is set again stays as it is");
    assert_eq!(keys(&listed[0]), words("user_id created_at"));
    assert_eq!(bob.blocks().await, Vec::<Value>::new(), "one's own blocks alone");
    for _ in 0..2 {
        alice.unblock(&carol).await;
    }
    assert_eq!(alice.blocks().await.len(), 1);
}

#[tokio::test]
async fn anybody_but_oneself_is_blocked_seen_before_or_not() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let on = json!({"on": true});
    let state = alice.put("me/blocks/9007199254740991/", on.clone()).await.expect(200);
    assert_eq!(state, json!({"user_id": 9_007_199_254_740_991_u64, "on": true}));
    alice.put(&format!("me/blocks/{}/", alice.id), on.clone()).await.refused(400, "invalid_field");
    for id in ["0", "-1", "x", "9007199254740992"] {
        alice.put(&format!("me/blocks/{id}/"), on.clone()).await.refused(404, "member_not_found");
    }
    for body in [json!({}), json!({"on": null}), json!({"on": 1}), json!({"on": "true"})] {
        alice.put("me/blocks/5/", body).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn a_user_blocks_at_most_a_thousand_others() {
    let (world, [alice]) = World::with(["alice"]).await;
    let block = async |id: u64| alice.put(&format!("me/blocks/{id}/"), json!({"on": true})).await;
    for first in (1..=900).step_by(100) {
        join_all((first..first + 100).map(block))
            .await
            .into_iter()
            .for_each(|answer| drop(answer.expect(200)));
    }
    let last = join_all((901..=1_020).map(block)).await;
    assert_eq!(last.iter().filter(|answer| answer.status == 200).count(), 100);
    block(1_021).await.refused(409, "too_many_blocks");
    block(1).await.expect(200);
    assert_eq!(alice.blocks().await.len(), 1_000);
    alice.put("me/blocks/1/", json!({"on": false})).await.expect(200);
    block(1_021).await.expect(200);
    world.user("bob").block(&alice).await;
}
