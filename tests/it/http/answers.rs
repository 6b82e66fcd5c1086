//! The form of answers.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn answers_are_json_and_times_end_in_z() {
    let (_world, [alice]) = World::with(["王小明"]).await;
    let room = alice.room("public").await;
    alice.send(room, "字").await;
    for path in ["rooms/", "me/", "nothing/", &format!("rooms/{room}/messages/"), "rooms/?limit=0"] {
        let answer = alice.get(path).await;
        let kind = answer.header("content-type").unwrap().to_ascii_lowercase();
        assert!(kind.starts_with("application/json"), "{path}: {kind}");
    }
    let (detail, members) = (alice.detail(room).await, alice.try_members(room).await);
    let message = alice.send(room, "x").await;
    for time in [
        &detail["created_at"],
        &detail["updated_at"],
        &members.body[0]["joined_at"],
        &members.body[0]["last_read_at"],
        &message["created_at"],
        &message["updated_at"],
    ] {
        let text = time.as_str().unwrap();
        assert!(text.ends_with('Z') && text.contains('T') && text.len() >= 20, "{text}");
        chrono::DateTime::parse_from_rfc3339(text).unwrap();
    }
}

#[tokio::test]
async fn a_refusal_reveals_nothing_of_the_implementation() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for (path, body) in [
        (format!("rooms/{room}/messages/"), json!({"content": {"a": 1}})),
        (format!("rooms/{room}/messages/"), json!({"content": "x", "message_type": "video"})),
        (format!("rooms/{room}/invite/"), json!({"user_id": -1})),
        ("rooms/".to_owned(), json!({"name": "x", "room_type": "x"})),
    ] {
        let answer = alice.post(&path, body).await;
        let text = answer.body.to_string();
        for word in ["serde", "expected", "variant", "panicked", "src/", "DynamoDB", "line "] {
            assert!(!text.contains(word), "{path}: {text}");
        }
        assert!(!answer.body["error"].as_str().unwrap().is_ascii(), "Chinese: {text}");
        answer.refused(400, "invalid_field");
    }
}
