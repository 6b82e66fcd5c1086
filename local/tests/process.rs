//! The program as it is started and stopped, and the edges of its gateway.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)] // a test fails by panicking

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::{Error, Message};

const PROGRAM: &str = env!("CARGO_BIN_EXE_roomcast");
/// No wait is longer.
const PATIENCE: Duration = Duration::from_secs(20);

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<TcpStream>>;

fn program(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    for name in ["JWT_SECRET", "JWT_ALGORITHM", "PORT", "REQUIRED_ROLE", "CORS_ORIGINS"] {
        command.env_remove(name);
    }
    command.env("DATA_DIR", data).stdin(Stdio::null()).kill_on_drop(true);
    command
}

struct Running {
    child: Child,
    address: String,
    data: tempfile::TempDir,
}

async fn start(settings: &[(&str, &str)]) -> Running {
    let data = tempfile::tempdir().unwrap();
    let mut command = program(data.path());
    command.args(["serve", "--port", "0"]).envs(settings.iter().copied()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = loop {
        let line = within(lines.next_line()).await.unwrap().expect("the server starts");
        if let Some(address) = line.strip_prefix("listening on http://") {
            break address.to_owned();
        }
    };
    Running { child, address, data }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("something takes too long")
}

impl Running {
    async fn token(&self) -> String {
        let arguments = ["token", "--user-id", "7", "--username", "alice", "--role", "developer"];
        let output = program(self.data.path()).args(arguments).output().await.unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    async fn socket(&self) -> Socket {
        let url = format!("ws://{}/ws/notifications?token={}", self.address, self.token().await);
        let (mut socket, _) = within(tokio_tungstenite::connect_async(url)).await.unwrap();
        assert!(within(socket.next()).await.unwrap().unwrap().is_text());
        socket
    }

    async fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        within(stream.read_to_end(&mut answer)).await.unwrap();
        String::from_utf8(answer).unwrap()
    }
}

/// Waits for the close frame; its code.
async fn close_code(socket: &mut Socket) -> u16 {
    loop {
        if let Message::Close(frame) = within(socket.next()).await.expect("a close frame").unwrap() {
            return frame.unwrap().code.into();
        }
    }
}

async fn refusal(data: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> (i32, String) {
    let mut command = program(data);
    let output = within(command.args(arguments).envs(settings.iter().copied()).output()).await.unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn an_occupied_port_and_a_locked_directory_are_refused_in_a_sentence() {
    let server = start(&[]).await;
    let (_, port) = server.address.rsplit_once(':').unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let (code, problem) = refusal(elsewhere.path(), &["serve", "--port", port], &[]).await;
    assert!(code == 1 && problem.contains("cannot listen on"), "{problem}");
    let (code, problem) = refusal(server.data.path(), &["--port", "0"], &[]).await;
    assert!(code == 1 && problem.lines().count() == 1, "{problem}");
    let (code, problem) = refusal(elsewhere.path(), &["--port", "0"], &[("JWT_SECRET", "short")]).await;
    assert!(code == 1 && problem.contains("JWT_SECRET"), "{problem}");
}

#[tokio::test]
async fn a_token_is_signed_with_the_secret_that_only_its_owner_reads() {
    let server = start(&[]).await;
    let file = server.data.path().join("jwt-secret");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let secret = std::fs::read_to_string(file).unwrap();
    let key = DecodingKey::from_secret(secret.trim().as_bytes());
    let token = server.token().await;
    let claims =
        decode::<serde_json::Value>(&token, &key, &Validation::new(Algorithm::HS256)).unwrap().claims;
    assert_eq!(claims["token_type"], "access");
    assert_eq!((claims["user_id"].as_u64(), claims["username"].as_str()), (Some(7), Some("alice")));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 8 * 3600);
    let request = format!(
        "GET /api/chat/me/ HTTP/1.1\r\nhost: t\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    assert!(server.raw(request.as_bytes()).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_token_that_the_server_would_refuse_is_not_signed() {
    let data = tempfile::tempdir().unwrap();
    let settings = [("JWT_ALGORITHM", "RS256"), ("JWT_SECRET", "a secret that signs nothing any more")];
    let arguments = ["token", "--user-id", "7", "--username", "alice"];
    let (code, problem) = refusal(data.path(), &arguments, &settings).await;
    assert!(code == 1 && problem.contains("RS256"), "{problem}");
}

#[tokio::test]
async fn a_secret_that_was_cut_short_signs_nothing() {
    for name in ["jwt-secret", "upload-secret"] {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join(name), "0123456789abcdef").unwrap();
        let (code, problem) = refusal(data.path(), &["--port", "0"], &[]).await;
        assert!(code == 1 && problem.contains(name) && problem.contains("cut short"), "{name}: {problem}");
    }
}

#[tokio::test]
async fn a_stopping_server_closes_its_sockets_as_going_away() {
    let mut server = start(&[]).await;
    let mut socket = server.socket().await;
    let pid = server.child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    assert_eq!(close_code(&mut socket).await, 1001);
    while within(socket.next()).await.is_some() {}
    assert!(within(server.child.wait()).await.unwrap().success());
}

#[tokio::test]
async fn a_silent_socket_is_closed() {
    let server = start(&[("WS_IDLE_SECONDS", "1")]).await;
    assert_eq!(close_code(&mut server.socket().await).await, 1001);
}

#[tokio::test]
async fn a_message_that_is_too_large_closes_its_socket_only() {
    let server = start(&[]).await;
    let (mut large, mut other) = (server.socket().await, server.socket().await);
    match large.send(Message::text("a".repeat(1024 * 1024))).await {
        Ok(()) | Err(Error::Io(_)) => {}
        Err(error) => panic!("{error}"),
    }
    assert_eq!(close_code(&mut large).await, 1009);
    other.send(Message::Ping(vec![1].into())).await.unwrap();
    while !within(other.next()).await.unwrap().unwrap().is_pong() {}
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_the_answer_can_be_read() {
    let server = start(&[]).await;
    let head = "POST /api/chat/rooms/ HTTP/1.1\r\nhost: t\r\nconnection: close\r\n";
    let body = vec![b'a'; 1024 * 1024];
    let whole = [format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat();
    let chunk = format!("{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n", body.len());
    let chunked = [chunk.as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
    let asking = format!("{head}expect: 100-continue\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    for request in [whole, chunked, asking] {
        let answer = server.raw(&request).await;
        assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("body_too_large"), "{answer}");
    }
}

#[tokio::test]
async fn plain_requests_to_socket_addresses_and_bad_tokens_are_refused_in_our_form() {
    let server = start(&[]).await;
    let plain = server.raw(b"GET /ws/chat/1/ HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n").await;
    assert!(plain.starts_with("HTTP/1.1 400 ") && plain.contains("upgrade_required"), "{plain}");
    let url = format!("ws://{}/ws/notifications/?token=x", server.address);
    match tokio_tungstenite::connect_async(url).await {
        Err(Error::Http(answer)) => assert_eq!(answer.status(), 401),
        other => panic!("{other:?}"),
    }
    let healthy = server.raw(b"GET /healthz HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n").await;
    assert!(healthy.starts_with("HTTP/1.1 200 ") && healthy.ends_with(r#"{"status":"ok"}"#), "{healthy}");
}
