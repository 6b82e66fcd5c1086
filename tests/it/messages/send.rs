//! `POST rooms/{id}/messages/`.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::{keys, seqs, texts, words};

const MESSAGE: &str = "id room seq sender message_type content file_url file_name file_size is_edited is_deleted reply_to created_at updated_at reactions reactions_version thread_id reply_count last_reply_id";

#[tokio::test]
async fn a_message_has_exactly_the_documented_fields() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let body = json!({"content": "消息内容", "message_type": "image", "file_url": "https://example.com/file.jpg", "file_name": "image.jpg", "file_size": 1024});
    let sent = alice.send_body(room, body).await;
    assert_eq!(keys(&sent), words(MESSAGE));
    assert_eq!(keys(&sent["room"]), words("id name"));
    assert_eq!((sent["seq"].as_u64(), sent["file_size"].as_u64()), (Some(1), Some(1024)));
    let reply = alice.send_body(room, json!({"content": "re", "reply_to": sent["id"]})).await;
    assert_eq!(reply["reply_to"], sent["id"]);
    let history = alice.history(room, "").await;
    assert_eq!(keys(&history), words("messages page page_size total"));
    assert_eq!(
        (texts(&history), history["total"].as_u64(), history["page_size"].as_u64()),
        (vec!["re", "消息内容"], Some(2), Some(20))
    );
    let answered = json!({"reply_count": 1, "last_reply_id": reply["id"]});
    let now = sent.as_object().unwrap().iter().chain(answered.as_object().unwrap());
    let now: Value = now.map(|(field, value)| (field.clone(), value.clone())).collect();
    assert_eq!(history["messages"][1], now);
    assert_eq!(alice.message(&sent["id"]).await, now);
}

#[tokio::test]
async fn a_text_is_stored_exactly_as_sent() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    for text in [
        " lead and trail \n",
        "<b>&amp; \"q\" \\ </b>",
        "e\u{301} is not é",
        "\u{202e}right to left",
        "👩‍👩‍👧 𝄞",
        "\u{feff}bom",
        "tab\there\r\nand\u{1}",
        "\u{2028}",
    ] {
        if text.trim().is_empty() {
            continue;
        }
        let sent = alice.send(room, text).await;
        assert_eq!(sent["content"], text);
        assert_eq!(alice.message(&sent["id"]).await["content"], text);
        assert_eq!(socket.next("chat_message").await["message"]["content"], text);
    }
    let pair = br#"{"content": "\ud83d\ude00"}"#.to_vec();
    let path = format!("rooms/{room}/messages/");
    assert_eq!(alice.raw("POST", &path, &[], pair).await.expect(201)["content"], "😀");
    for lone in [&br#"{"content": "\ud83d"}"#[..], br#"{"content": "\ude00\ud83d"}"#] {
        assert_eq!(alice.raw("POST", &path, &[], lone.to_vec()).await.status, 400);
    }
}

#[tokio::test]
async fn numbers_ids_and_times_rise_together() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    for n in 0..30 {
        if n % 2 == 0 { &alice } else { &bob }.send(room, "x").await;
    }
    let page = alice.history(room, "after=0&limit=100").await;
    assert_eq!(seqs(&page), (1..=30).collect::<Vec<_>>());
    let messages = page["messages"].as_array().unwrap();
    for pair in messages.windows(2) {
        assert!(pair[0]["id"].as_u64() < pair[1]["id"].as_u64());
        assert!(pair[0]["created_at"].as_str() <= pair[1]["created_at"].as_str());
    }
    assert!(messages.iter().all(|message| message["id"].as_u64().unwrap() < 1 << 53));
}

#[tokio::test]
async fn posting_to_a_public_room_joins_it() {
    let (world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    alice.send(room, "x").await;
    assert_eq!(bob.history(room, "").await["total"], 1, "reading needs no membership");
    let mut socket = alice.connect(room).await;
    bob.send(room, "y").await;
    assert_eq!(socket.next("member_joined").await["user"]["id"], bob.id);
    let detail = bob.detail(room).await;
    assert_eq!((detail["is_member"].as_bool(), detail["member_count"].as_u64()), (Some(true), Some(2)));
    let carol = world.user("carol");
    let id = carol.history(room, "").await["messages"][0]["id"].clone();
    carol.try_read(&id).await.refused(403, "not_a_member");
}

#[tokio::test]
async fn a_refused_first_message_does_not_join_its_sender() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    let beyond = alice.send(room, "x").await["id"].as_u64().expect("an id") + 5;
    let body = json!({"content": "x", "reply_to": beyond});
    bob.try_send(room, body).await.refused(400, "invalid_reply_to");
    assert_eq!(
        (&bob.detail(room).await["is_member"], &bob.detail(room).await["member_count"]),
        (&json!(false), &json!(1))
    );
}
