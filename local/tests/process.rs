//! The program: how it starts and stops, which settings it refuses, and the edges of its gateway.
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
/// The longest wait.
const PATIENCE: Duration = Duration::from_secs(20);

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<TcpStream>>;

fn program(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    for name in ["JWT_SECRET", "JWT_ALGORITHM", "PORT", "SITE_DIR", "REQUIRED_ROLE", "CORS_ORIGINS"] {
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
    start_with(&[], settings).await
}

async fn start_with(arguments: &[&str], settings: &[(&str, &str)]) -> Running {
    let data = tempfile::tempdir().unwrap();
    let mut command = program(data.path());
    command
        .args(["serve", "--port", "0"])
        .args(arguments)
        .envs(settings.iter().copied())
        .stdout(Stdio::piped());
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

/// Waits for the close frame and returns its code.
async fn close_code(socket: &mut Socket) -> u16 {
    loop {
        if let Message::Close(frame) = within(socket.next()).await.expect("a close frame").unwrap() {
            return frame.unwrap().code.into();
        }
    }
}

/// Runs a command that must end; returns its exit code and its standard error.
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
    for secret in ["short", ""] {
        let (code, problem) = refusal(elsewhere.path(), &["--port", "0"], &[("JWT_SECRET", secret)]).await;
        assert!(code == 1 && problem.contains("JWT_SECRET"), "{problem}");
    }
}

#[tokio::test]
async fn a_senseless_setting_is_refused_in_a_sentence_that_names_it() {
    let data = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("PORT", "http"),
        ("SITE_DIR", "/nowhere"),
        ("WS_IDLE_SECONDS", "soon"),
        ("WS_IDLE_SECONDS", "6000"),
        ("WS_LIFE_SECONDS", "-1"),
        ("WS_ALLOW_ANONYMOUS", "maybe"),
        ("MESSAGES_PER_10S", "many"),
    ] {
        let (code, problem) = refusal(data.path(), &["serve"], &[(name, value)]).await;
        assert!(code == 1 && problem.lines().count() == 1, "{name}: {problem}");
        assert!(problem.starts_with(&format!("roomcast: bad setting {name}")), "{name}: {problem}");
    }
    let token = ["token", "--user-id", "7", "--username", "alice", "--ttl"];
    for ttl in ["0s", "soon"] {
        let (code, problem) = refusal(data.path(), &[&token[..], &[ttl]].concat(), &[]).await;
        assert!(code == 2 && problem.contains("--ttl"), "{ttl}: {problem}");
    }
}

/// Asks for a demo token; returns the answer.
async fn demo_token(server: &Running) -> String {
    let body = r#"{"user_id":7,"username":"alice"}"#;
    let head = "POST /demo/token/ HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n";
    server.raw(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await
}

#[tokio::test]
async fn demo_tokens_exist_only_with_the_flag_and_without_any_configured_keys() {
    let config = b"GET /config.json HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n";
    let secret = [("JWT_SECRET", "a secret of at least thirty-two bytes")];
    let keys = [("JWKS", r#"{"keys":[]}"#), ("JWT_ISSUER", "any")];
    for (arguments, settings) in [(&[] as &[&str], &[] as &[_]), (&["--demo"], &secret), (&["--demo"], &keys)]
    {
        let server = start_with(arguments, settings).await;
        let answer = demo_token(&server).await;
        assert!(answer.starts_with("HTTP/1.1 404 ") && answer.contains("route_not_found"), "{answer}");
        assert!(server.raw(config).await.contains(r#""demo":false"#));
    }
    let server = start_with(&["--demo"], &[]).await;
    assert!(demo_token(&server).await.starts_with("HTTP/1.1 200 "));
    assert!(server.raw(config).await.contains(r#""demo":true"#));
}

#[tokio::test]
async fn half_a_body_gets_no_answer() {
    let server = start_with(&["--demo"], &[]).await;
    for path in ["/api/chat/rooms/", "/demo/token/"] {
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        let half =
            format!("POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{{\"name\":");
        stream.write_all(half.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        within(stream.read_to_string(&mut answer)).await.unwrap();
        assert_eq!(answer, "", "{path}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_print_or_log_serves_all_the_same() {
    let data = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = program(data.path());
    command.args(["serve", "--port", &port]).stdout(full()).stderr(full());
    let mut child = command.spawn().unwrap();
    let mut stream = within(async {
        loop {
            if let Ok(stream) = TcpStream::connect(format!("127.0.0.1:{port}")).await {
                break stream;
            }
            assert!(child.try_wait().unwrap().is_none(), "the server has ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    // The port is open before the server has written its secret; it answers afterwards.
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    within(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let mut token = program(data.path());
    token.args(["token", "--user-id", "7", "--username", "alice"]).stdout(full()).stderr(Stdio::piped());
    let output = within(token.spawn().unwrap().wait_with_output()).await.unwrap();
    let problem = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(1) && problem.contains("cannot write to standard output"),
        "{problem}"
    );
}

#[tokio::test]
async fn a_token_is_signed_with_a_secret_that_only_its_owner_can_read() {
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
    assert!(code == 1 && problem.contains("JWT_ALGORITHM"), "{problem}");
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
async fn plain_requests_to_socket_addresses_and_bad_tokens_get_the_apis_error_form() {
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
