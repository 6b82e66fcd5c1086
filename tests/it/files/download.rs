//! Reading uploaded files.

use roomcast_tests::world::World;
use serde_json::json;

use crate::uploads::{header, put};

/// Nothing in a file runs, and a browser's own player may load what it plays.
const POLICY: &str =
    "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'";

#[tokio::test]
async fn files_are_served_so_that_none_runs_in_the_chat() {
    let (world, [alice]) = World::with(["alice"]).await;
    for (content_type, shown) in [
        ("image/png", true),
        ("audio/mpeg", true),
        ("video/mp4", true),
        ("application/pdf", true),
        ("image/svg+xml", false),
        ("text/html", false),
        ("text/plain", false),
        ("application/xhtml+xml", false),
    ] {
        let upload = alice.announce("a", content_type, 5).await;
        assert_eq!(put(&upload, &[], b"hello").await.status(), 200);
        let read = world.fetch(upload["file_url"].as_str().expect("a URL")).await;
        assert_eq!(header(&read, "content-type"), content_type);
        assert_eq!(header(&read, "x-content-type-options"), "nosniff");
        assert_eq!(header(&read, "content-security-policy"), POLICY);
        let wanted = if shown { "inline" } else { "attachment" };
        assert!(header(&read, "content-disposition").starts_with(wanted), "{content_type}");
    }
}

#[tokio::test]
async fn a_player_reads_a_film_in_parts() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let upload = alice.announce("a.mp4", "video/mp4", 5).await;
    assert_eq!(put(&upload, &[], b"hello").await.status(), 200);
    let url = upload["file_url"].as_str().expect("a URL");
    let path = &url[url.find("/files/").expect("a path")..];
    let part = alice.raw("GET", path, &[("range", "bytes=1-3")], vec![]).await;
    assert_eq!((part.status, part.header("content-range")), (206, Some("bytes 1-3/5")));
    assert_eq!(part.body, json!("ell"));
    // The player of a film that is shown by itself asks from the opaque origin of the sandbox.
    for (origin, allowed) in [("null", Some("null")), ("https://evil.example", None)] {
        let asked = alice.raw("GET", path, &[("origin", origin)], vec![]).await;
        assert_eq!((asked.status, asked.header("access-control-allow-origin")), (200, allowed));
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let Some(world) = World::local(&[]).await else { return };
    let anybody = world.bearer("");
    for path in [
        "/files/",
        "/files/jwt-secret",
        "/files/%2e%2e%2fupload-secret",
        "/files/..%2fupload-secret",
        "/files/4c11d156461d5635432bdb2a9ea41280.json",
        "/files/4C11D156461D5635432BDB2A9EA41280",
        "/files/4c11d156461d5635432bdb2a9ea4128",
        "/files/4c11d156461d5635432bdb2a9ea41280/",
    ] {
        anybody.get(path).await.refused(404, "file_not_found");
    }
    anybody.delete("/files/4c11d156461d5635432bdb2a9ea41280").await.refused(405, "method_not_allowed");
}

#[tokio::test]
async fn files_outlive_the_server() {
    let Some(mut world) = World::local(&[]).await else { return };
    let upload = world.user("a").announce("a.png", "image/png", 5).await;
    assert_eq!(put(&upload, &[], b"hello").await.status(), 200);
    let path = upload["file_url"].as_str().and_then(|url| url.find("/files/").map(|at| url[at..].to_owned()));
    world.kill().await;
    world.restart().await;
    assert_eq!(world.bearer("").get(&path.expect("a path")).await.expect(200), json!("hello"));
}
