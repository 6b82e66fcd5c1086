//! `roomcast backup`.

use roomcast_tests::world::World;

use super::run;

#[tokio::test]
async fn a_backup_of_a_running_server_is_a_whole_table() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    alice.send(room, "kept").await;
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("table.db");
    let data = world.directory().to_str().unwrap();
    let (good, said) = run(&["backup", file.to_str().unwrap(), "--data-dir", data]).await;
    assert!(good, "{said}");
    alice.send(room, "not in the copy").await;
    let (good, said) = run(&["backup", file.to_str().unwrap(), "--data-dir", data]).await;
    assert!(!good && said.contains("exists already"), "{said}");
    let mut restored = World::start(&[]).await;
    restored.terminate().await;
    for entry in std::fs::read_dir(restored.directory()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
    std::fs::copy(&file, restored.directory().join("table.db")).unwrap();
    restored.restart().await;
    let history = restored.actor(alice.id, "alice").history(room, "").await;
    assert_eq!(
        (history["total"].as_u64(), history["messages"][0]["content"].as_str()),
        (Some(1), Some("kept"))
    );
}
