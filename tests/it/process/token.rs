//! `roomcast token`.

use std::process::Stdio;

use roomcast_tests::world::binary;
use serde_json::Value;
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
