//! Every operation's request units, as the engine counts them the way DynamoDB does, held to the
//! table in `docs/data-model.md`. The document and the test name the same operations.

use std::collections::BTreeMap;

use http::Method;
use roomcast_tests::engine::Units;
use roomcast_tests::stage::{SECRET, Stage};
use serde_json::{Value, json};

/// Largest numbers of write units, read units, calls and posts.
type Budget = [f64; 4];

fn documented() -> BTreeMap<String, Budget> {
    let page = include_str!("../../docs/data-model.md");
    let table = page.split("<!-- budgets -->").nth(1).expect("the page has its table");
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells.first()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        let number = |at: usize| cells.get(at)?.parse().ok();
        Some((name, [number(1)?, number(2)?, number(3)?, number(4)?]))
    };
    table.lines().filter_map(row).collect()
}

struct Measure {
    stage: Stage,
    found: BTreeMap<String, Budget>,
}

impl Measure {
    async fn of<T>(&mut self, name: &str, work: impl Future<Output = T>) -> T {
        self.stage.engine.take_units();
        self.stage.take_posts();
        let done = work.await;
        let Units { write, read, calls } = self.stage.engine.take_units();
        #[allow(clippy::cast_precision_loss)]
        let budget = [write, read, calls as f64, self.stage.take_posts() as f64];
        self.found.insert(name.to_owned(), budget);
        done
    }

    async fn call(&mut self, name: &str, user: u64, method: Method, path: &str, body: Value) -> Value {
        let stage = self.stage.clone();
        let answer = self.of(name, stage.call(user, method, path, body)).await;
        assert!(answer.status < 300, "{name}: {answer:?}");
        answer.body
    }
}

/// Rooms, two members, their connections; then every operation once.
#[allow(clippy::too_many_lines)] // one line an operation
async fn measure() -> BTreeMap<String, Budget> {
    assert!(SECRET.len() >= 32);
    let stage = Stage::new(false).await;
    let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
    let mut measure = Measure { stage: stage.clone(), found: BTreeMap::new() };
    let none = Value::Null;
    let text = |length: usize| "x".repeat(length);
    // A user's names are looked for once in a process.
    for user in 1..=4 {
        stage.get(user, "me/").await;
    }
    stage.run_jobs().await;
    measure
        .call("create_room", 1, post.clone(), "rooms/", json!({"name": "room", "room_type": "public"}))
        .await;
    let room = 1;
    measure.call("join_room", 2, post.clone(), &format!("rooms/{room}/join/"), none.clone()).await;
    let messages = format!("rooms/{room}/messages/");
    let connect = async {
        let (connection, _) = stage.connect(1, "room_id=1").await.expect("a connection");
        connection
    };
    let one = measure.of("connect", connect).await;
    measure.of("greet", stage.run_jobs()).await;
    let two = stage.live(2, room).await;
    measure.call("send_message", 1, post.clone(), &messages, json!({"content": text(500)})).await;
    let named = json!({"content": text(500), "client_message_id": "k"});
    measure.call("send_message_named", 1, post.clone(), &messages, named.clone()).await;
    measure.call("send_message_repeated", 1, post.clone(), &messages, named).await;
    measure.call("send_message_mention", 1, post.clone(), &messages, json!({"content": "@u2 look"})).await;
    measure.of("receive_first", stage.say(&one, json!({"type": "chat_message", "content": text(500)}))).await;
    measure.of("receive", stage.say(&one, json!({"type": "chat_message", "content": text(500)}))).await;
    measure.of("typing", stage.say(&one, json!({"type": "typing", "is_typing": true}))).await;
    measure.of("ping", stage.say(&one, json!({"type": "ping"}))).await;
    measure.of("user_join", stage.say(&one, json!({"type": "user_join"}))).await;
    stage.pass_ms(3_700_000);
    measure.call("send_message_hourly", 1, post.clone(), &messages, json!({"content": text(400)})).await;
    for _ in 0..20 {
        stage.post(1, &messages, json!({"content": text(250)})).await;
    }
    let page = measure.call("list_messages", 2, get.clone(), &messages, none.clone()).await;
    let id = page["messages"][0]["id"].as_u64().expect("an id");
    measure
        .call("list_messages_deep", 2, get.clone(), &format!("{messages}?page=2&page_size=10"), none.clone())
        .await;
    measure.call("get_message", 2, get.clone(), &format!("messages/{id}/"), none.clone()).await;
    measure.call("read_message", 2, post.clone(), &format!("messages/{id}/read/"), none.clone()).await;
    measure.call("edit_message", 1, patch.clone(), &format!("messages/{id}/"), json!({"content": "y"})).await;
    measure.call("delete_message", 1, delete.clone(), &format!("messages/{id}/delete/"), none.clone()).await;
    measure.call("list_notifications", 2, get.clone(), "notifications/", none.clone()).await;
    measure
        .call("read_notification", 2, post.clone(), &format!("notifications/{id}/read/"), none.clone())
        .await;
    measure.call("read_all_notifications", 2, post.clone(), "notifications/read-all/", none.clone()).await;
    for _ in 0..19 {
        stage.room(1, "public").await;
    }
    measure.call("list_rooms", 1, get.clone(), "rooms/?limit=20", none.clone()).await;
    measure.call("list_rooms_foreign", 3, get.clone(), "rooms/?limit=20", none.clone()).await;
    measure.call("get_me", 1, get.clone(), "me/", none.clone()).await;
    measure.call("get_room", 2, get.clone(), &format!("rooms/{room}/"), none.clone()).await;
    measure.call("list_members", 2, get.clone(), &format!("rooms/{room}/members/"), none.clone()).await;
    measure.call("update_room", 1, patch.clone(), &format!("rooms/{room}/"), json!({"name": "new"})).await;
    measure
        .call("invite_user", 1, post.clone(), &format!("rooms/{room}/invite/"), json!({"user_id": 9}))
        .await;
    measure
        .call(
            "update_member",
            1,
            patch.clone(),
            &format!("rooms/{room}/members/2/"),
            json!({"is_muted": true}),
        )
        .await;
    measure.of("disconnect", async { roomcast_functions::socket::disconnect(&stage.app, &two).await }).await;
    measure
        .call("ban_member", 1, patch, &format!("rooms/{room}/members/2/"), json!({"is_banned": true}))
        .await;
    stage.run_jobs().await;
    stage.post(4, &format!("rooms/{room}/join/"), none.clone()).await;
    measure.call("leave_room", 4, post.clone(), &format!("rooms/{room}/leave/"), none.clone()).await;
    stage.run_jobs().await;
    stage.post(4, &format!("rooms/{room}/join/"), none.clone()).await;
    measure.call("leave_room_last_admin", 1, post, &format!("rooms/{room}/leave/"), none).await;
    measure.found
}

#[tokio::test]
async fn every_operation_stays_within_its_documented_budget() {
    let (found, documented) = (measure().await, documented());
    let lines = found
        .iter()
        .map(|(name, [w, r, calls, posts])| format!("| `{name}` | {w} | {r} | {calls} | {posts} |"));
    println!("{}", lines.collect::<Vec<_>>().join("\n"));
    let names = |table: &BTreeMap<String, Budget>| table.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&documented), "the page and the test name the same operations");
    for (name, measured) in &found {
        for (measured, (allowed, unit)) in
            measured.iter().zip(documented[name].iter().zip(["WRU", "RRU", "calls", "posts"]))
        {
            assert!(measured <= allowed, "{name}: {measured} {unit}, documented are {allowed}");
        }
    }
}
