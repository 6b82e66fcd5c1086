//! `roomcast token`.

use std::process::Stdio;

use jsonwebtoken::{EncodingKey, Header, encode};
use roomcast_tests::world::{SECRET, binary, now_s};
use serde_json::{Value, json};
use tokio::process::Command;

#[tokio::test]
async fn a_minted_token_is_accepted_and_only_the_owner_can_read_the_secret() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_str().unwrap();
    let mut command = Command::new(binary());
    command.args(["--port", "0", "--data-dir", data]).env_clear().stdout(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    let mut lines =
        tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(process.stdout.take().unwrap()));
    let mut said = String::new();
    let address = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(address) = line.strip_prefix("listening on ") {
            break address.to_owned();
        }
        said.push_str(&line);
    };
    assert!(said.contains("roomcast token"), "{said}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(directory.path().join("jwt-secret")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let minted = Command::new(binary())
        .args(["token", "--user-id", "1", "--username", "alice", "--data-dir", data])
        .env_clear()
        .output()
        .await
        .unwrap();
    let token = String::from_utf8(minted.stdout).unwrap();
    let me = reqwest::Client::new()
        .get(format!("{address}/api/chat/me/"))
        .bearer_auth(token.trim())
        .send()
        .await
        .unwrap();
    assert_eq!(me.json::<Value>().await.unwrap()["username"], "alice");
    process.kill().await.unwrap();
}

#[tokio::test]
async fn the_command_says_what_the_server_makes_of_a_token_and_why() {
    let directory = tempfile::tempdir().unwrap();
    let settings = [
        ("JWT_SECRET", SECRET),
        ("JWT_ISSUER", "https://tenant.example/"),
        ("JWT_AUDIENCE", "chat"),
        ("REQUIRED_ROLE", "developer"),
    ];
    let signed = |claims: Value| {
        let mut good = json!({
            "sub": "auth0|5f7c", "name": "Ann", "exp": now_s() + 600, "iss": "https://tenant.example/", "aud": "chat",
            "roles": ["developer"]
        });
        good.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        encode(&Header::default(), &good, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
    };
    let check = async |token: &str| {
        let mut command = Command::new(binary());
        command
            .args(["token", "--check", token, "--data-dir"])
            .arg(directory.path())
            .env_clear()
            .envs(settings);
        let output = command.output().await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    };
    let (accepted, said) = check(&signed(json!({}))).await;
    assert!(accepted && said.starts_with("accepted\n"), "{said}");
    for told in ["\"auth0|5f7c\"", "https://tenant.example/", "username \"Ann\"", "expires: in "] {
        assert!(said.contains(told), "{told}: {said}");
    }
    for (claims, told) in [
        (json!({"iss": "https://tenant.example"}), ["token_issuer", "\"https://tenant.example/\""]),
        (json!({"aud": "web"}), ["token_audience", "JWT_AUDIENCE"]),
        (json!({"exp": 1}), ["token_expired", "expired"]),
        (json!({"token_type": "refresh"}), ["token_kind", "JWT_TOKEN_USE"]),
        (json!({"roles": []}), ["role_required", "\"developer\""]),
    ] {
        let (accepted, said) = check(&signed(claims)).await;
        assert!(!accepted && told.iter().all(|told| said.contains(told)), "{told:?}: {said}");
    }
}

#[tokio::test]
async fn a_refused_token_is_one_line_of_the_log_without_its_claims() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new(binary());
    command.args(["--port", "0", "--data-dir"]).arg(directory.path()).env_clear().env("JWT_SECRET", SECRET);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    let mut lines =
        tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(process.stdout.take().unwrap()));
    let line = lines.next_line().await.unwrap().unwrap();
    let address = line.strip_prefix("listening on ").expect("it listens").to_owned();
    let claims = json!({"sub": "ann@example.com", "exp": now_s() + 60, "iss": "https://other.example\n"});
    let header = Header { kid: Some("k".repeat(100)), ..Header::default() };
    let foreign = encode(&header, &claims, &EncodingKey::from_secret(&[7; 32])).unwrap();
    let client = reqwest::Client::new();
    for _ in 0..100 {
        let answer =
            client.get(format!("{address}/api/chat/me/")).bearer_auth(&foreign).send().await.unwrap();
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "token_signature");
    }
    process.kill().await.unwrap();
    let logged = process.wait_with_output().await.unwrap().stderr;
    let logged = String::from_utf8(logged).unwrap();
    let lines: Vec<&str> = logged.lines().filter(|line| line.contains("a token was refused")).collect();
    assert!((1..=60).contains(&lines.len()), "{} lines", lines.len());
    for told in ["token_signature", "HS256", "https://other.example\\n", &"k".repeat(64)] {
        assert!(lines[0].contains(told), "{told}: {}", lines[0]);
    }
    for secret in ["ann@example.com", &"k".repeat(65), foreign.split('.').nth(2).unwrap()] {
        assert!(!logged.contains(secret), "{secret}");
    }
}
