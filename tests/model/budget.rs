//! Every operation's request units, as the engine counts them the way DynamoDB does, held to the
//! table in `docs/data-model.md`. The document and the test name the same operations.

use std::collections::BTreeMap;

use http::Method;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::socket;
use roomcast_tests::engine::Units;
use roomcast_tests::stage::Stage;
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

/// A text of `length` characters.
fn text(length: usize) -> String {
    "x".repeat(length)
}

impl Measure {
    /// Sends messages by REST and by WebSocket; the room ends with a page of 20 messages of 250 bytes.
    async fn send(&mut self, messages: &str, connection: &ConnectionId) {
        let (stage, post) = (self.stage.clone(), Method::POST);
        self.call("send_message", 1, post.clone(), messages, json!({"content": text(500)})).await;
        let named = json!({"content": text(500), "client_message_id": "k"});
        self.call("send_message_named", 1, post.clone(), messages, named.clone()).await;
        self.call("send_message_repeated", 1, post.clone(), messages, named).await;
        self.call("send_message_mention", 1, post.clone(), messages, json!({"content": "@u2 look"})).await;
        let frame = json!({"type": "chat_message", "content": text(500)});
        self.of("receive_first", stage.say(connection, frame.clone())).await;
        self.of("receive", stage.say(connection, frame)).await;
        self.of("typing", stage.say(connection, json!({"type": "typing", "is_typing": true}))).await;
        self.of("ping", stage.say(connection, json!({"type": "ping"}))).await;
        self.of("user_join", stage.say(connection, json!({"type": "user_join"}))).await;
        stage.pass_ms(3_700_000);
        self.call("send_message_hourly", 1, post, messages, json!({"content": text(400)})).await;
        for _ in 0..20 {
            stage.post(1, messages, json!({"content": text(250)})).await;
        }
    }

    /// Reads, edits and deletes messages.
    async fn use_messages(&mut self, messages: &str) {
        let (get, post, none) = (Method::GET, Method::POST, Value::Null);
        let page = self.call("list_messages", 2, get.clone(), messages, none.clone()).await;
        let id = page["messages"][0]["id"].as_u64().expect("an id");
        let deep = format!("{messages}?page=2&page_size=10");
        self.call("list_messages_deep", 2, get.clone(), &deep, none.clone()).await;
        self.call("get_message", 2, get.clone(), &format!("messages/{id}/"), none.clone()).await;
        self.call("read_message", 2, post.clone(), &format!("messages/{id}/read/"), none.clone()).await;
        let edit = json!({"content": "y"});
        self.call("edit_message", 1, Method::PATCH, &format!("messages/{id}/"), edit).await;
        let delete = format!("messages/{id}/delete/");
        self.call("delete_message", 1, Method::DELETE, &delete, none.clone()).await;
        self.call("list_notifications", 2, get, "notifications/", none.clone()).await;
        let read = format!("notifications/{id}/read/");
        self.call("read_notification", 2, post.clone(), &read, none.clone()).await;
        self.call("read_all_notifications", 2, post, "notifications/read-all/", none).await;
    }

    /// Lists rooms and members, and changes the room.
    async fn use_rooms(&mut self, room: u64) {
        let (get, none) = (Method::GET, Value::Null);
        for _ in 0..19 {
            self.stage.room(1, "public").await;
        }
        self.call("list_rooms", 1, get.clone(), "rooms/?limit=20", none.clone()).await;
        self.call("list_rooms_foreign", 3, get.clone(), "rooms/?limit=20", none.clone()).await;
        self.call("get_me", 1, get.clone(), "me/", none.clone()).await;
        self.call("get_room", 2, get.clone(), &format!("rooms/{room}/"), none.clone()).await;
        self.call("list_members", 2, get, &format!("rooms/{room}/members/"), none).await;
        let name = json!({"name": "new"});
        self.call("update_room", 1, Method::PATCH, &format!("rooms/{room}/"), name).await;
        let invited = json!({"user_id": 9});
        self.call("invite_user", 1, Method::POST, &format!("rooms/{room}/invite/"), invited).await;
        let muted = json!({"is_muted": true});
        self.call("update_member", 1, Method::PATCH, &format!("rooms/{room}/members/2/"), muted).await;
    }

    /// Ends connections and memberships.
    async fn end_memberships(&mut self, room: u64, connection: &ConnectionId) {
        let (stage, post, none) = (self.stage.clone(), Method::POST, Value::Null);
        self.of("disconnect", socket::disconnect(&stage.app, connection)).await;
        let banned = json!({"is_banned": true});
        self.call("ban_member", 1, Method::PATCH, &format!("rooms/{room}/members/2/"), banned).await;
        stage.run_jobs().await;
        let (join, leave) = (format!("rooms/{room}/join/"), format!("rooms/{room}/leave/"));
        stage.post(4, &join, none.clone()).await;
        self.call("leave_room", 4, post.clone(), &leave, none.clone()).await;
        stage.run_jobs().await;
        stage.post(4, &join, none.clone()).await;
        self.call("leave_room_last_admin", 1, post, &leave, none).await;
    }
}

/// Measures every operation once, in a room with two members and their connections.
async fn measure() -> BTreeMap<String, Budget> {
    let stage = Stage::new(false).await;
    let (mut measure, none) = (Measure { stage: stage.clone(), found: BTreeMap::new() }, Value::Null);
    // A user's names are looked for once in a process.
    for user in 1..=4 {
        stage.get(user, "me/").await;
    }
    stage.run_jobs().await;
    let new_room = json!({"name": "room", "room_type": "public"});
    measure.call("create_room", 1, Method::POST, "rooms/", new_room).await;
    let room = 1;
    measure.call("join_room", 2, Method::POST, &format!("rooms/{room}/join/"), none).await;
    let connect = async { stage.connect(1, "room_id=1").await.expect("a connection").0 };
    let one = measure.of("connect", connect).await;
    measure.of("greet", stage.run_jobs()).await;
    let two = stage.live(2, room).await;
    let messages = format!("rooms/{room}/messages/");
    measure.send(&messages, &one).await;
    measure.use_messages(&messages).await;
    measure.use_rooms(room).await;
    measure.end_memberships(room, &two).await;
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
