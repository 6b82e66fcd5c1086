//! The claims that identify a user.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use roomcast_tests::world::{World, token};
use serde_json::{Value, json};

#[tokio::test]
async fn a_user_id_is_an_integer_a_canonical_decimal_or_a_subject() {
    let world = World::any().await;
    let me = async |claims: &Value| world.bearer(&token(claims.clone())).get("me/").await;
    let most = (1_u64 << 52) - 1;
    for (claims, id) in [
        (json!({"user_id": 1}), 1),
        (json!({"user_id": most}), most),
        (json!({"user_id": most.to_string()}), most),
        (json!({"user_id": 12, "sub": "someone"}), 12),
        (json!({"sub": 13}), 13),
        (json!({"sub": "14"}), 14),
    ] {
        assert_eq!(me(&claims).await.expect(200)["id"], id, "{claims}");
    }
    for bad in [
        json!({}),
        json!({"user_id": 0}),
        json!({"user_id": "0"}),
        json!({"user_id": -1}),
        json!({"user_id": "-1"}),
        json!({"user_id": 1.5}),
        json!({"user_id": "01"}),
        json!({"user_id": "+1"}),
        json!({"user_id": " 1"}),
        json!({"user_id": "1 "}),
        json!({"user_id": ""}),
        json!({"user_id": true}),
        json!({"user_id": [1]}),
        json!({"user_id": most + 1}),
        json!({"user_id": (most + 1).to_string()}),
        json!({"user_id": u64::MAX}),
        json!({"user_id": "abc", "sub": "5"}),
        json!({"user_id": 0, "sub": "5"}),
        json!({"sub": "0"}),
        json!({"sub": ""}),
        json!({"sub": "007"}),
        json!({"sub": (most + 1).to_string()}),
        json!({"sub": "x".repeat(256)}),
    ] {
        me(&bad).await.refused(401, "token_invalid");
    }
    let longest = me(&json!({"sub": "字".repeat(255)})).await.expect(200);
    assert!(longest["id"].as_u64().unwrap() > most, "no integer claim can name it");
}

#[tokio::test]
async fn one_subject_is_one_user_even_if_its_first_calls_race() {
    let world = World::any().await;
    let subject = format!("auth0|{}", world.user("x").id);
    let bearer = world.bearer(&token(json!({"sub": subject, "iss": "https://a.example"})));
    let answers = join_all((0..10).map(|_| bearer.get("me/"))).await;
    let ids: BTreeSet<_> =
        answers.into_iter().map(|answer| answer.expect(200)["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), 1);
}
