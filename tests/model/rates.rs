//! `MESSAGES_PER_10S` where many processes serve one user.

use roomcast_domain::{MessageId, UserId};
use roomcast_store::Window;
use roomcast_tests::engine::Engine;
use roomcast_tests::stage::{Place, Stage};
use serde_json::json;

#[tokio::test]
async fn a_message_counts_though_its_sender_has_read_further_before_it_was_noted() {
    let stage = Stage::on(Place::dynamo(Engine::new().await), false, &[("MESSAGES_PER_10S", "3")]);
    let room = stage.room(1, "public").await;
    let path = format!("rooms/{room}/messages/");
    let sent = stage.post(1, &path, json!({"content": "first"})).await;
    let id = MessageId::new(sent.body["id"].as_u64().unwrap()).unwrap();
    let message = stage.app.store.messages().find(id).await.unwrap().unwrap();
    let (alice, now) = (UserId::from_claim(1).unwrap(), stage.app.clock.now());
    // Another process has stored two more messages; the read position is further already.
    for _ in 0..2 {
        stage.app.store.members().note_sent(alice, &message, Window::Continues, now).await.unwrap();
    }
    let refused = stage.another_process(1).post(1, &path, json!({"content": "fourth"})).await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (429, Some("rate_limited")));
}
