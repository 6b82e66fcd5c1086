use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World, binary, is_gateway};
use serde_json::{Value, json};
use tokio::process::Command;

#[tokio::test]
async fn two_hundred_concurrent_sends_are_numbered_without_gap_or_double() {
    let world = World::any().await;
    // An emulator is too slow for a room that busy.
    let each = if is_gateway() { 1 } else { 10 };
    let count = 20 * each;
    let users: Vec<_> = (0..20).map(|n| world.user(&format!("u{n}"))).collect();
    let room = users[0].room("public").await;
    join_all(users.iter().map(|user| user.join(room))).await;
    let (mut one, mut two) = (users[0].connect(room).await, users[1].connect(room).await);
    let sends = users
        .iter()
        .flat_map(|user| (0..each).map(move |n| send_patiently(user, room, format!("{} {n}", user.id))));
    let sent = join_all(sends).await;
    let seqs: BTreeSet<u64> = sent.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=count).collect());
    let history = history(&users[2], room).await;
    let order: Vec<u64> = history.iter().map(|message| message["id"].as_u64().unwrap()).collect();
    assert!(history.windows(2).all(|pair| pair[0]["created_at"].as_str() <= pair[1]["created_at"].as_str()));
    for socket in [&mut one, &mut two] {
        let mut live = Vec::new();
        while live.len() < sent.len() {
            live.push(socket.next("chat_message").await["message"]["id"].as_u64().unwrap());
        }
        if is_gateway() {
            live.sort_unstable(); // functions may overtake each other
        }
        assert_eq!(live, order);
    }
}

/// Sends as clients do: what a slow emulator's room is too busy for was not stored, and is sent again.
async fn send_patiently(user: &Actor, room: u64, content: String) -> Value {
    let path = format!("rooms/{room}/messages/");
    for _ in 0..10 {
        let answer = user.post(&path, json!({"content": content})).await;
        if !(is_gateway() && answer.status == 503 && answer.body["code"] == "room_busy") {
            return answer.expect(201);
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    panic!("the room stays busy");
}

/// Every message of a room, in order.
async fn history(who: &Actor, room: u64) -> Vec<Value> {
    let (mut messages, mut after) = (Vec::new(), json!(0));
    loop {
        let page = who.get(&format!("rooms/{room}/messages/?after={after}&limit=100")).await.expect(200);
        messages.extend(page["messages"].as_array().unwrap().clone());
        if page["has_more"] == false {
            return messages;
        }
        after = messages.last().unwrap()["id"].clone();
    }
}

#[tokio::test]
async fn twenty_concurrent_duplicates_are_stored_once_and_sent_once() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let mut socket = bob.connect(room).await;
    let path = format!("rooms/{room}/messages/");
    let answers =
        join_all((0..20).map(|_| alice.post(&path, json!({"content": "once", "client_message_id": "same"}))))
            .await;
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for answer in &answers {
        *statuses.entry(answer.status).or_default() += 1;
    }
    assert_eq!(statuses, BTreeMap::from([(200, 19), (201, 1)]));
    assert!(answers.iter().all(|answer| answer.body["id"] == answers[0].body["id"]));
    let chats = socket.so_far().await.iter().filter(|frame| frame["type"] == "chat_message").count();
    assert_eq!(chats, 1);
    assert_eq!(bob.get(&path).await.expect(200)["total"], 1);
}

#[tokio::test]
async fn thirty_racing_joins_for_ten_seats_seat_ten() {
    let world = World::any().await;
    let alice = world.user("alice");
    let body = json!({"name": "x", "room_type": "public", "max_members": 11});
    let room = alice.post("rooms/", body).await.expect(201)["id"].clone();
    let users: Vec<_> = (0..30).map(|n| world.user(&format!("u{n}"))).collect();
    let path = format!("rooms/{room}/join/");
    let answers = join_all(users.iter().map(|user| user.post(&path, Value::Null))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 10);
    assert_eq!(answers.iter().filter(|answer| answer.body["code"] == "room_full").count(), 20);
    assert_eq!(alice.get(&format!("rooms/{room}/")).await.expect(200)["member_count"], 11);
    assert_eq!(alice.get(&format!("rooms/{room}/members/")).await.expect(200).as_array().unwrap().len(), 11);
    let leave = format!("rooms/{room}/leave/");
    let leaves = users.iter().map(|user| user.post(&leave, Value::Null));
    assert_eq!(join_all(leaves).await.iter().filter(|answer| answer.status == 200).count(), 10);
    assert_eq!(alice.get(&format!("rooms/{room}/")).await.expect(200)["member_count"], 1);
}

#[tokio::test]
async fn a_kill_in_the_middle_loses_nothing_that_was_acknowledged() {
    let Some(mut world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let users: Vec<_> = (0..10).map(|n| world.user(&format!("u{n}"))).collect();
    let room = users[0].room("public").await;
    join_all(users.iter().map(|user| user.join(room))).await;
    let acknowledged = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let senders: Vec<_> = users
        .iter()
        .cloned()
        .map(|user| {
            let acknowledged = acknowledged.clone();
            tokio::spawn(async move {
                for n in 0..100 {
                    let body =
                        json!({"content": format!("{} {n}", user.id), "client_message_id": n.to_string()});
                    // The kill makes the request fail; that ends this sender.
                    let sent = user.post(&format!("rooms/{room}/messages/"), body).await;
                    if sent.status == 201 {
                        acknowledged.lock().unwrap().push(sent.body);
                    }
                }
            })
        })
        .collect();
    while acknowledged.lock().unwrap().len() < 300 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    world.kill().await;
    for sender in senders {
        drop(sender.await);
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(
        (300..1_000).contains(&acknowledged.len()),
        "the kill came in the middle: {}",
        acknowledged.len()
    );
    world.restart().await;
    let alice = world.actor(users[0].id, "u0");
    let mut stored: Vec<Value> = Vec::new();
    loop {
        let after = stored.last().map_or(json!(0), |message| message["id"].clone());
        let page = alice.get(&format!("rooms/{room}/messages/?after={after}&limit=100")).await.expect(200);
        stored.extend(page["messages"].as_array().unwrap().clone());
        if page["has_more"] == false {
            break;
        }
    }
    let seqs: Vec<u64> = stored.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=stored.len() as u64).collect::<Vec<_>>());
    let contents: BTreeSet<&str> =
        stored.iter().map(|message| message["content"].as_str().unwrap()).collect();
    assert_eq!(contents.len(), stored.len(), "nothing twice");
    for message in &acknowledged {
        let kept = stored.iter().find(|kept| kept["seq"] == message["seq"]).unwrap();
        assert_eq!((&kept["id"], &kept["content"]), (&message["id"], &message["content"]));
    }
    assert_eq!(alice.send(room, "next").await["seq"].as_u64(), Some(stored.len() as u64 + 1));
    let list = alice.get("rooms/").await.expect(200);
    assert_eq!(list[0]["last_message"]["content"], "next");
}

async fn second_server(arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(binary());
    command.args(arguments).env_clear().stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let output = tokio::time::timeout(std::time::Duration::from_secs(10), command.output()).await;
    let output = output.expect("it ends").expect("it starts");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test]
async fn a_data_directory_a_port_and_a_damaged_table_are_refused_with_a_sentence() {
    let Some(mut world) = World::local(&[]).await else { return };
    let data = world.directory().to_str().unwrap().to_owned();
    let (good, said) = second_server(&["--port", "0", "--data-dir", &data]).await;
    assert!(!good && said.contains("another roomcast process"), "{said}");
    let port = world.address.rsplit(':').next().unwrap().to_owned();
    let fresh = tempfile::tempdir().unwrap();
    let (good, said) = second_server(&["--port", &port, "--data-dir", fresh.path().to_str().unwrap()]).await;
    assert!(!good && said.contains("cannot listen"), "{said}");
    assert_eq!(world.terminate().await, Some(0), "SIGTERM ends it in good order");
    std::fs::write(world.directory().join("table.db"), "this is no table").unwrap();
    let (good, said) = second_server(&["--port", "0", "--data-dir", &data]).await;
    assert!(!good && said.contains("not a readable table"), "{said}");
}

#[tokio::test]
async fn a_stopping_server_closes_its_connections_and_keeps_what_it_has() {
    let Some(mut world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    alice.send(room, "kept").await;
    let mut socket = alice.connect(room).await;
    let (code, closed) = tokio::join!(world.terminate(), socket.closed());
    assert_eq!((code, closed), (Some(0), Some(1001)));
    world.restart().await;
    let alice = world.actor(alice.id, "alice");
    assert_eq!(
        alice.get(&format!("rooms/{room}/messages/")).await.expect(200)["messages"][0]["content"],
        "kept"
    );
    let members = alice.get(&format!("rooms/{room}/members/")).await.expect(200);
    assert_eq!(members[0]["is_online"], false, "connections of the last process are gone");
}

#[tokio::test]
async fn a_backup_is_a_whole_table_while_the_server_runs() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    alice.send(room, "kept").await;
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("table.db");
    let data = world.directory().to_str().unwrap();
    let (good, said) = second_server(&["backup", file.to_str().unwrap(), "--data-dir", data]).await;
    assert!(good, "{said}");
    alice.send(room, "not in the copy").await;
    let (good, said) = second_server(&["backup", file.to_str().unwrap(), "--data-dir", data]).await;
    assert!(!good && said.contains("exists already"), "{said}");
    let mut restored = World::start(&[]).await;
    restored.terminate().await;
    for entry in std::fs::read_dir(restored.directory()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
    std::fs::copy(&file, restored.directory().join("table.db")).unwrap();
    restored.restart().await;
    let history = restored.actor(alice.id, "alice").get(&format!("rooms/{room}/messages/")).await.expect(200);
    assert_eq!(
        (history["total"].as_u64(), history["messages"][0]["content"].as_str()),
        (Some(1), Some("kept"))
    );
}

#[tokio::test]
async fn a_minted_token_is_good_and_the_secret_is_kept_to_its_owner() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_str().unwrap();
    let mut command = Command::new(binary());
    command.args(["--port", "0", "--data-dir", data]).env_clear().stdout(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    let mut lines =
        tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(process.stdout.take().unwrap()));
    let mut said = String::new();
    let address = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(address) = line.strip_prefix("listening on ") {
            break address.to_owned();
        }
        said.push_str(&line);
    };
    assert!(said.contains("roomcast token"), "{said}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(directory.path().join("jwt-secret")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let minted = Command::new(binary())
        .args(["token", "--user-id", "1", "--username", "alice", "--data-dir", data])
        .env_clear()
        .output()
        .await
        .unwrap();
    let token = String::from_utf8(minted.stdout).unwrap();
    let me = reqwest::Client::new()
        .get(format!("{address}/api/chat/me/"))
        .bearer_auth(token.trim())
        .send()
        .await
        .unwrap();
    assert_eq!(me.json::<Value>().await.unwrap()["username"], "alice");
    process.kill().await.unwrap();
}
