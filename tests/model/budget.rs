//! The request units of every operation, as the engine counts them the way DynamoDB does, held to the
//! table in `docs/data-model.md`. The document and the test name the same operations, and every endpoint
//! has a row.

use std::collections::BTreeMap;

use http::Method;
use roomcast_domain::{Emoji, MessageId, UserId};
use roomcast_functions::http::endpoint::Handler;
use roomcast_functions::http::router::ENDPOINTS;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::socket;
use roomcast_tests::engine::Units;
use roomcast_tests::stage::{NAMELESS, Stage};
use serde_json::{Value, json};

/// Largest numbers of write units, read units, calls and posts; then write and read units where every
/// message is as long as a message can be.
type Budget = [f64; 6];
/// Write units, read units, calls and posts of one run.
type Costs = [f64; 4];

/// The room of the measured operations.
const ROOM: u64 = 1;

fn documented() -> BTreeMap<String, Budget> {
    let page = include_str!("../../docs/data-model.md");
    let table = page.split("<!-- budgets -->").nth(1).expect("the page has its table");
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells.first()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        let number = |at: usize| cells.get(at)?.parse().ok();
        Some((name, [number(1)?, number(2)?, number(3)?, number(4)?, number(5)?, number(6)?]))
    };
    table.lines().filter_map(row).collect()
}

/// The texts of the messages that are sent.
#[derive(Clone, Copy)]
enum Text {
    /// Latin letters: 500 for a message that is measured, 250 in a page.
    Usual,
    /// 4,000 Chinese characters, the longest text.
    Largest,
}

impl Text {
    fn of(self, length: usize) -> String {
        match self {
            Self::Usual => "x".repeat(length),
            Self::Largest => "文".repeat(4_000),
        }
    }
}

/// A stage, and what the operations on it have cost.
struct Measure {
    stage: Stage,
    text: Text,
    found: BTreeMap<String, Costs>,
}

impl Measure {
    async fn of<T>(&mut self, name: &str, work: impl Future<Output = T>) -> T {
        self.stage.engine().take_units();
        self.stage.take_posts();
        let done = work.await;
        let Units { write, read, calls } = self.stage.engine().take_units();
        #[allow(clippy::cast_precision_loss)]
        let costs = [write, read, calls as f64, self.stage.take_posts() as f64];
        self.found.insert(name.to_owned(), costs);
        done
    }

    async fn call(&mut self, name: &str, user: u64, method: Method, path: &str, body: Value) -> Value {
        let stage = self.stage.clone();
        let answer = self.of(name, stage.call(user, method, path, body)).await;
        assert!(answer.status < 300, "{name}: {answer:?}");
        answer.body
    }

    async fn get(&mut self, name: &str, user: u64, path: &str) -> Value {
        self.call(name, user, Method::GET, path, Value::Null).await
    }

    async fn post(&mut self, name: &str, user: u64, path: &str, body: Value) -> Value {
        self.call(name, user, Method::POST, path, body).await
    }

    async fn say(&mut self, name: &str, connection: &ConnectionId, frame: Value) {
        let stage = self.stage.clone();
        self.of(name, stage.say(connection, frame)).await;
    }
}

/// Runs every operation once, in a room with two members and their connections.
async fn measure(text: Text) -> BTreeMap<String, Costs> {
    let stage = Stage::new(false).await;
    let mut measure = Measure { stage, text, found: BTreeMap::new() };
    let connections = open(&mut measure).await;
    send(&mut measure).await;
    speak(&mut measure, &connections[0]).await;
    let message = read(&mut measure).await;
    react(&mut measure, message).await;
    pin(&mut measure, message).await;
    change(&mut measure, message).await;
    list(&mut measure).await;
    answer(&mut measure).await;
    subscribe(&mut measure).await;
    report(&mut measure).await;
    moderate(&mut measure, &connections[1]).await;
    leave(&mut measure).await;
    talk_directly(&mut measure).await;
    measure.found
}

/// A room with two live connections, of users 1 and 2.
async fn open(measure: &mut Measure) -> [ConnectionId; 2] {
    let stage = measure.stage.clone();
    // A user's names are looked up once in a process.
    for user in 1..=4 {
        stage.get(user, "me/").await;
    }
    stage.run_jobs().await;
    let room = json!({"name": "room", "room_type": "public"});
    measure.post("create_room", 1, "rooms/", room).await;
    measure.post("join_room", 2, &format!("rooms/{ROOM}/join/"), Value::Null).await;
    let connect = async { stage.connect(1, "room_id=1").await.expect("a connection").0 };
    let one = measure.of("connect", connect).await;
    measure.of("greet", stage.run_jobs()).await;
    [one, stage.live(2, ROOM).await]
}

async fn send(measure: &mut Measure) {
    let path = format!("rooms/{ROOM}/messages/");
    let text = measure.text.of(500);
    measure.post("send_message", 1, &path, json!({"content": text})).await;
    let named = json!({"content": text, "client_message_id": "k"});
    measure.post("send_message_named", 1, &path, named.clone()).await;
    measure.post("send_message_repeated", 1, &path, named).await;
    measure.post("send_message_mention", 1, &path, json!({"content": mention(measure.text)})).await;
}

fn mention(text: Text) -> String {
    let mention = "@u2 look";
    match text {
        Text::Usual => mention.to_owned(),
        Text::Largest => format!("{mention}{}", "文".repeat(4_000 - mention.len())),
    }
}

async fn speak(measure: &mut Measure, connection: &ConnectionId) {
    let message = json!({"type": "chat_message", "content": measure.text.of(500)});
    measure.say("receive_first", connection, message.clone()).await;
    measure.say("receive", connection, message).await;
    measure.say("typing", connection, json!({"type": "typing", "is_typing": true})).await;
    measure.say("ping", connection, json!({"type": "ping"})).await;
    measure.say("user_join", connection, json!({"type": "user_join"})).await;
    measure.stage.pass_ms(3_700_000);
    let path = format!("rooms/{ROOM}/messages/");
    measure.post("send_message_hourly", 1, &path, json!({"content": measure.text.of(400)})).await;
}

/// Reads a page of 20 messages; answers the newest one's id.
/// Two users react to a message with the same emoji; the second does it twice.
async fn react(measure: &mut Measure, message: u64) {
    let path = format!("messages/{message}/reactions/");
    for (name, user) in [("react_first", 1), ("react", 2), ("react_again", 2)] {
        measure.call(name, user, Method::PUT, &path, json!({"emoji": "👍", "on": true})).await;
    }
}

async fn read(measure: &mut Measure) -> u64 {
    let path = format!("rooms/{ROOM}/messages/");
    for _ in 0..20 {
        measure.stage.post(1, &path, json!({"content": measure.text.of(250)})).await;
    }
    let page = measure.get("list_messages", 2, &path).await;
    let id = page["messages"][0]["id"].as_u64().expect("an id");
    measure.get("list_messages_deep", 2, &format!("{path}?page=2&page_size=10")).await;
    measure.get("get_message", 2, &format!("messages/{id}/")).await;
    measure.get("search_room", 2, &format!("rooms/{ROOM}/search/?q=nothing")).await;
    measure.get("search_room_again", 2, &format!("rooms/{ROOM}/search/?q=nothing")).await;
    measure.post("read_message", 2, &format!("messages/{id}/read/"), Value::Null).await;
    id
}

/// An admin pins the message before, twice, and takes the pin back; then deletes it once it is pinned again.
async fn pin(measure: &mut Measure, newest: u64) {
    let (message, pin) = (newest - 1, format!("messages/{}/pin/", newest - 1));
    for (name, on) in [("pin_message", true), ("pin_message_again", true), ("unpin_message", false)] {
        measure.call(name, 1, Method::PUT, &pin, json!({"on": on})).await;
    }
    measure.stage.call(1, Method::PUT, &pin, json!({"on": true})).await;
    measure.get("list_pins", 2, &format!("rooms/{ROOM}/pins/")).await;
    let path = format!("messages/{message}/delete/");
    measure.call("delete_message_pinned", 1, Method::DELETE, &path, Value::Null).await;
}

async fn change(measure: &mut Measure, message: u64) {
    let path = format!("messages/{message}/");
    let edit = json!({"content": measure.text.of(250)});
    measure.call("edit_message", 1, Method::PATCH, &path, edit).await;
    measure.call("delete_message", 1, Method::DELETE, &format!("{path}delete/"), Value::Null).await;
    measure.get("list_notifications", 2, "notifications/").await;
    measure.post("read_notification", 2, &format!("notifications/{message}/read/"), Value::Null).await;
    measure.post("read_all_notifications", 2, "notifications/read-all/", Value::Null).await;
    measure.stage.post(1, &format!("rooms/{ROOM}/messages/"), json!({"content": "unread"})).await;
    measure.post("read_room", 2, &format!("rooms/{ROOM}/read/"), Value::Null).await;
    measure.post("mark_unread", 2, &format!("messages/{message}/unread/"), Value::Null).await;
    let file = json!({"file_name": "a.txt", "content_type": "text/plain", "file_size": 1});
    measure.post("upload_file", 2, "uploads/", file).await;
}

/// User 1 goes on from a message twice, so that nobody is mentioned, and user 2 reads the thread.
async fn answer(measure: &mut Measure) {
    let path = format!("rooms/{ROOM}/messages/");
    let text = measure.text.of(500);
    let root = measure.stage.post(1, &path, json!({"content": text})).await.body["id"].clone();
    let reply = json!({"content": text, "reply_to": root});
    measure.stage.post(1, &path, reply.clone()).await;
    measure.post("send_message_reply", 1, &path, reply).await;
    measure.get("get_thread", 2, &format!("messages/{root}/thread/")).await;
    measure.stage.post(1, &path, json!({"content": "a short one is the newest"})).await;
}

async fn list(measure: &mut Measure) {
    for _ in 0..19 {
        measure.stage.room(1, "public").await;
    }
    measure.get("list_rooms", 1, "rooms/?limit=20").await;
    measure.get("list_rooms_foreign", 3, "rooms/?limit=20").await;
    measure.get("get_me", 1, "me/").await;
    measure.get("get_me_nameless", NAMELESS, "me/").await;
    let chosen = |name: &str| json!({"username": name});
    measure.call("update_me", NAMELESS, Method::PATCH, "me/", chosen("first")).await;
    measure.call("update_me_again", NAMELESS, Method::PATCH, "me/", chosen("second")).await;
    let block = |on: bool| json!({"on": on});
    measure.call("block_user", 1, Method::PUT, "me/blocks/9/", block(true)).await;
    measure.call("block_user_again", 1, Method::PUT, "me/blocks/9/", block(true)).await;
    measure.get("list_blocks", 1, "me/blocks/").await;
    measure.call("unblock_user", 1, Method::PUT, "me/blocks/9/", block(false)).await;
    measure.get("get_room", 2, &format!("rooms/{ROOM}/")).await;
    measure.get("search_messages", 1, "search/?q=nothing").await;
    measure.get("get_standing", 2, &format!("rooms/{ROOM}/me/")).await;
    let silent = json!({"notify": "none"});
    measure.call("update_standing", 2, Method::PATCH, &format!("rooms/{ROOM}/me/"), silent).await;
    measure.get("list_members_by_id", 2, &format!("rooms/{ROOM}/members/?ids=1,2")).await;
    measure.get("list_members", 2, &format!("rooms/{ROOM}/members/")).await;
}

/// The user sockets of users 1 and 2; that of user 1 subscribes to the room.
async fn subscribe(measure: &mut Measure) {
    let stage = measure.stage.clone();
    stage.run_jobs().await;
    let connect = async { stage.connect(1, "").await.expect("a connection").0 };
    let socket = measure.of("connect_user_socket", connect).await;
    measure.of("greet_user_socket", stage.run_jobs()).await;
    let of_room = |kind: &str| json!({"type": kind, "room_id": ROOM});
    measure.say("subscribe", &socket, of_room("subscribe")).await;
    measure.of("greet_subscription", stage.run_jobs()).await;
    let other = stage.connect(2, "").await.expect("a connection").0;
    stage.run_jobs().await;
    let message = json!({"type": "chat_message", "room_id": ROOM, "content": measure.text.of(500)});
    measure.say("receive_with_activity", &socket, message).await;
    measure.say("ping_user_socket", &socket, json!({"type": "ping"})).await;
    let token = json!({"type": "token", "token": stage.token(1)});
    measure.say("renew_token", &socket, token).await;
    measure.say("unsubscribe", &socket, of_room("unsubscribe")).await;
    stage.say(&socket, of_room("subscribe")).await;
    stage.run_jobs().await;
    measure.of("disconnect_user_socket", socket::disconnect(&stage.app, &socket)).await;
    socket::disconnect(&stage.app, &other).await;
}

/// A visitor reports a message of user 2 twice; an admin sees the report and deletes it.
async fn report(measure: &mut Measure) {
    let stage = measure.stage.clone();
    let text = json!({"content": measure.text.of(250)});
    let message = stage.post(2, &format!("rooms/{ROOM}/messages/"), text).await.body["id"].clone();
    let (path, reason) = (format!("messages/{message}/report/"), json!({"reason": reason(measure.text)}));
    measure.post("report_message", 3, &path, reason.clone()).await;
    measure.post("report_message_again", 3, &path, reason).await;
    let reports = format!("rooms/{ROOM}/reports/");
    let id = measure.get("list_reports", 1, &reports).await[0]["id"].clone();
    measure.call("delete_report", 1, Method::DELETE, &format!("{reports}{id}/"), Value::Null).await;
}

fn reason(text: Text) -> String {
    match text {
        Text::Usual => "spam".to_owned(),
        Text::Largest => "文".repeat(500),
    }
}

async fn moderate(measure: &mut Measure, connection: &ConnectionId) {
    let (room, stage) = (format!("rooms/{ROOM}/"), measure.stage.clone());
    let member = format!("{room}members/2/");
    measure.call("update_room", 1, Method::PATCH, &room, json!({"name": "new"})).await;
    measure.post("invite_user", 1, &format!("{room}invite/"), json!({"user_id": 9})).await;
    measure.call("update_member", 1, Method::PATCH, &member, json!({"is_muted": true})).await;
    measure.of("disconnect", socket::disconnect(&stage.app, connection)).await;
    measure.call("ban_member", 1, Method::PATCH, &member, json!({"is_banned": true})).await;
    stage.run_jobs().await;
    stage.post(3, &format!("{room}join/"), Value::Null).await;
    measure.call("remove_member", 1, Method::DELETE, &format!("{room}members/3/"), Value::Null).await;
    stage.run_jobs().await;
}

async fn leave(measure: &mut Measure) {
    let (room, stage) = (format!("rooms/{ROOM}/"), measure.stage.clone());
    stage.post(4, &format!("{room}join/"), Value::Null).await;
    measure.post("leave_room", 4, &format!("{room}leave/"), Value::Null).await;
    stage.run_jobs().await;
    stage.post(4, &format!("{room}join/"), Value::Null).await;
    measure.post("leave_room_last_admin", 1, &format!("{room}leave/"), Value::Null).await;
}

/// The direct room of users 1 and 2, who both have a user socket.
async fn talk_directly(measure: &mut Measure) {
    let stage = measure.stage.clone();
    for user in [1, 2] {
        stage.connect(user, "").await.expect("a connection");
    }
    stage.run_jobs().await;
    stage.pass_ms(1);
    let other = |user: u64| json!({"user_id": user});
    let room = measure.post("open_direct_room", 1, "rooms/direct/", other(2)).await["id"].clone();
    measure.post("open_direct_room_again", 2, "rooms/direct/", other(1)).await;
    measure.post("leave_direct_room", 2, &format!("rooms/{room}/leave/"), Value::Null).await;
    let text = json!({"content": measure.text.of(500)});
    measure.post("send_message_direct", 1, &format!("rooms/{room}/messages/"), text).await;
}

#[tokio::test]
async fn every_operation_stays_within_its_documented_budget() {
    let (usual, largest) = (measure(Text::Usual).await, measure(Text::Largest).await);
    let found: BTreeMap<&String, Budget> = usual
        .iter()
        .map(|(name, [writes, reads, calls, posts])| {
            let [most_writes, most_reads, ..] = largest[name];
            (name, [*writes, *reads, *calls, *posts, most_writes, most_reads])
        })
        .collect();
    let documented = documented();
    for (name, costs) in &found {
        let cells: Vec<String> = costs.iter().map(ToString::to_string).collect();
        println!("| `{name}` | {} |", cells.join(" | "));
    }
    let names: Vec<&String> = documented.keys().collect();
    assert_eq!(
        found.keys().copied().collect::<Vec<_>>(),
        names,
        "the page and the test name the same operations"
    );
    let units = ["WRU", "RRU", "calls", "posts", "WRU of the longest text", "RRU of the longest text"];
    for (name, measured) in found {
        for ((measured, allowed), unit) in measured.iter().zip(documented[name]).zip(units) {
            assert!(*measured <= allowed, "{name}: {measured} {unit}, documented are {allowed}");
        }
    }
}

/// Users with the longest ids, one emoji.
#[tokio::test]
async fn a_reaction_costs_one_write_unit_for_a_hundred_users_and_nine_for_a_thousand() {
    let stage = Stage::new(false).await;
    let (emoji, id) = (Emoji::parse("👍").unwrap(), MessageId::new((1 << 27) | 1).unwrap());
    for count in 1..=1_000 {
        let user = UserId::new((1 << 53) - count).unwrap();
        let read = stage.app.store.messages().read_reactions(id).await.unwrap();
        stage.engine().take_units();
        stage.app.store.messages().react(read, user, &emoji, true).await.unwrap();
        let Units { write, .. } = stage.engine().take_units();
        let most = if count <= 100 { 1.0 } else { 9.0 };
        assert!(write <= most, "{write} units for user {count}");
    }
}

#[test]
fn every_endpoint_has_a_budget() {
    let documented = documented();
    for endpoint in ENDPOINTS.iter().filter(|endpoint| matches!(endpoint.handler, Handler::Caller(_))) {
        assert!(
            documented.contains_key(endpoint.name),
            "{}: measure it in tests/model/budget.rs and give it a row in docs/data-model.md",
            endpoint.name
        );
    }
}
