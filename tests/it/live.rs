mod room_id;

use std::time::Duration;

use roomcast_tests::world::{Socket, World, is_gateway, now_s, outlive, says, token};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::{keys, kinds, words};

async fn up_to_live(socket: &mut Socket) -> Vec<Value> {
    let mut frames = Vec::new();
    loop {
        frames.push(socket.any().await.expect("the connection stays"));
        if frames.last().unwrap()["type"] == "live" {
            return frames;
        }
    }
}

#[tokio::test]
async fn a_connection_is_greeted_then_live() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let id = alice.send(room, "x").await["id"].clone();
    let _there = bob.connect(room).await;
    let mut socket = alice.try_connect(&format!("chat/{room}")).await.unwrap();
    assert_eq!(socket.protocol.as_deref(), Some("bearer"));
    let frames = up_to_live(&mut socket).await;
    assert_eq!(kinds(&frames), ["connection_established", "live"]);
    assert_eq!(keys(&frames[0]), words("type message user room_id last_message_id last_seq online_user_ids"));
    assert_eq!(
        (frames[0]["message"].as_str(), &frames[0]["last_message_id"], frames[0]["last_seq"].as_u64()),
        (Some("连接成功"), &id, Some(1))
    );
    assert!(frames[0]["online_user_ids"].as_array().unwrap().contains(&json!(bob.id)));
    assert_eq!(frames[1], json!({"type": "live", "room_id": room, "last_seq": 1}));
}

#[tokio::test]
async fn a_token_comes_by_subprotocol_query_or_header() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("private").await;
    let bearer = format!("Bearer {}", alice.token);
    for (path, headers) in [
        (format!("chat/{room}/?token={}", alice.token), vec![]),
        (format!("chat/{room}/"), vec![("authorization", bearer.as_str())]),
    ] {
        let mut socket = alice.open(&path, &headers).await.unwrap();
        assert_eq!(
            (socket.next("live").await["last_seq"].as_u64(), socket.protocol.clone()),
            (Some(0), None)
        );
    }
    let (status, body) = world.user("bob").try_connect(&format!("chat/{room}/")).await.err().unwrap();
    assert!(status == 404 && says(&body, "room_not_found"), "{status} {body}");
    let (status, _) = alice.try_connect("chat/abc/").await.err().unwrap();
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_message_reaches_everybody_however_it_was_sent() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let (mut one, mut two) = (alice.connect(room).await, bob.connect(room).await);
    one.say(json!({"type": "chat_message", "content": "消息内容", "message_type": "text", "client_message_id": "c1"})).await;
    let echo = one.next("chat_message").await;
    assert_eq!(keys(&echo), words("type room_id message"));
    assert_eq!(
        keys(&echo["message"]),
        words(
            "id room_id seq sender message_type content file_url file_name file_size is_edited is_deleted reply_to timestamp created_at updated_at client_message_id"
        )
    );
    assert_eq!(keys(&echo["message"]["sender"]), words("id username first_name last_name"));
    assert_eq!(echo["message"]["timestamp"], echo["message"]["created_at"]);
    let heard = two.next("chat_message").await;
    assert_eq!(
        (&heard["message"]["id"], heard["message"].get("client_message_id")),
        (&echo["message"]["id"], None)
    );
    let sent = bob.send(room, "by REST").await;
    for socket in [&mut one, &mut two] {
        assert_eq!(socket.next("chat_message").await["message"]["id"], sent["id"]);
    }
    let history = bob.get(&format!("rooms/{room}/messages/")).await.expect(200);
    assert_eq!(history["messages"][1]["id"], echo["message"]["id"]);
}

#[tokio::test]
async fn since_replays_what_was_missed() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let alice = world.user("alice");
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let mut ids = Vec::new();
    for n in 1..=120 {
        ids.push(alice.send(room, &n.to_string()).await["id"].as_u64().unwrap());
    }
    let connect = async |since: u64| {
        let mut socket = alice.try_connect(&format!("chat/{room}/?since={since}")).await.unwrap();
        up_to_live(&mut socket).await
    };
    let frames = connect(ids[117]).await;
    assert_eq!(kinds(&frames), ["connection_established", "chat_message", "chat_message", "live"]);
    assert_eq!(
        (frames[1]["message"]["id"].as_u64(), frames[1]["replayed"].as_bool()),
        (Some(ids[118]), Some(true))
    );
    let frames = connect(0).await;
    assert_eq!(frames.len(), 103);
    let seqs: Vec<_> = frames[1..101].iter().map(|frame| frame["message"]["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=100).collect::<Vec<u64>>());
    assert_eq!(frames[101], json!({"type": "replay_truncated", "room_id": room, "after": ids[99]}));
    assert_eq!(frames[102]["last_seq"], 120);
    assert_eq!(kinds(&connect(ids[119]).await), ["connection_established", "live"]);
    assert_eq!(kinds(&connect(ids[119] + 500).await), ["connection_established", "live"]);
    let foreign = alice.send(other, "x").await["id"].as_u64().unwrap();
    for since in [foreign.to_string(), "abc".to_owned(), "-1".to_owned(), "5".to_owned()] {
        let (status, body) = alice.try_connect(&format!("chat/{room}/?since={since}")).await.err().unwrap();
        assert!(status == 400 && says(&body, "invalid_query"), "{since}: {status} {body}");
    }
}

#[tokio::test]
async fn replay_while_others_send_loses_nothing_and_doubles_nothing() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let sender = tokio::spawn(async move {
        for n in 0..150 {
            alice.send(room, &n.to_string()).await;
        }
    });
    for _ in 0..8 {
        let mut socket = bob.try_connect(&format!("chat/{room}/?since=0")).await.unwrap();
        let mut seqs = Vec::new();
        let mut truncated = 0;
        while seqs.len() < 20 && truncated == 0 {
            let frame = socket.any().await.unwrap();
            match frame["type"].as_str().unwrap() {
                "chat_message" => seqs.push(frame["message"]["seq"].as_u64().unwrap()),
                "replay_truncated" => truncated = frame["after"].as_u64().unwrap(),
                _ => {}
            }
        }
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
    }
    sender.await.unwrap();
}

#[tokio::test]
async fn typing_goes_to_the_others() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let (mut one, mut own, mut two) =
        (alice.connect(room).await, alice.connect(room).await, bob.connect(room).await);
    one.say(json!({"type": "typing", "is_typing": true})).await;
    let frame = two.next("typing").await;
    assert_eq!((frame["user"]["id"].as_u64(), frame["is_typing"].as_bool()), (Some(alice.id), Some(true)));
    for socket in [&mut one, &mut own] {
        assert!(!kinds(&socket.so_far().await).contains(&"typing"));
    }
}

#[tokio::test]
async fn presence_tells_of_the_first_connection_and_the_last() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let mut watching = alice.connect(room).await;
    let first = bob.connect(room).await;
    assert_eq!(watching.next("user_join").await["user"]["id"], bob.id);
    let mut second = bob.connect(room).await;
    second.say(json!({"type": "user_join"})).await;
    assert_eq!(watching.next("user_join").await["user"]["id"], bob.id, "announced again");
    second.say(json!({"type": "user_join"})).await;
    second.say(json!({"type": "user_leave"})).await;
    assert_eq!(kinds(&[watching.any().await.unwrap()]), ["user_leave"], "a repeat within 5 s is ignored");
    drop(first);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(kinds(&watching.so_far().await), Vec::<&str>::new());
    drop(second);
    assert_eq!(watching.next("user_leave").await["user"]["id"], bob.id);
}

#[tokio::test]
async fn what_is_wrong_gets_an_error_frame_and_the_connection_stays() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut socket = alice.connect(room).await;
    let deep = format!(r#"{{"type":"typing","x":{}{}}}"#, "[".repeat(40), "]".repeat(40));
    for (code, message) in [
        ("invalid_json", Message::text("{")),
        ("invalid_json", Message::text("[]")),
        ("json_too_deep", Message::text(deep)),
        ("unknown_frame", Message::text(r#"{"type":"dance"}"#)),
        ("unknown_frame", Message::text("{}")),
        ("invalid_field", Message::text(r#"{"type":3}"#)),
        ("invalid_field", Message::text(r#"{"type":"typing"}"#)),
        ("invalid_field", Message::text(r#"{"type":"chat_message","content":""}"#)),
        ("invalid_field", Message::text(r#"{"type":"chat_message","content":7}"#)),
        ("invalid_reply_to", Message::text(r#"{"type":"chat_message","content":"x","reply_to":1}"#)),
        ("message_not_found", Message::text(r#"{"type":"read","message_id":1}"#)),
    ] {
        socket.raw(message.clone()).await;
        let error = socket.next("error").await;
        assert_eq!(error["code"], code, "{message:?}");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
    socket.say(json!({"type": "ping"})).await;
    assert_eq!(socket.next("pong").await, json!({"type": "pong", "room_id": room, "last_seq": 0}));
    socket.raw(Message::text("x".repeat(33 * 1024))).await;
    assert_eq!(socket.closed().await, Some(1009));
    let mut socket = alice.connect(room).await;
    socket.raw(Message::binary(vec![1, 2, 3])).await;
    if is_gateway() {
        // API Gateway refuses it itself (Developer Guide, "Working with binary media types").
        assert_eq!(socket.closed().await, Some(1003));
    } else {
        assert_eq!(socket.next("error").await["code"], "binary_frame");
    }
}

#[tokio::test]
async fn reading_is_told_to_the_reader_and_in_small_rooms_to_all() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let id = alice.send(room, "x").await["id"].clone();
    let (mut own, mut other, mut asking) =
        (bob.connect(room).await, alice.connect(room).await, bob.connect(room).await);
    asking.say(json!({"type": "read", "message_id": id})).await;
    for socket in [&mut own, &mut other] {
        let frame = socket.next("read").await;
        assert_eq!((frame["user"]["id"].as_u64(), &frame["message_id"]), (Some(bob.id), &id));
    }
    assert!(!kinds(&asking.so_far().await).contains(&"read"));
    for n in 0..7 {
        world.user(&format!("extra{n}")).join(room).await;
    }
    let id = alice.send(room, "y").await["id"].clone();
    bob.post(&format!("messages/{id}/read/"), Value::Null).await.expect(200);
    assert_eq!(own.next("read").await["message_id"], id);
    assert!(!kinds(&other.so_far().await).contains(&"read"), "9 members");
}

#[tokio::test]
async fn leaving_closes_ones_connections() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let (mut one, mut two) = (bob.connect(room).await, bob.connect(room).await);
    bob.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200);
    for socket in [&mut one, &mut two] {
        assert_eq!(socket.next("closed").await["reason"], "left");
        assert_eq!(socket.closed().await, Some(1000));
    }
}

#[tokio::test]
async fn an_eleventh_connection_closes_the_oldest() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut sockets = Vec::new();
    for _ in 0..11 {
        sockets.push(alice.connect(room).await);
    }
    assert_eq!(sockets[0].next("closed").await["reason"], "replaced");
    sockets[1].say(json!({"type": "ping"})).await;
    sockets[1].next("pong").await;
}

#[tokio::test]
async fn an_expired_token_closes_at_the_next_frame_in_either_direction() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let expires_s = now_s() + 4;
    let brief = world.bearer(&token(json!({"user_id": alice.id + 1_000, "exp": expires_s})));
    let (mut listening, mut speaking) = (brief.connect(room).await, brief.connect(room).await);
    outlive(expires_s).await;
    speaking.say(json!({"type": "ping"})).await;
    assert_eq!(speaking.next("closed").await["reason"], "expired");
    alice.send(room, "x").await;
    let frame = listening.next("closed").await;
    assert_eq!(frame["reason"], "expired");
    listening.closed().await;
}

#[tokio::test]
async fn a_silent_connection_is_closed_and_so_is_an_old_one() {
    let Some(world) = World::local(&[("WS_IDLE_SECONDS", "2"), ("WS_LIFE_SECONDS", "7")]).await else {
        return;
    };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let (mut idle, mut busy) = (alice.connect(room).await, alice.connect(room).await);
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        busy.say(json!({"type": "ping"})).await;
        busy.next("pong").await;
    }
    assert_eq!(idle.closed().await, Some(1001));
    assert_eq!(busy.closed().await, Some(1001));
}

#[tokio::test]
async fn guests_read_and_write_in_public_rooms_where_that_is_allowed() {
    let Some(world) = World::local(&[("WS_ALLOW_ANONYMOUS", "true"), ("MESSAGES_PER_10S", "3")]).await else {
        return;
    };
    let alice = world.user("alice");
    let (room, hidden) = (alice.room("public").await, alice.room("private").await);
    let guest = world.bearer("");
    let mut one = guest.open(&format!("chat/{room}/"), &[]).await.unwrap();
    let mut two = guest.open(&format!("chat/{room}/"), &[]).await.unwrap();
    let hello = one.next("connection_established").await;
    assert_eq!((hello["user"]["id"].as_u64(), hello["user"]["username"].as_str()), (Some(0), Some("guest")));
    one.next("live").await;
    assert_eq!(two.next("connection_established").await["online_user_ids"], json!([]));
    two.next("live").await;
    one.say(json!({"type": "typing", "is_typing": true})).await;
    two.next("typing").await;
    for _ in 0..3 {
        one.say(json!({"type": "chat_message", "content": "hi", "client_message_id": "g"})).await;
    }
    let message = two.next("chat_message").await["message"].clone();
    assert_eq!((message["sender"]["id"].as_u64(), message.get("client_message_id")), (Some(0), None));
    assert_eq!(one.next("chat_message").await["message"]["client_message_id"], "g");
    for n in 0..3 {
        one.say(json!({"type": "chat_message", "content": format!("{n}")})).await;
    }
    assert_eq!(one.next("error").await["code"], "rate_limited");
    two.say(json!({"type": "chat_message", "content": "counted on its own"})).await;
    one.next("chat_message").await;
    two.say(json!({"type": "read", "message_id": message["id"]})).await;
    assert_eq!(two.next("error").await["code"], "guest_not_allowed");
    assert_eq!(alice.get(&format!("rooms/{room}/")).await.expect(200)["member_count"], 1);
    let (status, _) = guest.open(&format!("chat/{hidden}/"), &[]).await.err().unwrap();
    assert_eq!(status, 404);
    guest.get("rooms/").await.refused(401, "token_missing");
    let (status, _) = guest.open(&format!("chat/{room}/?token=bad"), &[]).await.err().unwrap();
    assert_eq!(status, 401);
}

#[tokio::test]
async fn a_watcher_takes_no_seat() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room =
        alice.post("rooms/", json!({"name": "x", "room_type": "public", "max_members": 2})).await.expect(201)
            ["id"]
            .as_u64()
            .unwrap();
    let mut watching = bob.connect(room).await;
    alice.send(room, "@bob hi").await;
    watching.next("chat_message").await;
    assert_eq!(bob.get("notifications/").await.expect(200), json!([]));
    assert_eq!(alice.get(&format!("rooms/{room}/")).await.expect(200)["member_count"], 1);
}

#[tokio::test]
async fn a_slow_reader_delays_nobody() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let _slow = bob.connect(room).await; // never reads
    let mut quick = alice.connect(room).await;
    let long = "字".repeat(4_000);
    for n in 1..=300 {
        alice.send(room, &long).await;
        assert_eq!(quick.next("chat_message").await["message"]["seq"], n);
    }
}

#[tokio::test]
async fn who_hears_of_a_message_finds_it_in_the_list_and_its_sender_has_read_it() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (room, other) = (alice.room("private").await, alice.room("private").await);
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    bob.join(room).await;
    alice.send(other, "elsewhere").await;
    let (mut hers, mut his) = (alice.connect(room).await, bob.connect(room).await);
    for n in 1..=40 {
        let mut frame = json!({"type": "chat_message", "content": n.to_string()});
        if n % 2 == 0 {
            frame["client_message_id"] = json!(n.to_string());
        }
        his.say(frame).await;
        let id = his.next("chat_message").await["message"]["id"].clone();
        let detail = bob.detail(room).await;
        assert_eq!(
            (&detail["unread_count"], &detail["last_read_message_id"]),
            (&json!(0), &id),
            "message {n}"
        );
        assert_eq!(bob.get("me/").await.expect(200)["unread_total"], 0, "message {n}");
        hers.next("chat_message").await;
        let list = alice.pages("rooms/?scope=mine").await;
        assert_eq!(
            (list[0]["id"].as_u64(), &list[0]["last_message"]["id"]),
            (Some(room), &id),
            "message {n}"
        );
        assert_eq!(list[0]["unread_count"], n, "message {n}");
    }
    for n in 1..=20 {
        let sent = bob.send(room, "text").await["id"].clone();
        hers.next("chat_message").await;
        bob.patch(&format!("messages/{sent}/"), json!({"content": format!("new {n}")})).await.expect(200);
        hers.next("message_updated").await;
        let content = async || alice.listed(room).await.unwrap()["last_message"]["content"].clone();
        assert_eq!(content().await, format!("new {n}"));
        bob.delete(&format!("messages/{sent}/delete/")).await.expect(200);
        hers.next("message_deleted").await;
        assert_eq!(content().await, "[消息已删除]");
    }
}

#[tokio::test]
async fn what_everybody_has_heard_is_not_told_again() {
    let Some(world) = World::local(&[]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let (first, last) =
        (alice.send(room, "1").await["id"].clone(), alice.send(room, "2").await["id"].clone());
    let mut socket = alice.connect(room).await;
    let delete = format!("messages/{first}/delete/");
    let deletions = (0..12).map(|_| alice.delete(&delete));
    for answer in futures_util::future::join_all(deletions).await {
        answer.expect(200);
    }
    for _ in 0..3 {
        bob.post(&format!("messages/{last}/read/"), Value::Null).await.expect(200);
    }
    let frames = socket.so_far().await;
    let count = |kind: &str| frames.iter().filter(|frame| frame["type"] == kind).count();
    assert_eq!((count("message_deleted"), count("read")), (1, 1), "{frames:#?}");
}
