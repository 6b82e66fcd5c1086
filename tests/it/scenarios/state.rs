//! Who follows the live events ends where a fresh look starts: users do whatever can be done, in an
//! order drawn by a seed, while observers take one look after `live` and then only follow frames,
//! as a front end does. In the end each of them knows what REST shows.
//!
//! `ROOMCAST_SEED=7` makes one run again, `ROOMCAST_RUNS=50` more of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use roomcast_tests::world::{Actor, Answer, Socket, World};
use serde_json::{Value, json};

/// Runs, unless `ROOMCAST_RUNS` says otherwise.
const RUNS: u64 = 4;
/// Steps of a run.
const STEPS: usize = 70;
/// Messages that an observer's first look shows.
const SHOWN: usize = 10;

/// What an observer knows.
#[derive(Debug, Clone, PartialEq)]
struct State {
    room: Value,
    members: BTreeMap<u64, Value>,
    online: BTreeSet<u64>,
    messages: BTreeMap<u64, Value>,
    read: u64,
    unread: u64,
}

/// What a message shows, whether a frame or REST brought it.
fn shown(message: &Value) -> Value {
    let fields = "id seq sender message_type content file_url file_name file_size is_edited is_deleted reply_to created_at updated_at client_message_id";
    fields
        .split(' ')
        .map(|field| (field.to_owned(), message[field].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// What a room shows, whether a frame or its detail brought it; who counts is counted apart.
fn room_shown(room: &Value) -> Value {
    let fields = "id name description room_type created_by is_active max_members created_at updated_at";
    fields
        .split(' ')
        .map(|field| (field.to_owned(), room[field].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// What a member shows.
fn member_shown(member: &Value) -> (u64, Value) {
    let fields = ["user", "role", "is_muted"].map(|field| (field.to_owned(), member[field].clone()));
    (number(&member["id"]), fields.into_iter().collect::<serde_json::Map<_, _>>().into())
}

impl State {
    /// A fresh look, at messages from number `first` on.
    async fn look(who: &Actor, room: u64, first: Option<u64>) -> Self {
        let path = format!("rooms/{room}");
        let detail = who.detail(room).await;
        let members = who.get(&format!("{path}/members/")).await.expect(200);
        let size = if first.is_some() { 100 } else { SHOWN };
        let page = who.get(&format!("{path}/messages/?page_size={size}")).await.expect(200);
        let members = members.as_array().unwrap();
        let count = number(&detail["member_count"]);
        assert_eq!(count, members.len() as u64);
        let messages = page["messages"].as_array().unwrap().iter();
        let messages = messages.map(|message| (number(&message["seq"]), shown(message)));
        Self {
            room: room_shown(&detail),
            online: members.iter().filter(|m| m["is_online"] == true).map(|m| number(&m["id"])).collect(),
            members: members.iter().map(member_shown).collect(),
            messages: messages.filter(|(seq, _)| first.is_none_or(|first| *seq >= first)).collect(),
            read: detail["last_read_message_id"].as_u64().map_or(0, |id| id & ((1 << 27) - 1)),
            unread: number(&detail["unread_count"]),
        }
    }

    /// What a frame changes.
    fn apply(&mut self, me: u64, frame: &Value) {
        let user = || number(&frame["user"]["id"]);
        match frame["type"].as_str().unwrap() {
            "chat_message" => self.add(me, &frame["message"]),
            "message_updated" => {
                if let Some(message) = self.messages.get_mut(&number(&frame["message"]["seq"])) {
                    *message = shown(&frame["message"]);
                }
            }
            "message_deleted" => {
                if let Some(message) = self.messages.get_mut(&number(&frame["seq"])) {
                    message["content"] = json!("[消息已删除]");
                    message["is_deleted"] = json!(true);
                    message["updated_at"] = frame["updated_at"].clone();
                    for field in ["file_url", "file_name", "file_size"] {
                        message[field] = Value::Null;
                    }
                }
            }
            "room_updated" => self.room = room_shown(&frame["room"]),
            "member_joined" | "member_updated" => {
                let role = frame.get("role").cloned().unwrap_or_else(|| json!("member"));
                let member = json!({"user": frame["user"], "role": role, "is_muted": frame["is_muted"]});
                self.members.insert(user(), member);
            }
            "member_left" => drop(self.members.remove(&user())),
            "user_join" => drop(self.online.insert(user())),
            "user_leave" => drop(self.online.remove(&user())),
            "read" if user() == me => self.read_to(number(&frame["message_id"]) & ((1 << 27) - 1)),
            "read" | "typing" | "connection_established" | "live" => {}
            other => panic!("an observer got {other}: {frame}"),
        }
    }

    fn add(&mut self, me: u64, message: &Value) {
        let seq = number(&message["seq"]);
        let last = self.messages.keys().last().copied();
        assert!(last.is_none_or(|last| seq <= last + 1), "number {seq} came after {last:?}");
        self.messages.entry(seq).or_insert_with(|| shown(message));
        if number(&message["sender"]["id"]) == me {
            self.read = self.read.max(seq);
        }
        self.read_to(self.read);
    }

    fn read_to(&mut self, seq: u64) {
        self.read = self.read.max(seq);
        self.unread = self.messages.keys().last().map_or(0, |last| last.saturating_sub(self.read));
    }

    /// What differs, for whoever reads a failure.
    fn differences(&self, fresh: &Self) -> String {
        let pairs = [
            ("room", json!(self.room), json!(fresh.room)),
            ("members", json!(self.members), json!(fresh.members)),
            ("online", json!(self.online), json!(fresh.online)),
            ("read", json!([self.read, self.unread]), json!([fresh.read, fresh.unread])),
        ];
        let numbers: BTreeSet<u64> = self.messages.keys().chain(fresh.messages.keys()).copied().collect();
        let messages = numbers.into_iter().map(|seq| {
            let of = |state: &Self| json!(state.messages.get(&seq));
            ("message", of(self), of(fresh))
        });
        let differing = pairs.into_iter().chain(messages).filter(|(_, own, fresh)| own != fresh);
        let lines =
            differing.map(|(what, own, fresh)| format!("{what}\n  followed {own}\n  fresh    {fresh}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Without the presence of users who are no members, which REST does not show.
    fn visible(mut self) -> Self {
        let members = &self.members;
        self.online.retain(|user| members.contains_key(user));
        self
    }
}

/// Somebody who only follows.
struct Observer {
    who: Actor,
    socket: Socket,
    state: State,
}

impl Observer {
    async fn new(who: Actor, room: u64) -> Self {
        let mut socket = who.try_connect(&format!("chat/{room}/")).await.expect("a connection");
        socket.next("live").await;
        let state = State::look(&who, room, None).await;
        Self { who, socket, state }
    }

    /// Reads everything that was sent before.
    async fn follow(&mut self) {
        for frame in self.socket.so_far().await {
            self.state.apply(self.who.id, &frame);
        }
        assert!(!self.socket.was_closed(), "{:?}", self.socket.seen());
    }

    /// Comes back with the number of the last message that it has; what else it shows it reads again.
    async fn come_back(&mut self, room: u64) {
        let since = self.state.messages.values().last().map_or(0, |message| number(&message["id"]));
        let path = format!("chat/{room}/?since={since}");
        self.socket = self.who.try_connect(&path).await.expect("a connection");
        loop {
            let frame = self.socket.any().await.expect("it stays open");
            self.state.apply(self.who.id, &frame);
            if frame["type"] == "live" {
                break;
            }
        }
        let seqs: Vec<u64> = self.state.messages.keys().copied().collect();
        let state = State::look(&self.who, room, seqs.first().copied()).await;
        let found = state.messages.keys().copied().filter(|seq| *seq <= *seqs.last().unwrap_or(&0));
        assert_eq!(found.collect::<Vec<_>>(), seqs, "what was missed is replayed without a gap");
        self.state = state;
    }
}

/// Somebody who does things.
struct Walker {
    who: Actor,
    sockets: Vec<Socket>,
}

/// One run.
struct Run {
    rng: SmallRng,
    room: u64,
    walkers: Vec<Walker>,
    /// Everybody, observers included.
    users: Vec<Actor>,
    sent: Vec<(u64, u64)>,
    next: usize,
}

const ACTIONS: [&str; 30] = [
    "send",
    "send",
    "send",
    "say",
    "say",
    "reply",
    "mention",
    "file",
    "edit",
    "edit",
    "delete",
    "read",
    "read_room",
    "say_read",
    "join",
    "join",
    "leave",
    "invite",
    "ban",
    "unban",
    "mute",
    "remove",
    "role",
    "rename",
    "seats",
    "notifications",
    "connect",
    "connect",
    "disconnect",
    "typing",
];

impl Run {
    async fn step(&mut self) {
        let action = *ACTIONS.choose(&mut self.rng).unwrap();
        let at = self.rng.random_range(0..self.users.len());
        let who = self.users[at].clone();
        let room = self.room;
        let path = format!("rooms/{room}");
        self.next += 1;
        let text = format!("text {}", self.next);
        let answer = match action {
            "say" | "say_read" | "typing" | "connect" | "disconnect" => {
                return self.by_socket(action, &text).await;
            }
            "send" => self.send(&who, json!({"content": text})).await,
            "reply" => {
                let id = self.any_message().map(|(id, _)| id);
                self.send(&who, json!({"content": text, "reply_to": id, "client_message_id": text})).await
            }
            "mention" => {
                let name = format!("@w{} {text}", self.rng.random_range(0..4));
                self.send(&who, json!({"content": name})).await
            }
            "file" => {
                let file = json!({"message_type": "file", "file_url": "https://example.com/f", "file_name": "f", "file_size": 7});
                self.send(&who, file).await
            }
            "edit" | "delete" | "read" => self.on_message(action, &who, &text).await,
            "read_room" => who.post(&format!("{path}/read/"), Value::Null).await,
            "notifications" => return notifications(&who).await,
            "rename" => who.patch(&format!("{path}/"), json!({"name": text, "description": "d"})).await,
            "seats" => {
                who.patch(&format!("{path}/"), json!({"max_members": self.rng.random_range(2..20)})).await
            }
            _ => self.on_membership(action).await,
        };
        assert!(answer.status < 500, "{action}: {answer:?}");
    }

    fn any_message(&mut self) -> Option<(u64, u64)> {
        self.sent.choose(&mut self.rng).copied()
    }

    async fn send(&mut self, who: &Actor, body: Value) -> Answer {
        let answer = who.post(&format!("rooms/{}/messages/", self.room), body).await;
        if answer.status == 201 {
            self.sent.push((number(&answer.body["id"]), who.id));
        }
        answer
    }

    async fn on_message(&mut self, action: &str, who: &Actor, text: &str) -> Answer {
        let Some((id, sender)) = self.any_message() else { return who.get("me/").await };
        let sender = self.users.iter().find(|user| user.id == sender).unwrap_or(who).clone();
        let mine = self.rng.random_bool(0.7);
        let who = if mine && action != "read" { &sender } else { who };
        match action {
            "edit" => who.patch(&format!("messages/{id}/"), json!({"content": text})).await,
            "delete" => who.delete(&format!("messages/{id}/delete/")).await,
            _ => who.post(&format!("messages/{id}/read/"), Value::Null).await,
        }
    }

    /// A walker's own or somebody's deed to a walker: observers stay.
    async fn on_membership(&mut self, action: &str) -> Answer {
        let path = format!("rooms/{}", self.room);
        let walker = self.walkers[self.rng.random_range(0..self.walkers.len())].who.clone();
        // Mostly the owner's, who may.
        let by = if self.rng.random_bool(0.6) {
            self.users[0].clone()
        } else {
            self.users.choose(&mut self.rng).unwrap().clone()
        };
        let member = format!("{path}/members/{}/", walker.id);
        let yes = self.rng.random_bool(0.5);
        match action {
            "join" => walker.post(&format!("{path}/join/"), Value::Null).await,
            "leave" => walker.post(&format!("{path}/leave/"), Value::Null).await,
            "invite" => by.post(&format!("{path}/invite/"), json!({"user_id": walker.id})).await,
            "ban" => by.patch(&member, json!({"is_banned": true})).await,
            "unban" => by.patch(&member, json!({"is_banned": false})).await,
            "mute" => by.patch(&member, json!({"is_muted": yes})).await,
            "role" => by.patch(&member, json!({"role": if yes { "admin" } else { "member" }})).await,
            "remove" => by.delete(&member).await,
            other => panic!("{other} is no action"),
        }
    }

    async fn by_socket(&mut self, action: &str, text: &str) {
        let (room, at) = (self.room, self.rng.random_range(0..self.walkers.len()));
        let message = self.any_message().map(|(id, _)| id);
        let walker = &mut self.walkers[at];
        if action == "connect" {
            if let Ok(mut socket) = walker.who.try_connect(&format!("chat/{room}/")).await
                && !ends(&mut socket, |frame| frame["type"] == "live").await
            {
                walker.sockets.push(socket);
            }
            return;
        }
        let Some(mut socket) = walker.sockets.pop() else { return };
        let frame = match action {
            "say" => json!({"type": "chat_message", "content": text, "client_message_id": text}),
            "say_read" => json!({"type": "read", "message_id": message}),
            "typing" => json!({"type": "typing", "is_typing": true}),
            _ => return drop(socket),
        };
        if !socket.try_say(frame).await || !socket.try_say(json!({"type": "ping"})).await {
            return; // closed meanwhile
        }
        let mut sent = None;
        let closed = ends(&mut socket, |frame| {
            if frame["message"]["client_message_id"] == text {
                sent = Some(number(&frame["message"]["id"]));
            }
            let answered = action != "say" || sent.is_some() || frame["type"] == "error";
            answered && (action == "say" || frame["type"] == "pong")
        });
        if !closed.await {
            walker.sockets.push(socket);
        }
        self.sent.extend(sent.map(|id| (id, walker.who.id)));
    }
}

/// Reads up to such a frame; true if the connection ended before.
async fn ends(socket: &mut Socket, mut is_it: impl FnMut(&Value) -> bool) -> bool {
    loop {
        match socket.any().await {
            Some(frame) if is_it(&frame) => return false,
            Some(_) => {}
            None => return true,
        }
    }
}

/// Reads one notification and then all.
async fn notifications(who: &Actor) {
    if let Some(one) = who.notifications().await.first() {
        who.post(&format!("notifications/{}/read/", one["id"]), Value::Null).await.expect(200);
    }
    who.post("notifications/read-all/", Value::Null).await.expect(200);
    assert!(who.notifications().await.iter().all(|notification| notification["is_read"] == true));
}

/// Follows until everything that is on its way has come; then the state must be the one that REST
/// shows. What never comes is not waited for longer than two seconds.
async fn compare(observer: &mut Observer, room: u64, name: &str) {
    let first = observer.state.messages.keys().next().copied();
    for attempt in 0.. {
        observer.follow().await;
        let fresh = State::look(&observer.who, room, Some(first.unwrap_or(1))).await.visible();
        let own = observer.state.clone().visible();
        if own == fresh {
            return;
        }
        assert!(attempt < 40, "{name}:\n{}", own.differences(&fresh));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn run(world: &World, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    let kind = *["public", "group", "private"].choose(&mut rng).unwrap();
    let watchers: Vec<Actor> = (0..3).map(|n| world.user(&format!("o{n}"))).collect();
    let walkers: Vec<Walker> =
        (0..4).map(|n| Walker { who: world.user(&format!("w{n}")), sockets: Vec::new() }).collect();
    let room = watchers[0].room(kind).await;
    let users: Vec<Actor> = watchers.iter().cloned().chain(walkers.iter().map(|w| w.who.clone())).collect();
    for user in &users[1..] {
        watchers[0].post(&format!("rooms/{room}/invite/"), json!({"user_id": user.id})).await.expect(200);
        if watchers.iter().any(|watcher| watcher.id == user.id) || rng.random_bool(0.5) {
            user.join(room).await;
        }
    }
    let mut run = Run { rng, room, walkers, users, sent: Vec::new(), next: 0 };
    for _ in 0..15 {
        run.step().await;
    }
    let mut observers = Vec::new();
    for who in watchers {
        observers.push(Observer::new(who, room).await);
        run.step().await; // between two looks
    }
    for step in 0..STEPS {
        let leaves = run.rng.random_bool(0.1);
        if leaves {
            let observer = &mut observers[2];
            observer.follow().await;
            observer.socket.leave().await;
        }
        run.step().await;
        if leaves {
            run.step().await;
            observers[2].come_back(room).await;
        }
        if step % 7 == 0 {
            observers[0].follow().await;
        }
    }
    for observer in &mut observers {
        compare(observer, room, &format!("seed {seed}, a {kind} room")).await;
    }
}

#[tokio::test]
async fn who_follows_the_frames_knows_what_a_fresh_look_shows() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    #[allow(clippy::disallowed_methods)] // a test's own variables
    let given = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seeds = match given("ROOMCAST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..given("ROOMCAST_RUNS").unwrap_or(RUNS),
    };
    for seed in seeds {
        println!("ROOMCAST_SEED={seed}");
        run(&world, seed).await;
    }
}
