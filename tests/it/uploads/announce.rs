//! `POST uploads/`.

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn an_announcement_is_complete_and_within_the_limits() {
    let (world, [alice]) = World::with(["alice"]).await;
    let limit = 25 * 1024 * 1024;
    alice.announce("a", "image/png", limit).await;
    alice.try_announce("a", "image/png", limit + 1).await.refused(413, "upload_too_large");
    for field in ["file_name", "content_type", "file_size"] {
        let mut body = json!({"file_name": "a", "content_type": "image/png", "file_size": 1});
        body[field] = Value::Null;
        alice.post("uploads/", body).await.refused(400, "invalid_field");
    }
    for content_type in ["", "image", "image/", "/png", "text/plain; charset=utf-8", "a/b/c", "图/片"] {
        alice.try_announce("a", content_type, 1).await.refused(400, "invalid_field");
    }
    alice.try_announce("", "a/b", 1).await.refused(400, "invalid_field");
    alice.try_announce(&"字".repeat(256), "a/b", 1).await.refused(400, "invalid_field");
    alice
        .post("uploads/", json!({"file_name": "a", "content_type": "a/b", "file_size": -1}))
        .await
        .refused(400, "invalid_field");
    world.bearer("").try_announce("a", "a/b", 1).await.refused(401, "token_missing");
}

#[tokio::test]
async fn a_user_announces_at_most_sixty_uploads_an_hour() {
    let (world, [alice]) = World::with(["alice"]).await;
    for _ in 0..56 {
        alice.announce("a", "a/b", 1).await;
    }
    let last = join_all((0..8).map(|_| alice.try_announce("a", "a/b", 1))).await;
    let statuses: Vec<u16> = last.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 4, "{statuses:?}");
    alice.try_announce("a", "a/b", 1).await.refused(429, "rate_limited");
    world.user("bob").announce("a", "a/b", 1).await;
}

#[tokio::test]
async fn the_size_limit_is_a_setting() {
    let Some(world) = World::local(&[("MAX_UPLOAD_BYTES", "10")]).await else { return };
    let alice = world.user("alice");
    alice.announce("a", "a/b", 10).await;
    alice.try_announce("a", "a/b", 11).await.refused(413, "upload_too_large");
}
