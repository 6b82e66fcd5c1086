//! A world: a running chat, seen from outside. Tests speak to it through [`Actor`]s and
//! [`Socket`]s, as any client does.
//!
//! [`World::any`] is a server process of the test's own, or the chat that the file named by
//! `ROOMCAST_WORLD` describes (`Door`): the same tests then run against a deployed stack. A test
//! that needs settings or a process of its own asks for [`World::local`] and is skipped there.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jsonwebtoken::{EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::documents;
use crate::door::{Door, SocketForm, given};
pub use crate::socket::Socket;

/// The secret of the worlds' tokens.
pub const SECRET: &str = "a secret of the tests, 32 bytes or more";
/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A running chat: a server process with a data directory of its own, or a given one.
pub struct World {
    /// Its address, `127.0.0.1:port`; empty for a given one.
    pub address: String,
    door: Door,
    client: reqwest::Client,
    own: Option<Own>,
    users: AtomicU64,
}

/// What a world of the test's own has.
struct Own {
    process: Child,
    settings: Vec<(String, String)>,
    directory: TempDir,
}

/// A binary of this build: in the folder of the test's own executable, or above it.
pub fn built(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a test has a path");
    let found =
        own.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|binary| binary.exists());
    found.unwrap_or_else(|| panic!("{name} is missing: run `cargo build --workspace --bins` first"))
}

/// The server.
pub fn binary() -> PathBuf {
    built("roomcast")
}

impl World {
    /// Starts a server with these settings beside `JWT_SECRET`; an empty one is not set.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        let mut all = vec![("JWT_SECRET".to_owned(), SECRET.to_owned())];
        all.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let directory = tempfile::tempdir().expect("a directory");
        let (process, address) = launch(directory.path(), &all).await;
        let door = Door::on_this_machine(&address);
        Self::behind(door, address, Some(Own { process, settings: all, directory }))
    }

    /// The given world, else a fresh one with default settings.
    pub async fn any() -> Self {
        match given() {
            Some(door) => Self::behind(door.clone(), String::new(), None),
            None => Self::start(&[]).await,
        }
    }

    /// A fresh world with these settings; none where a world is given: the test is skipped.
    pub async fn local(settings: &[(&str, &str)]) -> Option<Self> {
        if given().is_some() { None } else { Some(Self::start(settings).await) }
    }

    fn behind(door: Door, address: String, own: Option<Own>) -> Self {
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let client = builder.timeout(Duration::from_secs(30)).build().expect("a client");
        // Users are strangers to those of other runs.
        let first = rand::random_range(1 << 40..1 << 51);
        Self { address, door, client, own, users: AtomicU64::new(first) }
    }

    fn own(&self) -> &Own {
        self.own.as_ref().expect("a world of the test's own")
    }

    fn own_mut(&mut self) -> &mut Own {
        self.own.as_mut().expect("a world of the test's own")
    }

    /// The server's process id.
    pub fn process_id(&self) -> u32 {
        self.own().process.id().expect("the server runs")
    }

    /// The data directory.
    pub fn directory(&self) -> &Path {
        self.own().directory.path()
    }

    /// Ends the server at once, as a power switch would.
    pub async fn kill(&mut self) {
        self.own_mut().process.kill().await.expect("the server is killed");
    }

    /// Asks the server to end, and waits until it did; its exit code.
    pub async fn terminate(&mut self) -> Option<i32> {
        let id = self.process_id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().await.expect("a signal is sent");
        let ended = tokio::time::timeout(PATIENCE, self.own_mut().process.wait()).await;
        ended.expect("the server ends in time").expect("the server ends").code()
    }

    /// Starts the server again on the same data.
    pub async fn restart(&mut self) {
        let own = self.own();
        let (process, address) = launch(own.directory.path(), &own.settings).await;
        self.own_mut().process = process;
        self.door = Door::on_this_machine(&address);
        self.address = address;
    }

    /// A user with a new id.
    pub fn user(&self, username: &str) -> Actor {
        let id = self.users.fetch_add(1, Ordering::Relaxed);
        self.actor(id, username)
    }

    /// A user with this id.
    pub fn actor(&self, id: u64, username: &str) -> Actor {
        let claims = json!({"user_id": id, "username": username, "token_type": "access", "iat": now_s()});
        Actor { id, ..self.bearer(&token(claims)) }
    }

    /// Reads an absolute URL, as a browser does.
    pub async fn fetch(&self, url: &str) -> reqwest::Response {
        let host = &self.door.cloudfront_host;
        let request = match &self.door.emulator_url {
            Some(emulator) if url.starts_with(&format!("https://{host}/")) => self
                .client
                .get(url.replace(&format!("https://{host}"), emulator))
                .header("host", host)
                .header("x-forwarded-proto", "https"),
            _ => self.client.get(url),
        };
        request.send().await.unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    /// Somebody with this token.
    pub fn bearer(&self, token: &str) -> Actor {
        Actor { id: 0, token: token.to_owned(), client: self.client.clone(), door: self.door.clone() }
    }
}

async fn launch(directory: &Path, settings: &[(String, String)]) -> (Child, String) {
    let mut command = Command::new(binary());
    command.args(["serve", "--port", "0", "--demo", "--data-dir"]).arg(directory);
    command.env_clear();
    for (name, value) in settings {
        if value.is_empty() {
            command.env_remove(name)
        } else {
            command.env(name, value)
        };
    }
    command.stdout(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().expect("the server starts");
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let address = tokio::time::timeout(PATIENCE, async {
        loop {
            let line =
                lines.next_line().await.expect("its output").expect("the server listens before it ends");
            if let Some(address) = line.strip_prefix("listening on http://") {
                return address.to_owned();
            }
        }
    });
    (process, address.await.expect("the server listens in time"))
}

/// Seconds since 1970.
#[allow(clippy::disallowed_methods)] // tests live in real time
pub fn now_s() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs()
}

/// Waits until a token that expires at this second has expired, whoever reads the clock.
pub async fn outlive(expires_s: u64) {
    while now_s() <= expires_s {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The secret of the tokens of the world that the tests run against.
pub fn secret() -> &'static str {
    given().map_or(SECRET, |door| &door.jwt_secret)
}

/// Whether the tests run against API Gateway's own addresses, as an emulator or AWS has them.
pub fn is_gateway() -> bool {
    given().is_some_and(|door| door.ws_form == SocketForm::Query)
}

/// Whether the body of a refused handshake says this code; API Gateway may keep the body to itself.
pub fn says(body: &Value, code: &str) -> bool {
    body["code"] == code || (is_gateway() && body.get("code").is_none())
}

/// A token with these claims, good for an hour unless they say otherwise.
pub fn token(mut claims: Value) -> String {
    if claims.get("exp").is_none() {
        claims["exp"] = json!(now_s() + 3_600);
    }
    encode(&Header::default(), &claims, &EncodingKey::from_secret(secret().as_bytes()))
        .expect("claims are JSON")
}

/// The claims of a token, its signature unchecked.
pub fn claims(token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode::<Value>(token).expect("a token").claims
}

/// Somebody who uses the chat.
#[derive(Clone)]
pub struct Actor {
    /// The user's id.
    pub id: u64,
    /// The user's token.
    pub token: String,
    client: reqwest::Client,
    door: Door,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body.
    pub body: Value,
}

impl Answer {
    /// Fails the test unless the status is this one; the body.
    ///
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered {}", self.asked, self.body);
        self.body
    }

    /// Fails the test unless it is this refusal, in the form of all refusals.
    ///
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.body["code"].as_str()),
            (status, Some(code)),
            "{} answered {}",
            self.asked,
            self.body
        );
        let error = self.body["error"].as_str().unwrap_or_default();
        assert!(!error.is_empty(), "{} has no sentence", self.asked);
        assert!(
            matches!(status, 429 | 503) == self.headers.contains_key("retry-after"),
            "Retry-After of {status}"
        );
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Actor {
    /// A request below `/api/chat/`, as it is given.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let url = self.door.rest(path);
        let mut request =
            self.client.request(Method::from_bytes(method.as_bytes()).expect("a method"), &url).body(body);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("a body");
        let body = serde_json::from_slice(&body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
        let answer = Answer { asked: format!("{method} {path}"), status, headers, body };
        if url.contains("/api/chat/") {
            documents::check_answer(method, path, &answer);
        }
        answer
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, &[], Vec::new()).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.raw("POST", path, &[("content-type", "application/json")], bytes(&body)).await
    }

    /// PATCH.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.raw("PATCH", path, &[("content-type", "application/json")], bytes(&body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.raw("DELETE", path, &[], Vec::new()).await
    }

    /// Creates a room; its id.
    pub async fn room(&self, kind: &str) -> u64 {
        let made = self.post(
            "rooms/",
            json!({"name": format!("room of {}", self.id), "room_type": kind, "max_members": 1000}),
        );
        made.await.expect(201)["id"].as_u64().expect("an id")
    }

    /// Joins a room.
    pub async fn join(&self, room: u64) {
        self.post(&format!("rooms/{room}/join/"), Value::Null).await.expect(200);
    }

    /// Leaves a room.
    pub async fn leave(&self, room: u64) {
        self.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200);
    }

    /// The room's entry in the list of the actor's rooms.
    pub async fn listed(&self, room: u64) -> Option<Value> {
        let list = self.get("rooms/?limit=200&scope=mine").await.expect(200);
        list.as_array().expect("a list").iter().find(|entry| entry["id"] == room).cloned()
    }

    /// Every item of a list with cursors, page by page; the path has a query already.
    pub async fn pages(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("{path}{cursor}")).await;
            let next = page.header("x-next-cursor").map(|next| format!("&cursor={next}"));
            items.extend(page.expect(200).as_array().expect("a list").clone());
            match next {
                Some(next) => cursor = next,
                None => return items,
            }
        }
    }

    /// The room as the actor sees it.
    pub async fn detail(&self, room: u64) -> Value {
        self.get(&format!("rooms/{room}/")).await.expect(200)
    }

    /// Changes a member (as an admin); the member.
    pub async fn change(&self, room: u64, member: &Actor, change: Value) -> Value {
        self.patch(&format!("rooms/{room}/members/{}/", member.id), change).await.expect(200)
    }

    /// The actor's notifications, newest first.
    pub async fn notifications(&self) -> Vec<Value> {
        let list = self.get("notifications/?limit=100").await.expect(200);
        list.as_array().expect("a list").clone()
    }

    /// Sends a text; the message.
    pub async fn send(&self, room: u64, content: &str) -> Value {
        self.post(&format!("rooms/{room}/messages/"), json!({"content": content})).await.expect(201)
    }

    /// Opens a WebSocket; the path is below `/ws/`. A refusal is its answer.
    pub async fn open(&self, path: &str, headers: &[(&str, &str)]) -> Result<Socket, (u16, Value)> {
        let mut request = self.door.socket(path).into_client_request().expect("a request");
        for (name, value) in headers {
            let name = reqwest::header::HeaderName::from_bytes(name.as_bytes()).expect("a header");
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
        match tokio::time::timeout(PATIENCE, connect_async(request)).await.expect("an answer in time") {
            Ok((stream, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                let protocol = protocol.and_then(|value| value.to_str().ok()).map(str::to_owned);
                Ok(Socket { stream, protocol, seen: Vec::new() })
            }
            Err(Error::Http(response)) => {
                let body = response.body().as_deref().unwrap_or_default();
                Err((response.status().as_u16(), serde_json::from_slice(body).unwrap_or_default()))
            }
            Err(error) => panic!("{path}: {error}"),
        }
    }

    /// Opens a WebSocket with the actor's token as a subprotocol.
    pub async fn try_connect(&self, path: &str) -> Result<Socket, (u16, Value)> {
        let protocols = format!("bearer, {}", self.token);
        self.open(path, &[("sec-websocket-protocol", &protocols)]).await
    }

    /// Connects to a room and reads up to the `live` frame.
    pub async fn connect(&self, room: u64) -> Socket {
        let mut socket = self.try_connect(&format!("chat/{room}/")).await.expect("a connection");
        socket.next("live").await;
        socket
    }
}

fn bytes(body: &Value) -> Vec<u8> {
    if body.is_null() { Vec::new() } else { body.to_string().into_bytes() }
}
