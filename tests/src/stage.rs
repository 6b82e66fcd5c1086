//! The whole chat in the test's process: the real handlers on a table of either side, with a wire that
//! keeps what each connection is posted, and jobs that run when the test says so.

mod place;
mod wire;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::Credentials;
use bytes::Bytes;
use http::{Method, Request};
use jsonwebtoken::{EncodingKey, Header, encode};
use roomcast_domain::{Clock, Refusal, Time};
use roomcast_functions::config::{Config, Cors};
use roomcast_functions::http::router;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::run::run_job;
use roomcast_functions::socket;
use roomcast_functions::socket::{Accepted, Handshake, Received};
use roomcast_functions::uploads::files::Files;
use roomcast_functions::{App, Parts};
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::gate::Gate;
pub use place::Place;
use wire::{Kept, StageWire};

/// The first user whose tokens give no names.
pub const NAMELESS: u64 = 1_000;
/// The secret of the stage's tokens.
pub const SECRET: &str = "a secret of the tests, 32 bytes or more";
/// The time at which the stage's clock starts.
const START_MS: i64 = 1_800_000_000_000;

/// The name of the stage's connection of this number, as long as API Gateway's.
pub fn connection_name(number: u64) -> ConnectionId {
    ConnectionId(format!("L0SM{number:011}="))
}

/// The chat on a stage.
#[derive(Clone)]
pub struct Stage {
    /// The table.
    pub place: Place,
    /// The gate of the process.
    pub gate: Gate,
    /// The chat.
    pub app: Arc<App>,
    /// The wire.
    pub wire: Arc<Kept>,
    clock_ms: Arc<AtomicI64>,
    connections: Arc<AtomicU64>,
    is_sole_writer: bool,
    epoch: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Whether it says when to try again.
    pub has_retry_after: bool,
    /// The body.
    pub body: Value,
}

impl Stage {
    /// Makes a fresh stage: on one machine and its table, if `sole_writer`, else as on AWS.
    pub async fn new(sole_writer: bool) -> Self {
        let place = if sole_writer { Place::native() } else { Place::dynamo(Engine::new().await) };
        Self::on(place, sole_writer, &[])
    }

    /// Makes a stage on this table, with these settings.
    pub fn on(place: Place, sole_writer: bool, settings: &[(&str, &str)]) -> Self {
        let read = |name: &str| {
            let given = settings.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
            given.or_else(|| (name == "JWT_SECRET").then(|| SECRET.to_owned()))
        };
        let config = Config::from_variables(read, Cors::None).expect("good settings");
        let (wire, clock_ms) = (Arc::new(Kept::default()), Arc::new(AtomicI64::new(START_MS)));
        let gate = Gate::new(place.is_native());
        let app = process(&place, &gate, config, &wire, &clock_ms, sole_writer, "0");
        Self {
            place,
            gate,
            app,
            wire,
            clock_ms,
            connections: Arc::default(),
            is_sole_writer: sole_writer,
            epoch: "0".to_owned(),
        }
    }

    /// The same connections and time on a copy of the table, apart: what happens here does not happen
    /// there. Only the jobs stay behind.
    #[must_use]
    pub fn copy(&self, place: Place) -> Self {
        let connections = self.wire.connections.lock().unwrap().clone();
        let wire = Arc::new(Kept { connections: Mutex::new(connections), ..Kept::default() });
        let clock_ms = Arc::new(AtomicI64::new(self.clock_ms.load(Ordering::Relaxed)));
        let opened = AtomicU64::new(self.connections.load(Ordering::Relaxed));
        let gate = Gate::new(place.is_native());
        let config = self.app.config.clone();
        let app = process(&place, &gate, config, &wire, &clock_ms, self.is_sole_writer, "0");
        Self { place, gate, app, wire, clock_ms, connections: Arc::new(opened), ..self.clone() }
    }

    /// Makes another process on the same table, clock and wire: a Lambda sandbox.
    #[must_use]
    pub fn another_process(&self, number: usize) -> Self {
        let gate = self.gate.of_process(number);
        let config = self.app.config.clone();
        let app = process(&self.place, &gate, config, &self.wire, &self.clock_ms, false, "0");
        Self { gate, app, is_sole_writer: false, ..self.clone() }
    }

    /// Starts the only process again after it was killed: connections and jobs are lost, and the table is
    /// what lies on disk.
    #[must_use]
    pub fn restarted(&self, number: usize) -> Self {
        self.wire.connections.lock().unwrap().clear();
        self.wire.jobs.lock().unwrap().clear();
        let (place, gate) = (self.place.killed(), self.gate.of_process(number));
        let (config, epoch) = (self.app.config.clone(), number.to_string());
        let app = process(&place, &gate, config, &self.wire, &self.clock_ms, true, &epoch);
        Self { place, gate, app, epoch, ..self.clone() }
    }

    /// The engine of a stage that is not on the table of one machine.
    pub fn engine(&self) -> &Engine {
        match &self.place {
            Place::Dynamo(engine, _) => engine,
            Place::Native(..) => panic!("one machine has no engine with DynamoDB's protocol"),
        }
    }

    /// Every item of the table, in DynamoDB's JSON.
    pub fn items(&self) -> Vec<Value> {
        self.place.items()
    }

    /// Tells whether a partition holds connections of the processes that run now.
    pub fn is_of_epoch(&self, partition: &str) -> bool {
        partition.starts_with(&format!("C#{}#", self.epoch))
    }

    /// Tells whether the stage is the only process of one machine.
    pub fn is_sole_writer(&self) -> bool {
        self.is_sole_writer
    }

    /// Moves the chat's clock forward.
    pub fn pass_ms(&self, ms: i64) {
        self.clock_ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// Signs a token of a user named `u<id>`; the token of a user from [`NAMELESS`] on gives no names.
    pub fn token(&self, user: u64) -> String {
        let now_s = self.clock_ms.load(Ordering::Relaxed) / 1000;
        let username = (user < NAMELESS).then(|| format!("u{user}"));
        let claims = json!({"user_id": user, "username": username, "exp": now_s + 360_000, "iat": now_s});
        encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
    }

    /// Sends a user's request to a path below `/api/chat/`.
    pub async fn call(&self, user: u64, method: Method, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/chat/{path}"))
            .header("authorization", format!("Bearer {}", self.token(user)))
            .body(body)
            .unwrap();
        let response = router::serve(&self.app, request).await;
        let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
        let has_retry_after = response.headers().contains_key("retry-after");
        Answer { status: response.status().as_u16(), has_retry_after, body }
    }

    /// Sends a GET request.
    pub async fn get(&self, user: u64, path: &str) -> Answer {
        self.call(user, Method::GET, path, Value::Null).await
    }

    /// Sends a POST request.
    pub async fn post(&self, user: u64, path: &str, body: Value) -> Answer {
        self.call(user, Method::POST, path, body).await
    }

    /// Creates a room of a user and returns its id.
    pub async fn room(&self, user: u64, kind: &str) -> u64 {
        let made =
            self.post(user, "rooms/", json!({"name": "room", "room_type": kind, "max_members": 1000})).await;
        made.body["id"].as_u64().unwrap_or_else(|| panic!("no room: {made:?}"))
    }

    /// Opens a connection; its greeting waits among the jobs.
    pub async fn connect(&self, user: u64, query: &str) -> Result<(ConnectionId, Accepted), Refusal> {
        let number = self.connections.fetch_add(1, Ordering::Relaxed);
        let connection = connection_name(number);
        let query = format!("{query}&token={}", self.token(user));
        let handshake =
            Handshake { connection: connection.clone(), query, headers: http::HeaderMap::new(), host: None };
        self.wire.connections.lock().unwrap().insert(connection.clone(), Vec::new());
        match socket::connect(&self.app, handshake).await {
            Ok(accepted) => Ok((connection, accepted)),
            Err(refusal) => {
                self.wire.connections.lock().unwrap().remove(&connection);
                Err(refusal)
            }
        }
    }

    /// Opens a connection to a room and runs its greeting.
    pub async fn live(&self, user: u64, room: u64) -> ConnectionId {
        let (connection, _) = self.connect(user, &format!("room_id={room}")).await.expect("a connection");
        self.run_jobs().await;
        connection
    }

    /// Hands over a frame from a client.
    pub async fn say(&self, connection: &ConnectionId, frame: Value) {
        socket::receive(&self.app, connection, Received::Text(&frame.to_string())).await;
    }

    /// Takes the frames that were posted to a connection.
    pub fn frames(&self, connection: &ConnectionId) -> Vec<Value> {
        self.wire.connections.lock().unwrap().get_mut(connection).map(std::mem::take).unwrap_or_default()
    }

    /// Tells whether a connection is open.
    pub fn is_open(&self, connection: &ConnectionId) -> bool {
        self.wire.connections.lock().unwrap().contains_key(connection)
    }

    /// Breaks a client's connection without a close frame or a disconnect event.
    pub fn cut(&self, connection: &ConnectionId) {
        self.wire.connections.lock().unwrap().remove(connection);
    }

    /// Returns the frames that were posted to a connection since the last [`Self::frames`].
    pub fn posted(&self, connection: &ConnectionId) -> Vec<Value> {
        self.wire.connections.lock().unwrap().get(connection).cloned().unwrap_or_default()
    }

    /// Returns the names of the open connections.
    pub fn open_connections(&self) -> Vec<ConnectionId> {
        self.wire.connections.lock().unwrap().keys().cloned().collect()
    }

    /// Puts back a job that died or failed.
    pub fn put_job_back(&self, job: Job) {
        self.wire.jobs.lock().unwrap().push_back(job);
    }

    /// Takes the next waiting job.
    pub fn take_job(&self) -> Option<Job> {
        self.wire.jobs.lock().unwrap().pop_front()
    }

    /// Runs the waiting jobs and the jobs that they start.
    pub async fn run_jobs(&self) {
        while let Some(job) = self.take_job() {
            run_job(&self.app, job).await.expect("the job succeeds");
        }
    }

    /// Posts since the last time.
    pub fn take_posts(&self) -> u64 {
        self.wire.posts.swap(0, Ordering::Relaxed)
    }
}

fn process(
    place: &Place,
    gate: &Gate,
    config: Config,
    wire: &Arc<Kept>,
    clock_ms: &Arc<AtomicI64>,
    sole_writer: bool,
    epoch: &str,
) -> Arc<App> {
    let now = clock_ms.clone();
    App::new(Parts {
        config,
        table: place.table().behind(Arc::new(gate.clone())),
        epoch: epoch.to_owned(),
        sole_writer,
        wire: Arc::new(StageWire { kept: wire.clone(), gate: gate.clone() }),
        files: Some(bucket()),
        clock: Clock::new(move || Time(now.load(Ordering::Relaxed))),
    })
}

/// A bucket that signs uploads; nothing is put into it.
fn bucket() -> Files {
    Files {
        bucket_url: Some("https://bucket.example".to_owned()),
        public_url: Some("https://files.example".to_owned()),
        region: "local".to_owned(),
        credentials: Credentials::new("id", "secret", None, None, "stage"),
    }
}
