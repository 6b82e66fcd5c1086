//! Messages: what they carry, who may touch them, retries and limits.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

async fn history(who: &Actor, room: u64, query: &str) -> Value {
    who.get(&format!("rooms/{room}/messages/?{query}")).await.expect(200)
}

fn seqs(page: &Value) -> Vec<u64> {
    page["messages"].as_array().unwrap().iter().map(|m| m["seq"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn content_is_stored_as_sent() {
    let world = World::any().await;
    let alice = world.user("alice");
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
        assert_eq!(alice.get(&format!("messages/{}/", sent["id"])).await.expect(200)["content"], text);
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
async fn a_file_url_is_an_absolute_http_address_without_a_user() {
    let world = World::any().await;
    let alice = world.user("alice");
    let path = format!("rooms/{}/messages/", alice.room("public").await);
    let long = format!("https://example.com/{}", "x".repeat(2_048 - 20));
    for good in ["https://example.com", "HTTP://EXAMPLE.com/a?b=c#d", "http://[::1]:8080/x", &long] {
        let sent = alice.post(&path, json!({"message_type": "file", "file_url": good})).await.expect(201);
        assert_eq!((sent["file_url"].as_str(), sent["content"].as_str()), (Some(good), Some("")));
    }
    for bad in [
        "",
        "/files/a.png",
        "//example.com/a",
        "example.com/a",
        "ftp://example.com/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:example.com",
        "https://user@example.com/",
        "https://:secret@example.com/",
        " https://example.com/",
        "https://example.com/\n",
        &format!("{long}x"),
    ] {
        alice.post(&path, json!({"content": "x", "file_url": bad})).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn numbers_ids_and_times_rise_together() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    for n in 0..30 {
        if n % 2 == 0 { &alice } else { &bob }.send(room, "x").await;
    }
    let page = history(&alice, room, "after=0&limit=100").await;
    assert_eq!(seqs(&page), (1..=30).collect::<Vec<_>>());
    let messages = page["messages"].as_array().unwrap();
    for pair in messages.windows(2) {
        assert!(pair[0]["id"].as_u64() < pair[1]["id"].as_u64());
        assert!(pair[0]["created_at"].as_str() <= pair[1]["created_at"].as_str());
    }
    assert!(messages.iter().all(|message| message["id"].as_u64().unwrap() < 1 << 53));
}

#[tokio::test]
async fn pages_of_every_kind_agree_at_their_ends() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let empty = history(&alice, room, "").await;
    assert_eq!((empty["messages"].clone(), empty["total"].as_u64()), (json!([]), Some(0)));
    assert_eq!(history(&alice, room, "after=0").await["has_more"], false);
    let mut ids = vec![0];
    for n in 1..=10 {
        ids.push(alice.send(room, &n.to_string()).await["id"].as_u64().unwrap());
    }
    let ask = async |query: String| {
        let page = history(&alice, room, &query).await;
        (seqs(&page), page["has_more"].as_bool().unwrap())
    };
    assert_eq!(ask("after=0&limit=10".to_owned()).await, ((1..=10).collect(), false));
    assert_eq!(ask("after=0&limit=9".to_owned()).await, ((1..=9).collect(), true));
    assert_eq!(ask(format!("after={}&limit=5", ids[5])).await, ((6..=10).collect(), false));
    assert_eq!(ask(format!("before={}&limit=4", ids[5])).await, ((1..=4).rev().collect(), false));
    assert_eq!(ask(format!("before={}&limit=3", ids[5])).await, (vec![4, 3, 2], true));
    assert_eq!(ask(format!("before={}", ids[1])).await, (vec![], false));
    for (at, around) in [(1, 1), (5, 5), (10, 10)] {
        let (seqs, _) = ask(format!("around={}&limit=4", ids[at])).await;
        assert!(seqs.contains(&around) && seqs.len() == 4, "{seqs:?} around {around}");
        assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "oldest first: {seqs:?}");
    }
    for beyond in ["page=3&page_size=5", "page=9007199254740991", "page=1000000&page_size=100"] {
        let page = history(&alice, room, beyond).await;
        assert_eq!((page["messages"].clone(), page["total"].as_u64()), (json!([]), Some(10)), "{beyond}");
    }
}

#[tokio::test]
async fn a_deleted_message_may_be_answered_to_and_keeps_its_place() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let first = alice.send(room, "x").await;
    alice.delete(&format!("messages/{}/delete/", first["id"])).await.expect(200);
    let gone = alice.get(&format!("messages/{}/", first["id"])).await.expect(200);
    assert_eq!((&gone["seq"], &gone["created_at"]), (&first["seq"], &first["created_at"]));
    assert_eq!((gone["is_deleted"].as_bool(), gone["content"].as_str()), (Some(true), Some("[消息已删除]")));
    assert_eq!(alice.send(room, "y").await["seq"], 2);
}

#[tokio::test]
async fn who_left_a_public_room_may_delete_but_not_edit_and_who_left_a_private_one_neither() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    for (kind, deleted, edited) in [("public", 200, 403), ("private", 404, 404)] {
        let room = alice.room(kind).await;
        alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
        bob.join(room).await;
        let id = bob.send(room, "mine").await["id"].clone();
        bob.leave(room).await;
        bob.patch(&format!("messages/{id}/"), json!({"content": "y"})).await.expect(edited);
        bob.delete(&format!("messages/{id}/delete/")).await.expect(deleted);
    }
}

#[tokio::test]
async fn an_edit_changes_the_text_and_nothing_else_and_mentions_nobody() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let first = alice.send(room, "x").await;
    let body = json!({"content": "helo", "reply_to": first["id"], "message_type": "file",
        "file_url": "https://example.com/a", "file_name": "a", "file_size": 3, "client_message_id": "c"});
    let sent = alice.post(&format!("rooms/{room}/messages/"), body).await.expect(201);
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let path = format!("messages/{}/", sent["id"]);
    let edited = alice.patch(&path, json!({"content": "hello @bob", "file_name": "b"})).await.expect(200);
    for field in [
        "id",
        "seq",
        "sender",
        "created_at",
        "reply_to",
        "message_type",
        "file_url",
        "file_name",
        "file_size",
        "client_message_id",
    ] {
        assert_eq!(edited[field], sent[field], "{field}");
    }
    assert!(edited["updated_at"].as_str() > sent["updated_at"].as_str());
    assert_eq!(alice.get(&path).await.expect(200), edited);
    let kinds: Vec<_> = bob
        .notifications()
        .await
        .iter()
        .map(|n| n["notification_type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["message", "message"], "an edit makes no mention");
    alice.patch(&path, json!({"content": "字".repeat(4_000)})).await.expect(200);
    for bad in [json!({"content": null}), json!({"content": 1}), json!({"content": "a\u{0}"})] {
        alice.patch(&path, bad).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn a_repeat_by_rest_and_socket_at_once_is_stored_once_and_heard_once() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let (mut own, mut other) = (alice.connect(room).await, bob.connect(room).await);
    let path = format!("rooms/{room}/messages/");
    let body = json!({"content": "once", "client_message_id": "same"});
    let frame = json!({"type": "chat_message", "content": "once", "client_message_id": "same"});
    let posts = join_all((0..5).map(|_| alice.post(&path, body.clone())));
    let says = async {
        for _ in 0..5 {
            own.say(frame.clone()).await;
        }
    };
    let (answers, ()) = futures_util::join!(posts, says);
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for answer in &answers {
        *statuses.entry(answer.status).or_default() += 1;
        assert_eq!(answer.body["id"], answers[0].body["id"]);
    }
    assert!(statuses.get(&201).is_none_or(|n| *n == 1) && statuses.keys().all(|s| matches!(s, 200 | 201)));
    own.next("chat_message").await;
    let heard = |frames: &[Value]| frames.iter().filter(|f| f["type"] == "chat_message").count();
    for _ in 0..3 {
        own.so_far().await; // the server has handled all of ours
    }
    assert_eq!(heard(&other.so_far().await), 1);
    assert_eq!(history(&bob, room, "").await["total"], 1);
}

#[tokio::test]
async fn a_client_message_id_belongs_to_one_room_and_a_repeat_after_deletion_is_the_deleted_message() {
    let world = World::any().await;
    let alice = world.user("alice");
    let rooms = [alice.room("public").await, alice.room("public").await];
    let post = async |room: u64| {
        let body = json!({"content": "x", "client_message_id": "k"});
        alice.post(&format!("rooms/{room}/messages/"), body).await
    };
    let first = post(rooms[0]).await.expect(201);
    post(rooms[1]).await.expect(201);
    alice.delete(&format!("messages/{}/delete/", first["id"])).await.expect(200);
    let again = post(rooms[0]).await.expect(200);
    assert_eq!((&again["id"], again["is_deleted"].as_bool()), (&first["id"], Some(true)));
}

#[tokio::test]
async fn the_rate_counts_rest_and_socket_together_and_each_user_alone() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "4")]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    for n in 0..4 {
        if n % 2 == 0 {
            alice.send(room, "x").await;
        } else {
            socket.say(json!({"type": "chat_message", "content": "x"})).await;
        }
        socket.next("chat_message").await;
    }
    alice
        .post(&format!("rooms/{room}/messages/"), json!({"content": "x"}))
        .await
        .refused(429, "rate_limited");
    socket.say(json!({"type": "chat_message", "content": "x"})).await;
    assert_eq!(socket.next("error").await["code"], "rate_limited");
    bob.send(room, "another user").await;
    assert_eq!(history(&bob, room, "").await["total"], 5, "what was refused is not stored");
}

#[tokio::test]
async fn zero_is_no_limit() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let sends = join_all((0..150).map(|_| alice.send(room, "x"))).await;
    assert_eq!(sends.len(), 150);
}

#[tokio::test]
async fn reading_moves_forward_only_and_only_for_members() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(alice.send(room, "x").await["id"].clone());
    }
    let read = async |who: &Actor, id: &Value| who.post(&format!("messages/{id}/read/"), Value::Null).await;
    let position = async |who: &Actor| who.detail(room).await["last_read_message_id"].clone();
    assert_eq!(position(&bob).await, Value::Null, "nothing was there when bob joined");
    read(&bob, &ids[1]).await.expect(200);
    read(&bob, &ids[0]).await.expect(200);
    assert_eq!(position(&bob).await, ids[1]);
    join_all(ids.iter().map(|id| read(&bob, id))).await.into_iter().for_each(|answer| {
        answer.expect(200);
    });
    assert_eq!(position(&bob).await, ids[2]);
    assert_eq!(position(&alice).await, ids[2], "sending moves it to one's own message");
    read(&carol, &ids[0]).await.refused(403, "not_a_member");
    carol.post(&format!("rooms/{room}/read/"), Value::Null).await.refused(403, "not_a_member");
    let unknown = json!(ids[2].as_u64().unwrap() + 1);
    read(&bob, &unknown).await.refused(404, "message_not_found");
}
