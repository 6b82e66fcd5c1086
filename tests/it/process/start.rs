//! Reasons for which the server does not start.

use std::process::Stdio;
use std::time::Duration;

use roomcast_tests::world::{World, binary};
use tokio::process::Command;

async fn second_server(arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(binary());
    command.args(arguments).env_clear().stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(10), command.output()).await;
    let output = output.expect("it ends").expect("it starts");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test]
async fn a_used_directory_a_used_port_and_a_damaged_table_are_refused_with_a_sentence() {
    let Some(mut world) = World::local(&[]).await else { return };
    let data = world.directory().to_str().unwrap().to_owned();
    let (good, said) = second_server(&["--port", "0", "--data-dir", &data]).await;
    assert!(!good && said.contains("another roomcast process"), "{said}");
    let port = world.address.rsplit(':').next().unwrap().to_owned();
    let fresh = tempfile::tempdir().unwrap();
    let (good, said) = second_server(&["--port", &port, "--data-dir", fresh.path().to_str().unwrap()]).await;
    assert!(!good && said.contains("cannot listen"), "{said}");
    assert_eq!(world.terminate().await, Some(0), "SIGTERM ends it in good order");
    std::fs::write(world.directory().join("table.db"), "this is no table").unwrap();
    let (good, said) = second_server(&["--port", "0", "--data-dir", &data]).await;
    assert!(!good && said.contains("not a readable table"), "{said}");
}
