//! `roomcast reports`.

use std::process::Stdio;

use roomcast_tests::world::{World, binary};
use serde_json::Value;
use tokio::process::Command;

use super::run;
use crate::{keys, words};

/// The lines that `roomcast reports` prints.
async fn printed(world: &World, options: &[&str]) -> Vec<Value> {
    let mut command = Command::new(binary());
    command.arg("reports").args(options).arg("--data-dir").arg(world.directory()).env_clear();
    let output = command.stderr(Stdio::inherit()).kill_on_drop(true).output().await.expect("it runs");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("a text");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn reasons(reports: &[Value]) -> Vec<&str> {
    reports.iter().map(|report| report["reason"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_operator_sees_every_report_and_its_reporter() {
    let Some(mut world) = World::local(&[]).await else { return };
    assert_eq!(printed(&world, &[]).await, Vec::<Value>::new());
    let [alice, bob] = ["alice", "bob"].map(|name| world.user(name));
    let (room, direct) = (alice.room_with("public", [&bob]).await, alice.direct(&bob).await);
    let (one, two) = (bob.send(room, "one").await, alice.send(direct, "two\nlines").await);
    alice.report(&one["id"], "first").await;
    bob.report(&two["id"], "second").await;
    let listed = alice.reports(room).await;
    alice.try_delete_report(room, &listed[0]["id"]).await.expect(200);

    let reports = printed(&world, &[]).await;
    assert_eq!(reasons(&reports), ["second", "first"], "the newest first, handled or not");
    let fields = "room_id reporter_id id message_id sender message_type content file_name reason created_at";
    assert_eq!(keys(&reports[0]), words(fields));
    assert_eq!((&reports[0]["room_id"], &reports[0]["reporter_id"]), (&direct.into(), &bob.id.into()));
    assert_eq!((&reports[0]["message_id"], &reports[0]["content"]), (&two["id"], &"two\nlines".into()));
    assert_eq!((&reports[1]["id"], &reports[1]["reporter_id"]), (&listed[0]["id"], &alice.id.into()));
    let of_room = room.to_string();
    assert_eq!(reasons(&printed(&world, &["--room", &of_room]).await), ["first"]);
    assert_eq!(reasons(&printed(&world, &["--limit", "1"]).await), ["second"]);
    world.terminate().await;
    assert_eq!(printed(&world, &[]).await, reports, "also while no server is running");
}

#[tokio::test]
async fn a_directory_without_a_table_is_an_error() {
    let empty = tempfile::tempdir().unwrap();
    let directory = empty.path().to_str().unwrap();
    let (good, said) = run(&["reports", "--data-dir", directory]).await;
    assert!(!good && said.contains("there is no table"), "{said}");
    let (good, said) = run(&["reports", "--room", "0", "--data-dir", directory]).await;
    assert!(!good && said.contains("--room"), "{said}");
}
