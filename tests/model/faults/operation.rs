//! An operation that is played with faults, and the chat that it is played on.

use http::Method;
use roomcast_tests::stage::Stage;
use serde_json::{Value, json};

use super::act::Act;
use super::invariants::Table;
use super::play::{Play, WATCHERS, open, subscribe};

/// Checks the result of an operation; `Err` says what is wrong.
type Then = Box<dyn Fn(&Play, &Table) -> Result<(), String>>;

/// An operation with what must come of it.
pub struct Operation {
    pub name: &'static str,
    pub prepare: Vec<Act>,
    pub act: Act,
    /// Statuses, beside success, that a client may get when it tries again.
    pub also: &'static [u16],
    /// Watchers by their place in [`WATCHERS`], and the kind of a frame that each gets.
    pub tells: Vec<(usize, &'static str)>,
    /// Watchers whose connections the operation closes.
    pub closes: &'static [usize],
    /// Whether the client gave its message a `client_message_id`.
    pub named: bool,
    /// The room of the operation.
    pub room: u64,
    pub then: Then,
}

/// The id of a message.
pub fn id(room: u64, seq: u64) -> u64 {
    (room << 27) | seq
}

/// Room 1 is public: 1 is admin, 2 and 3 are members. Room 2 is private: 1 and 4 are admins, 2 and
/// 3 members, 5 is invited, 8 banned. Room 3 is public and has one member, 6. Everybody of
/// [`WATCHERS`] is connected and live.
pub async fn stage_set(stage: Stage) -> Stage {
    for (user, kind) in [(1, "public"), (1, "private"), (6, "public")] {
        stage.room(user, kind).await;
    }
    let good = async |user, method, path: &str, body| {
        let answer = stage.call(user, method, path, body).await;
        assert!(answer.status < 300, "{path}: {answer:?}");
    };
    for user in [2, 3] {
        good(user, Method::POST, "rooms/1/join/", Value::Null).await;
    }
    for user in [2, 3, 4, 5] {
        good(1, Method::POST, "rooms/2/invite/", json!({"user_id": user})).await;
        if user != 5 {
            good(user, Method::POST, "rooms/2/join/", Value::Null).await;
        }
    }
    good(1, Method::PATCH, "rooms/2/members/4/", json!({"role": "admin"})).await;
    good(1, Method::PATCH, "rooms/2/members/8/", json!({"is_banned": true})).await;
    for user in 1..=3 {
        good(user, Method::POST, "rooms/1/messages/", json!({"content": format!("of {user}")})).await;
    }
    good(1, Method::POST, "rooms/2/messages/", json!({"content": "secret"})).await;
    let mut opened = Vec::new();
    for (user, query) in WATCHERS {
        opened.push((query, open(&stage, user, query).await.expect("a connection")));
    }
    stage.run_jobs().await;
    for (query, connection) in &opened {
        subscribe(&stage, query, connection, None).await;
    }
    stage.run_jobs().await;
    stage.pass_ms(1); // a socket that opens in the moment of a message hears nothing of it
    stage
}

pub fn rest(user: u64, method: Method, path: &str, body: Value) -> Act {
    Act::Rest { user, method, path: path.to_owned(), body }
}

pub fn post(user: u64, path: &str, body: Value) -> Act {
    rest(user, Method::POST, path, body)
}

pub fn patch(user: u64, path: &str, body: Value) -> Act {
    rest(user, Method::PATCH, path, body)
}

pub fn operation(
    name: &'static str,
    act: Act,
    then: impl Fn(&Play, &Table) -> Result<(), String> + 'static,
) -> Operation {
    Operation {
        name,
        prepare: Vec::new(),
        act,
        also: &[],
        tells: Vec::new(),
        closes: &[],
        named: false,
        room: 1,
        then: Box::new(then),
    }
}

impl Operation {
    pub fn after(self, prepare: impl Into<Vec<Act>>) -> Self {
        Self { prepare: prepare.into(), ..self }
    }

    pub fn or(self, also: &'static [u16]) -> Self {
        Self { also, ..self }
    }

    pub fn tells(mut self, watchers: &[usize], kind: &'static str) -> Self {
        self.tells.extend(watchers.iter().map(|watcher| (*watcher, kind)));
        self
    }

    pub fn closes(self, closes: &'static [usize]) -> Self {
        Self { closes, ..self }
    }

    pub fn in_room(self, room: u64) -> Self {
        Self { room, ..self }
    }

    pub fn named(self) -> Self {
        Self { named: true, ..self }
    }
}

pub fn must(holds: bool, what: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.into()) }
}

/// The message is stored once, or, without a name of its own, once an attempt.
pub fn is_stored(room: u64, content: &'static str) -> impl Fn(&Play, &Table) -> Result<(), String> {
    move |play, table| {
        let messages = table.messages(room);
        let found = messages.iter().filter(|message| message["c"]["S"] == content).collect::<Vec<_>>();
        let named = found.iter().any(|message| message.get("ci").is_some());
        let most = if named { 1 } else { play.attempts };
        must((1..=most).contains(&found.len()), format!("{content} is stored {} times", found.len()))
    }
}

pub fn stands(user: u64, room: u64, standing: &'static str) -> impl Fn(&Play, &Table) -> Result<(), String> {
    move |_, table| {
        let found = table.standing(user, room);
        must(found == standing, format!("{user} is {found} in {room}, not {standing}"))
    }
}

pub fn is_told(user: u64, kind: &'static str, before: usize) -> impl Fn(&Play, &Table) -> Result<(), String> {
    move |_, table| {
        let found = table.notifications(user, kind);
        must(found > before, format!("{user} has {found} notifications {kind}"))
    }
}
