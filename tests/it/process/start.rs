//! Reasons for which the server does not start.

use roomcast_tests::world::World;

use super::run;

#[tokio::test]
async fn a_used_directory_a_used_port_and_a_damaged_table_are_refused_with_a_sentence() {
    let Some(mut world) = World::local(&[]).await else { return };
    let data = world.directory().to_str().unwrap().to_owned();
    let (good, said) = run(&["--port", "0", "--data-dir", &data]).await;
    assert!(!good && said.contains("another roomcast process"), "{said}");
    let port = world.address.rsplit(':').next().unwrap().to_owned();
    let fresh = tempfile::tempdir().unwrap();
    let (good, said) = run(&["--port", &port, "--data-dir", fresh.path().to_str().unwrap()]).await;
    assert!(!good && said.contains("cannot listen"), "{said}");
    assert_eq!(world.terminate().await, Some(0), "SIGTERM ends it in good order");
    std::fs::write(world.directory().join("table.db"), "this is no table").unwrap();
    let (good, said) = run(&["--port", "0", "--data-dir", &data]).await;
    assert!(!good && said.contains("not a readable table"), "{said}");
}
