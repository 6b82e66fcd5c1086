//! A disk that is full, simulated by a limit on the size of files that is lifted again.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use roomcast_tests::world::{SECRET, binary, now_s, secret, token};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The largest file that the server may write, in blocks of 512 bytes: the table itself fits.
const LIMIT_BLOCKS: usize = 800;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server whose files are limited in size, its log included.
struct Limited {
    process: Child,
    url: String,
    client: reqwest::Client,
    token: String,
    directory: TempDir,
}

impl Limited {
    /// Starts the server. Its log is a file that is still empty, or one that is as large as a file may be.
    async fn start(log_is_writable: bool) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let log = directory.path().join("log");
        let size = if log_is_writable { 0 } else { LIMIT_BLOCKS * 512 };
        std::fs::write(&log, vec![b'.'; size]).expect("the log is made");
        let log = std::fs::OpenOptions::new().append(true).open(log).expect("the log opens");
        // A write over the limit fails, as on a full disk, where the signal is ignored.
        let script = format!("trap '' XFSZ; ulimit -S -f {LIMIT_BLOCKS}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).arg(binary()).args(["serve", "--port", "0", "--data-dir"]);
        command.arg(directory.path().join("data")).env_clear();
        command.envs([("JWT_SECRET", SECRET), ("MESSAGES_PER_10S", "0")]);
        command.stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut process = command.spawn().expect("the server starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let line = within(lines.next_line()).await.expect("its output").expect("the server listens");
        let address = line.strip_prefix("listening on http://").expect("an address");
        let url = format!("http://{address}/api/chat");
        let token = token(json!({"user_id": 1, "username": "alice", "token_type": "access", "iat": now_s()}));
        Self { process, url, client: reqwest::Client::new(), token, directory }
    }

    /// Sends a POST request; returns the answer's status and body.
    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.client.post(format!("{}/{path}", self.url)).bearer_auth(&self.token);
        let answer = within(request.body(body.to_string()).send()).await.expect("an answer");
        let status = answer.status();
        let body = within(answer.bytes()).await.expect("a body");
        (status, serde_json::from_slice(&body).expect("JSON"))
    }

    async fn room(&self, name: &str) -> u64 {
        let (status, room) = self.post("rooms/", json!({"name": name, "room_type": "public"})).await;
        assert_eq!(status, StatusCode::CREATED, "{room}");
        room["id"].as_u64().expect("an id")
    }

    /// Sends a message of 4 kB; returns whether it was stored. The only other answer is 503.
    async fn send(&self, room: u64) -> bool {
        let message = json!({"content": "x".repeat(4_000)});
        let (status, body) = self.post(&format!("rooms/{room}/messages/"), message).await;
        if status != StatusCode::CREATED {
            assert_eq!(
                (status, &body["code"]),
                (StatusCode::SERVICE_UNAVAILABLE, &json!("store_unavailable"))
            );
        }
        status == StatusCode::CREATED
    }

    /// Makes space: lifts the limit on the size of files.
    async fn make_space(&self) {
        let id = self.process.id().expect("the server runs").to_string();
        let lifted = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited:"]).status().await;
        assert!(lifted.expect("prlimit runs").success());
    }

    fn log(&self) -> String {
        let path: &Path = self.directory.path();
        std::fs::read_to_string(path.join("log")).expect("the log")
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("something takes too long")
}

async fn a_full_disk_refuses_messages_until_there_is_space(log_is_writable: bool) {
    if secret() != SECRET {
        return; // The tests run against a given chat, which has no process to limit.
    }
    let mut server = Limited::start(log_is_writable).await;
    let rooms = [server.room("first").await, server.room("second").await];
    for room in rooms {
        let mut refused = 0;
        // A smaller write may still fit where a larger one did not.
        for _ in 0..500 {
            refused += usize::from(!server.send(room).await);
            if refused == 3 {
                break;
            }
        }
        assert_eq!(refused, 3, "the disk is never full");
    }
    server.make_space().await;
    for _ in 0..3 {
        for room in rooms {
            assert!(server.send(room).await, "room {room}");
        }
    }
    assert!(server.process.try_wait().expect("a state").is_none(), "the server has ended");
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
    assert_eq!(log.contains("a service is unavailable"), log_is_writable);
}

#[tokio::test]
async fn a_full_disk_with_a_writable_log_refuses_messages_until_there_is_space() {
    a_full_disk_refuses_messages_until_there_is_space(true).await;
}

#[tokio::test]
async fn a_full_disk_with_an_unwritable_log_refuses_messages_until_there_is_space() {
    a_full_disk_refuses_messages_until_there_is_space(false).await;
}
