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

#[tokio::test]
async fn localhost_has_both_loopback_addresses() {
    let Some(world) = World::local(&[]).await else { return };
    if tokio::net::TcpListener::bind("[::1]:0").await.is_err() {
        return; // a machine without IPv6
    }
    let port = world.address.rsplit(':').next().unwrap();
    assert_eq!(world.address, format!("127.0.0.1:{port}"));
    for address in ["127.0.0.1", "[::1]"] {
        assert_eq!(world.fetch(&format!("http://{address}:{port}/healthz")).await.status(), 200, "{address}");
    }
    // A port that is free on one of the addresses only is refused.
    let taken = tokio::net::TcpListener::bind("[::1]:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let fresh = tempfile::tempdir().unwrap();
    let directory = fresh.path().to_str().unwrap();
    for host in ["localhost", "::1"] {
        let (good, said) = run(&["--host", host, "--port", &port, "--data-dir", directory]).await;
        assert!(!good && said.contains(&format!("cannot listen on [::1]:{port}")), "{host}: {said}");
    }
}
