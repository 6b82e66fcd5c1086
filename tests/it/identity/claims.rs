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
        json!({"user_id": 1.5}),
        json!({"user_id": ""}),
        json!({"user_id": true}),
        json!({"user_id": [1]}),
        json!({"user_id": {}}),
        json!({"user_id": most + 1}),
        json!({"user_id": u64::MAX}),
        json!({"user_id": 0, "sub": "5"}),
        json!({"user_id": true, "sub": "5"}),
        json!({"sub": "0"}),
        json!({"sub": ""}),
        json!({"sub": "x".repeat(256)}),
    ] {
        me(&bad).await.refused(401, "token_user");
    }
    let mut ids = BTreeSet::new();
    for other in ["-1", "01", "+1", " 1", "1 ", "1.0", "abc", "a@b.example", &(most + 1).to_string()] {
        let id = me(&json!({"sub": other})).await.expect(200)["id"].as_u64().unwrap();
        assert!(id > most && ids.insert(id), "{other}: {id}");
        let again = me(&json!({"user_id": other, "sub": "5"})).await.expect(200)["id"].as_u64();
        assert_eq!(again, Some(id), "the same whichever claim {other} came in");
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

#[tokio::test]
async fn nobody_can_compute_the_id_of_a_subject() {
    let Some(first) = World::local(&[]).await else { return };
    let Some(second) = World::local(&[]).await else { return };
    let of = async |world: &World| world.bearer(&token(json!({"sub": "alice@example.com"}))).me().await;
    assert_ne!(of(&first).await["id"], of(&second).await["id"], "each table has a key of its own");
}

#[tokio::test]
async fn another_claim_can_name_the_user() {
    let Some(world) = World::local(&[("JWT_USER_CLAIM", "sub")]).await else { return };
    let me = async |claims: Value| world.bearer(&token(claims)).get("me/").await;
    assert_eq!(me(json!({"user_id": 7, "sub": "8"})).await.expect(200)["id"], 8);
    me(json!({"user_id": 7})).await.refused(401, "token_user");
}

#[tokio::test]
async fn the_first_issuer_of_a_list_names_the_login() {
    let list = "https://new.example,https://old.example";
    let Some(world) = World::local(&[("JWT_ISSUER", list)]).await else { return };
    let me = async |issuer: &str| world.bearer(&token(json!({"sub": "ann", "iss": issuer}))).get("me/").await;
    let id = me("https://new.example").await.expect(200)["id"].clone();
    assert_eq!(me("https://old.example").await.expect(200)["id"], id);
    for bad in ["https://old.example/", "https://evil.example", ""] {
        me(bad).await.refused(401, "token_issuer");
    }
    world.bearer(&token(json!({"sub": "ann"}))).get("me/").await.refused(401, "token_issuer");
}
