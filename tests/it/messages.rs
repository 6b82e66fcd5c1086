use std::time::Duration;

use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

use crate::{keys, words};

const MESSAGE: &str = "id room seq sender message_type content file_url file_name file_size is_edited is_deleted reply_to created_at updated_at";

async fn page(who: &Actor, room: u64, query: &str) -> Value {
    who.get(&format!("rooms/{room}/messages/{query}")).await.expect(200)
}

fn texts(page: &Value) -> Vec<&str> {
    page["messages"].as_array().unwrap().iter().map(|message| message["content"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn messages_have_the_shape_of_the_seed_document() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let body = json!({"content": "消息内容", "message_type": "image", "file_url": "https://example.com/file.jpg", "file_name": "image.jpg", "file_size": 1024});
    let sent = alice.post(&format!("rooms/{room}/messages/"), body).await.expect(201);
    assert_eq!(keys(&sent), words(MESSAGE));
    assert_eq!(keys(&sent["room"]), words("id name"));
    assert_eq!((sent["seq"].as_u64(), sent["file_size"].as_u64()), (Some(1), Some(1024)));
    let reply = alice
        .post(&format!("rooms/{room}/messages/"), json!({"content": "re", "reply_to": sent["id"]}))
        .await
        .expect(201);
    assert_eq!(reply["reply_to"], sent["id"]);
    let history = page(&alice, room, "").await;
    assert_eq!(keys(&history), words("messages page page_size total"));
    assert_eq!(
        (texts(&history), history["total"].as_u64(), history["page_size"].as_u64()),
        (vec!["re", "消息内容"], Some(2), Some(20))
    );
    assert_eq!(history["messages"][1], sent);
    assert_eq!(alice.get(&format!("messages/{}/", sent["id"])).await.expect(200), sent);
}

#[tokio::test]
async fn what_is_sent_is_checked_at_the_edges() {
    let world = World::any().await;
    let alice = world.user("alice");
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let foreign = alice.send(other, "x").await["id"].clone();
    let path = format!("rooms/{room}/messages/");
    for good in [
        json!({"content": "👩‍👩‍👧".chars().cycle().take(4_000).collect::<String>()}),
        json!({"content": "  x\n"}),
        json!({"file_url": "http://example.com/a"}),
        json!({"content": "", "file_url": "http://example.com/a", "file_size": 0}),
        json!({"content": "x", "file_size": 9_007_199_254_740_991_u64, "file_name": "字".repeat(255)}),
        json!({"content": "x", "client_message_id": "i".repeat(64)}),
    ] {
        let sent = alice.post(&path, good.clone()).await.expect(201);
        assert_eq!(sent["content"].as_str().unwrap(), good["content"].as_str().unwrap_or(""));
    }
    for (code, bad) in [
        ("invalid_field", json!({"content": "字".repeat(4_001)})),
        ("invalid_field", json!({"content": " \n\t\u{3000}"})),
        ("invalid_field", json!({})),
        ("invalid_field", json!({"content": "a\u{0}b"})),
        ("invalid_field", json!({"content": 5})),
        ("invalid_field", json!({"content": "x", "message_type": "video"})),
        ("invalid_field", json!({"content": "x", "file_url": "javascript:alert(1)"})),
        ("invalid_field", json!({"content": "x", "file_url": "https://u:p@example.com/"})),
        (
            "invalid_field",
            json!({"content": "x", "file_url": format!("https://example.com/{}", "x".repeat(2_048))}),
        ),
        ("invalid_field", json!({"content": "x", "file_name": "字".repeat(256)})),
        ("invalid_field", json!({"content": "x", "file_size": -1})),
        ("invalid_field", json!({"content": "x", "file_size": 9_007_199_254_740_992_u64})),
        ("invalid_field", json!({"content": "x", "client_message_id": ""})),
        ("invalid_field", json!({"content": "x", "client_message_id": "i".repeat(65)})),
        ("invalid_field", json!({"content": "x", "reply_to": "1"})),
        ("invalid_reply_to", json!({"content": "x", "reply_to": foreign})),
        ("invalid_reply_to", json!({"content": "x", "reply_to": 1})),
        ("invalid_reply_to", json!({"content": "x", "reply_to": (room << 27) + 999})),
    ] {
        alice.post(&path, bad).await.refused(400, code);
    }
    let bob = world.user("bob");
    bob.join(room).await;
    bob.post(&path, json!({"content": "x", "message_type": "system"})).await.refused(403, "admin_required");
    alice.post(&path, json!({"content": "x", "message_type": "system"})).await.expect(201);
}

#[tokio::test]
async fn history_is_paged_by_number_and_by_message() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut ids = Vec::new();
    for n in 1..=25 {
        ids.push(alice.send(room, &n.to_string()).await["id"].as_u64().unwrap());
    }
    let newest: Vec<String> = (6..=25).rev().map(|n| n.to_string()).collect();
    assert_eq!(texts(&page(&alice, room, "").await), newest);
    let second = page(&alice, room, "?page=2").await;
    assert_eq!((texts(&second), second["page"].as_u64()), (vec!["5", "4", "3", "2", "1"], Some(2)));
    assert_eq!(texts(&page(&alice, room, "?page=9&page_size=3").await), ["1"]);
    let beyond = page(&alice, room, "?page=1000000").await;
    assert_eq!((texts(&beyond), beyond["total"].as_u64()), (vec![], Some(25)));
    let after = page(&alice, room, &format!("?after={}&limit=3", ids[4])).await;
    assert_eq!(keys(&after), words("messages page page_size total has_more"));
    assert_eq!(
        (texts(&after), after["has_more"].as_bool(), &after["page"], after["page_size"].as_u64()),
        (vec!["6", "7", "8"], Some(true), &Value::Null, Some(3))
    );
    assert_eq!(texts(&page(&alice, room, "?after=0&limit=2").await), ["1", "2"]);
    let end = page(&alice, room, &format!("?after={}", ids[24])).await;
    assert_eq!((texts(&end), end["has_more"].as_bool()), (vec![], Some(false)));
    let before = page(&alice, room, &format!("?before={}&limit=3", ids[4])).await;
    assert_eq!((texts(&before), before["has_more"].as_bool()), (vec!["4", "3", "2"], Some(true)));
    let around = page(&alice, room, &format!("?around={}&limit=5", ids[9])).await;
    assert_eq!(texts(&around), ["8", "9", "10", "11", "12"]);
    let other = alice.room("public").await;
    alice.get(&format!("rooms/{other}/messages/?after={}", ids[0])).await.refused(400, "invalid_query");
    alice.get(&format!("rooms/{room}/messages/?after={}", ids[24] + 1)).await.refused(400, "invalid_query");
}

#[tokio::test]
async fn deleting_is_soft_and_final() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    bob.join(room).await;
    carol.join(room).await;
    let body =
        json!({"content": "oops", "file_url": "https://example.com/a", "file_name": "a", "file_size": 1});
    let id = bob.post(&format!("rooms/{room}/messages/"), body).await.expect(201)["id"].clone();
    let mut socket = carol.connect(room).await;
    let delete = format!("messages/{id}/delete/");
    carol.delete(&delete).await.refused(403, "not_the_sender");
    for _ in 0..2 {
        assert_eq!(bob.delete(&delete).await.expect(200), json!({"message": "消息已删除"}));
    }
    let frame = socket.next("message_deleted").await;
    assert_eq!(
        (&frame["message_id"], frame["room_id"].as_u64(), frame["seq"].as_u64()),
        (&id, Some(room), Some(1))
    );
    let shown = page(&carol, room, "").await["messages"][0].clone();
    assert_eq!(
        (shown["content"].as_str(), shown["is_deleted"].as_bool()),
        (Some("[消息已删除]"), Some(true))
    );
    assert_eq!(
        (&shown["file_url"], &shown["file_name"], &shown["file_size"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(carol.listed(room).await.unwrap()["last_message"]["content"], "[消息已删除]");
    bob.patch(&format!("messages/{id}/"), json!({"content": "again"})).await.refused(409, "message_deleted");
    let moderated = bob.send(room, "rude").await["id"].clone();
    alice.delete(&format!("messages/{moderated}/delete/")).await.expect(200);
    world.user("x").delete("messages/134217729000/delete/").await.refused(404, "message_not_found");
    assert_eq!(page(&carol, room, "").await["total"], 2, "deleted ones count");
}

#[tokio::test]
async fn a_sender_edits_and_everybody_sees_it() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let id = bob.send(room, "helo").await["id"].clone();
    let mut socket = alice.connect(room).await;
    let path = format!("messages/{id}/");
    alice.patch(&path, json!({"content": "x"})).await.refused(403, "not_the_sender");
    for bad in [json!({}), json!({"content": " "}), json!({"content": "字".repeat(4_001)})] {
        bob.patch(&path, bad).await.refused(400, "invalid_field");
    }
    let edited = bob.patch(&path, json!({"content": "hello"})).await.expect(200);
    assert_eq!((edited["content"].as_str(), edited["is_edited"].as_bool()), (Some("hello"), Some(true)));
    let frame = socket.next("message_updated").await;
    assert_eq!((&frame["message"]["id"], frame["message"]["content"].as_str()), (&id, Some("hello")));
    assert_eq!(alice.listed(room).await.unwrap()["last_message"]["content"], "hello");
    bob.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200);
    bob.patch(&path, json!({"content": "y"})).await.refused(403, "not_a_member");
}

#[tokio::test]
async fn a_repeat_gets_the_first_message_back() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let path = format!("rooms/{room}/messages/");
    let mut socket = bob.connect(room).await;
    let first = alice.post(&path, json!({"content": "one", "client_message_id": "k"})).await.expect(201);
    assert_eq!(first["client_message_id"], "k");
    let again =
        alice.post(&path, json!({"content": "different", "client_message_id": "k"})).await.expect(200);
    assert_eq!(first, again);
    for unfit in [json!({}), json!({"content": "x".repeat(4_001)}), json!({"content": "x", "reply_to": 1})] {
        let with_id = |id: &str| {
            let mut body = unfit.clone();
            body["client_message_id"] = json!(id);
            body
        };
        assert_eq!(alice.post(&path, with_id("k")).await.expect(200), first, "a different body is ignored");
        alice.post(&path, with_id("new")).await.expect(400);
        alice.post(&path, with_id("")).await.expect(400);
    }
    let other = bob.post(&path, json!({"content": "two", "client_message_id": "k"})).await.expect(201);
    assert_ne!(first["id"], other["id"], "each sender has their own");
    let frames = socket.so_far().await;
    let chats: Vec<_> = frames
        .iter()
        .filter(|frame| frame["type"] == "chat_message")
        .map(|frame| &frame["message"])
        .collect();
    assert_eq!(chats.len(), 2, "sent once: {frames:#?}");
    assert_eq!(
        (chats[0].get("client_message_id"), chats[1]["client_message_id"].as_str()),
        (None, Some("k"))
    );
    assert_eq!(page(&bob, room, "").await["messages"][1].get("client_message_id"), None);
    socket.say(json!({"type": "chat_message", "content": "x", "client_message_id": "k"})).await;
    let echo = socket.next("chat_message").await;
    assert_eq!(
        (&echo["message"]["id"], echo["message"]["client_message_id"].as_str()),
        (&other["id"], Some("k"))
    );
}

#[tokio::test]
async fn more_than_the_limit_waits() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "5")]).await else { return };
    let alice = world.user("alice");
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let path = format!("rooms/{room}/messages/");
    let sends =
        (0..12).map(|n| alice.post(&path, json!({"content": "x", "client_message_id": format!("k{n}")})));
    let answers = futures_util::future::join_all(sends).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 5);
    let refused = answers.into_iter().find(|answer| answer.status != 201).unwrap();
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait));
    refused.refused(429, "rate_limited");
    alice.send(other, "another room").await;
    let mut socket = alice.connect(room).await;
    socket.say(json!({"type": "chat_message", "content": "x", "client_message_id": "late"})).await;
    let error = socket.next("error").await;
    assert_eq!(
        (error["code"].as_str(), error["client_message_id"].as_str()),
        (Some("rate_limited"), Some("late"))
    );
    let repeated = page(&alice, room, "").await["messages"][0]["client_message_id"].clone();
    alice.post(&path, json!({"content": "x", "client_message_id": repeated})).await.expect(200);
    tokio::time::sleep(Duration::from_secs(wait)).await;
    alice.send(room, "later").await;
}

#[tokio::test]
async fn posting_to_a_public_room_joins_it() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    alice.send(room, "x").await;
    assert_eq!(page(&bob, room, "").await["total"], 1, "reading needs no membership");
    let mut socket = alice.connect(room).await;
    bob.send(room, "y").await;
    assert_eq!(socket.next("member_joined").await["user"]["id"], bob.id);
    let detail = bob.get(&format!("rooms/{room}/")).await.expect(200);
    assert_eq!((detail["is_member"].as_bool(), detail["member_count"].as_u64()), (Some(true), Some(2)));
    let carol = world.user("carol");
    let id = page(&carol, room, "").await["messages"][0]["id"].clone();
    carol.post(&format!("messages/{id}/read/"), Value::Null).await.refused(403, "not_a_member");
}
