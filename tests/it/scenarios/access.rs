//! Access: every endpoint and socket, called by everybody who may stand to a room in some way.
//!
//! `access.txt` is the table: a line is an endpoint in a room of a type, a cell the answer to a caller:
//! the status, and the code of a refusal. A new endpoint needs a line for each type of room, or one line
//! for `any` room where its answer does not depend on one.

use std::collections::BTreeSet;

use roomcast_functions::http::router::ENDPOINTS;
use roomcast_tests::world::{Actor, World, is_gateway};

const TABLE: &str = include_str!("access.txt");

/// The callers: the columns of the table behind the endpoint and the type of the room.
const CALLERS: [&str; 8] = ["stranger", "invited", "banned", "left", "muted", "member", "admin", "guest"];

/// A line of the table.
struct Row {
    /// Method, path and body.
    endpoint: &'static str,
    room_type: &'static str,
    answers: Vec<&'static str>,
}

impl Row {
    fn parse(line: &'static str) -> Self {
        let mut cells = line.split('|').map(str::trim);
        let (endpoint, room_type) = (cells.next().expect("an endpoint"), cells.next().expect("a type"));
        Self { endpoint, room_type, answers: cells.collect() }
    }

    fn is_socket(&self) -> bool {
        self.endpoint.starts_with("CONNECT ")
    }

    /// Returns the row as the table should have it, with these answers.
    fn line(&self, answers: &[String]) -> String {
        let answers: Vec<_> = answers.iter().map(|answer| format!("{answer:<21}")).collect();
        format!("{:<57} | {:<7} | {}", self.endpoint, self.room_type, answers.join(" | "))
            .trim_end()
            .to_owned()
    }
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().skip(1).map(Row::parse)
}

/// A room of each type, with its owner.
struct Rooms {
    world: World,
    owner: Actor,
    public: u64,
    private: u64,
    group: u64,
    /// The owner's direct room with the user who calls as its `member`.
    direct: u64,
    friend: Actor,
}

impl Rooms {
    async fn new(world: World) -> Self {
        let owner = world.user("owner");
        let (public, private) = (owner.room("public").await, owner.room("private").await);
        let group = owner.room("group").await;
        let friend = world.user("friend");
        let direct = owner.direct(&friend).await;
        Self { world, owner, public, private, group, direct, friend }
    }

    fn room(&self, room_type: &str) -> u64 {
        match room_type {
            "private" => self.private,
            "group" => self.group,
            "direct" => self.direct,
            _ => self.public,
        }
    }

    /// Returns a new caller who stands to the room in this way.
    async fn caller(&self, room: u64, standing: &str) -> Actor {
        if standing == "guest" {
            return self.world.bearer("");
        }
        if room == self.direct && standing == "member" {
            return self.friend.clone();
        }
        let caller = self.world.user(standing);
        if room == self.direct {
            return caller; // nobody else can stand to it in any way
        }
        if standing != "stranger" {
            self.owner.invite(room, &caller).await;
        }
        if !matches!(standing, "stranger" | "invited") {
            caller.join(room).await;
        }
        match standing {
            "banned" => drop(self.owner.ban(room, &caller).await),
            "muted" => drop(self.owner.mute(room, &caller).await),
            "admin" => drop(self.owner.promote(room, &caller).await),
            "left" => caller.leave(room).await,
            _ => {}
        }
        caller
    }

    /// Calls the endpoint of a row in this way; returns the status, and the code of a refusal.
    async fn answer(&self, row: &Row, standing: &str) -> String {
        let room = self.room(row.room_type);
        let message = self.owner.send(room, "x").await["id"].to_string();
        let caller = self.caller(room, standing).await;
        let request = row.endpoint.replace("{room}", &room.to_string()).replace("{message}", &message);
        let request = request.replace("{owner}", &self.owner.id.to_string()).replace("{nobody}", "999999");
        let mut parts = request.splitn(3, ' ');
        let (method, path) = (parts.next().expect("a method"), parts.next().expect("a path"));
        let body = parts.next().unwrap_or_default();
        if method == "CONNECT" {
            let opened = if standing == "guest" {
                caller.open(path, &[]).await
            } else {
                caller.try_connect(path).await
            };
            return opened.map_or_else(|(status, body)| text(status, &body["code"]), |_| "101".to_owned());
        }
        let answer = caller.raw(method, path, &[], body.as_bytes().to_vec()).await;
        text(answer.status, &answer.body["code"])
    }

    /// Fails the test unless every row is answered as the table says.
    async fn check(&self, rows: impl Iterator<Item = Row>) {
        let mut wrong = Vec::new();
        for row in rows {
            let mut answers = Vec::new();
            for standing in CALLERS {
                answers.push(self.answer(&row, standing).await);
            }
            // API Gateway may drop the body of a refused handshake.
            let fits = |(given, expected): (&String, &&str)| {
                given == expected || is_gateway() && row.is_socket() && expected.starts_with(given.as_str())
            };
            if row.answers.len() != CALLERS.len() || !answers.iter().zip(&row.answers).all(fits) {
                wrong.push(row.line(&answers));
            }
        }
        assert!(
            wrong.is_empty(),
            "the answers differ from access.txt; these lines are:\n{}",
            wrong.join("\n")
        );
    }
}

fn text(status: u16, code: &serde_json::Value) -> String {
    code.as_str().map_or_else(|| status.to_string(), |code| format!("{status} {code}"))
}

#[tokio::test]
async fn every_endpoint_answers_every_caller_as_the_table_says() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    Rooms::new(world).await.check(rows().filter(|row| !row.is_socket())).await;
}

#[tokio::test]
async fn every_socket_answers_every_caller_as_the_table_says() {
    Rooms::new(World::any().await).await.check(rows().filter(Row::is_socket)).await;
}

/// Reduces a method and path to what tells endpoints apart: `GET rooms/{}/`.
fn shape(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    format!("{method} {}", parts.collect::<Vec<_>>().join("/"))
}

#[test]
fn every_endpoint_has_a_row_in_the_table() {
    let shape_of = |row: Row| {
        let (method, rest) = row.endpoint.split_once(' ').expect("a method and a path");
        shape(method, rest.split(' ').next().unwrap_or_default())
    };
    let known: BTreeSet<String> = rows().map(shape_of).collect();
    for endpoint in ENDPOINTS {
        let path = endpoint.path.trim_start_matches("/api/chat/");
        let shape = shape(endpoint.method.as_str(), path);
        assert!(known.contains(&shape), "add a row for `{}` ({shape}) to access.txt", endpoint.name);
    }
}
