//! What is checked after a run.

use std::collections::{BTreeMap, BTreeSet};

use roomcast_tests::stage::{Stage, connection_name};
use serde_json::{Value, json};

use super::{MESSAGES, Run, SENDS, SOCKETS, SUBSCRIPTIONS, USERS, World};

fn stored(stage: &Stage) -> BTreeMap<u64, Value> {
    let items = stage.items().into_iter().filter(|item| item["pk"]["S"] == "M#00000001");
    items.map(|item| (item["s"]["N"].as_str().unwrap().parse().unwrap(), item)).collect()
}

/// Checks that the messages have no gap, that none is stored twice, and that each acknowledged one is there.
pub fn check_log(run: &Run, seed: u64) {
    let stored = stored(&run.stage);
    let dense: Vec<u64> = (1..=stored.len() as u64).collect();
    assert_eq!(stored.keys().copied().collect::<Vec<_>>(), dense, "seed {seed}: gaps");
    let contents: BTreeSet<&str> = stored.values().map(|item| item["c"]["S"].as_str().unwrap()).collect();
    assert_eq!(contents.len(), stored.len(), "seed {seed}: a message is stored twice");
    let mut by_key: BTreeMap<String, u64> = BTreeMap::new();
    for told in run.acknowledged.lock().unwrap().iter() {
        let seq = told.message["seq"].as_u64().unwrap();
        assert_eq!(
            stored[&seq]["c"]["S"], told.message["content"],
            "seed {seed}: an acknowledged message is lost"
        );
        if let Some(key) = &told.key {
            assert_eq!(
                *by_key.entry(key.clone()).or_insert(seq),
                seq,
                "seed {seed}: a repeat got another message"
            );
        }
    }
    if !run.crashed {
        assert_eq!(stored.len() as u64, MESSAGES, "seed {seed}: everything is acknowledged in the end");
    }
}

/// Checks that every live connection got each message once; for runs without crashes.
pub fn check_frames(run: &Run, seed: u64) {
    let all = MESSAGES;
    for number in 0..SOCKETS {
        // The two user sockets were opened before.
        let connection = connection_name(number + 2);
        let frames = run.stage.frames(&connection);
        let first = frames.first().unwrap_or_else(|| panic!("seed {seed}: {connection} was not greeted"));
        let live = frames
            .iter()
            .find(|frame| frame["type"] == "live")
            .unwrap_or_else(|| panic!("seed {seed}: not live"));
        let mut seqs: Vec<u64> = frames
            .iter()
            .filter(|frame| frame["type"] == "chat_message")
            .map(|frame| frame["message"]["seq"].as_u64().unwrap())
            .collect();
        if run.world != World::One {
            seqs.sort_unstable(); // on AWS two functions may overtake each other by a moment
        }
        // With `since=0` from the first message, else from what the greeting named.
        let from = if seqs.first() == Some(&1) { 1 } else { first["last_seq"].as_u64().unwrap() + 1 };
        assert_eq!(
            seqs,
            (from..=all).collect::<Vec<_>>(),
            "seed {seed}: {connection}, live at {}",
            live["last_seq"]
        );
    }
}

/// Checks that a subscription that ended and started again missed nothing and, in one process, got nothing twice
/// and everything in order; and that a user socket without one heard of every message. For runs without crashes.
pub fn check_user_sockets(run: &Run, seed: u64) {
    let all: Vec<u64> = (1..=MESSAGES).collect();
    let frames = run.stage.frames(&run.subscriber);
    let kinds = frames.iter().filter(|frame| frame["type"] == "live").count();
    assert_eq!(kinds, SUBSCRIPTIONS, "seed {seed}: {frames:#?}");
    let messages = frames.iter().filter(|frame| frame["type"] == "chat_message");
    let mut seqs: Vec<u64> = messages.map(|frame| frame["message"]["seq"].as_u64().unwrap()).collect();
    if run.world != World::One {
        seqs.sort_unstable();
        seqs.dedup(); // a post on its way to the subscription that ended
    }
    assert_eq!(seqs, all, "seed {seed}: the subscription");
    let frames = run.stage.frames(&run.hearer);
    let activity = frames.iter().filter(|frame| frame["type"] == "activity");
    let mut heard: Vec<u64> = activity.map(|frame| frame["last_seq"].as_u64().unwrap()).collect();
    if run.world != World::One {
        heard.sort_unstable();
    }
    assert_eq!(heard, all[1..], "seed {seed}: the activity");
}

/// Checks that the room goes on after a crash: the next message gets the next number, and a repeat of
/// a message without an answer is stored once.
pub async fn check_goes_on(stage: &Stage, seed: u64) {
    let before = stored(stage).len() as u64;
    let next = stage.post(1, "rooms/1/messages/", json!({"content": "next"})).await;
    assert_eq!((next.status, next.body["seq"].as_u64()), (201, Some(before + 1)), "seed {seed}: {next:?}");
    stage.pass_ms(4_000);
    for number in 0..SENDS {
        for user in 1..=USERS {
            let body = json!({"content": format!("again {number} {user}"), "client_message_id": format!("k{number}")});
            let first = stage.post(user, "rooms/1/messages/", body.clone()).await;
            let second = stage.post(user, "rooms/1/messages/", body).await;
            assert_eq!((second.status, &first.body["id"]), (200, &second.body["id"]), "seed {seed}");
        }
    }
    let dense: Vec<u64> = (1..=stored(stage).len() as u64).collect();
    assert_eq!(
        stored(stage).keys().copied().collect::<Vec<_>>(),
        dense,
        "seed {seed}: gaps behind the crash"
    );
}

/// Checks that the thread has exactly the replies that are stored; after a run without crashes, that their number
/// is noted.
pub async fn check_thread(run: &Run, seed: u64) {
    let stored = stored(&run.stage);
    let replies: Vec<u64> =
        stored.iter().filter(|(_, item)| item["th"]["N"] == "1").map(|(seq, _)| *seq).collect();
    let root = 1 << 27 | 1;
    let thread = run.process(1_002).get(1, &format!("messages/{root}/thread/?limit=100")).await.body;
    let seqs = thread["messages"].as_array().unwrap().iter().map(|message| message["seq"].as_u64().unwrap());
    assert_eq!(seqs.collect::<Vec<_>>(), replies, "seed {seed}: the thread");
    assert_eq!(thread["root"]["reply_count"], replies.len(), "seed {seed}: {thread}");
    if !run.crashed {
        let items = run.stage.items();
        let noted =
            items.iter().find(|item| item["pk"]["S"] == "Y#00000001" && item["sk"]["S"] == "000000001T");
        let noted = noted.map(|item| (item["n"]["N"].clone(), item["l"]["N"].clone()));
        let expected = (json!(replies.len().to_string()), json!(replies.last().map(u64::to_string)));
        assert_eq!(noted, Some(expected), "seed {seed}: the number of replies");
    }
}
