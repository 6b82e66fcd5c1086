//! The PUT request of an announced file.

use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::uploads::{header, put};

#[tokio::test]
async fn a_file_is_uploaded_sent_and_read_without_a_token() {
    let (world, [alice]) = World::with(["alice"]).await;
    let upload = alice.announce("照片 1.png", "image/png", 5).await;
    assert_eq!(upload["method"], "PUT");
    let file_url = upload["file_url"].as_str().expect("a URL");
    let key = file_url.rsplit('/').next().expect("a key");
    assert!(key.len() >= 32 && file_url.starts_with("http"), "{file_url}");
    let before = world.fetch(file_url).await;
    assert!(matches!(before.status().as_u16(), 403 | 404), "nothing is there yet");
    assert_eq!(put(&upload, &[], b"hello").await.status(), 200);
    let room = alice.room("public").await;
    let file =
        json!({"message_type": "image", "file_url": file_url, "file_name": "照片 1.png", "file_size": 5});
    let sent = alice.send_body(room, file).await;
    assert_eq!(sent["file_url"], file_url);
    let read = world.fetch(file_url).await;
    assert_eq!(read.status(), 200);
    assert_eq!(header(&read, "content-type"), "image/png");
    assert_eq!(header(&read, "content-disposition"), "inline; filename*=UTF-8''%E7%85%A7%E7%89%87%201.png");
    assert_eq!(read.bytes().await.expect("a body"), "hello");
}

#[tokio::test]
async fn only_the_announced_file_is_stored() {
    let world = World::any().await;
    let upload = world.user("a").announce("a.png", "image/png", 5).await;
    assert_eq!(put(&upload, &[], b"four").await.status(), 403, "another size");
    assert_eq!(put(&upload, &[], b"six...").await.status(), 403, "another size");
    assert_eq!(put(&upload, &[("content-type", "text/html")], b"hello").await.status(), 403, "another type");
    let renamed = [("content-disposition", "inline; filename*=UTF-8''a.html")];
    assert_eq!(put(&upload, &renamed, b"hello").await.status(), 403, "another name");
    assert_eq!(put(&upload, &[("if-none-match", "x")], b"hello").await.status(), 403, "another condition");
    let mut forged = upload.clone();
    let url = upload["upload_url"].as_str().expect("a URL");
    forged["upload_url"] = json!(url.replace("X-Amz-Expires=900", "X-Amz-Expires=9000"));
    assert_eq!(put(&forged, &[], b"hello").await.status(), 403, "a longer life");
    let file_url = upload["file_url"].as_str().expect("a URL");
    assert_ne!(world.fetch(file_url).await.status(), 200);
    let other = url.replace(file_url.rsplit('/').next().expect("a key"), "00000000000000000000000000000000");
    forged["upload_url"] = json!(other);
    assert_eq!(put(&forged, &[], b"hello").await.status(), 403, "another key");
    assert_eq!(put(&upload, &[], b"hello").await.status(), 200, "what was announced");
}

#[tokio::test]
async fn an_address_takes_one_upload() {
    let (world, [alice]) = World::with(["alice"]).await;
    let upload = alice.announce("a.png", "image/png", 5).await;
    assert_eq!(upload["headers"]["If-None-Match"], "*");
    assert_eq!(put(&upload, &[], b"first").await.status(), 200);
    let second = put(&upload, &[], b"other").await;
    if is_local(&upload) {
        assert_eq!(second.status(), 409);
        assert_eq!(second.json::<Value>().await.expect("JSON")["code"], "file_exists");
    } else {
        assert_eq!(second.status(), 412);
    }
    let read = world.fetch(upload["file_url"].as_str().expect("a URL")).await;
    assert_eq!(read.bytes().await.expect("a body"), "first");
}

#[tokio::test]
async fn of_uploads_at_the_same_time_one_counts() {
    let (world, [alice]) = World::with(["alice"]).await;
    let upload = alice.announce("a.png", "image/png", 5).await;
    let bodies: [&'static [u8]; 4] = [b"11111", b"22222", b"33333", b"44444"];
    let answers = join_all(bodies.map(|body| put(&upload, &[], body))).await;
    let good: Vec<&[u8]> = answers
        .iter()
        .zip(bodies)
        .filter(|(answer, _)| answer.status() == 200)
        .map(|(_, body)| body)
        .collect();
    assert_eq!(good.len(), 1);
    let read = world.fetch(upload["file_url"].as_str().expect("a URL")).await;
    assert_eq!(read.bytes().await.expect("a body"), good[0]);
}

/// Whether an upload goes to a server on this machine, not to a bucket.
fn is_local(upload: &Value) -> bool {
    upload["upload_url"]
        .as_str()
        .is_some_and(|url| url.starts_with("http://127.0.0.1") && url.contains("%2Flocal%2F"))
}

#[tokio::test]
async fn an_upload_that_is_cut_off_leaves_nothing() {
    let Some(world) = World::local(&[]).await else { return };
    let upload = world.user("a").announce("a.png", "image/png", 1_000).await;
    let url = upload["upload_url"].as_str().expect("a URL");
    let path = &url[url.find("/files/").expect("a path")..];
    let mut stream = tokio::net::TcpStream::connect(&world.address).await.expect("a connection");
    let disposition = upload["headers"]["Content-Disposition"].as_str().expect("a header");
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: image/png\r\ncontent-disposition: {disposition}\r\n\
         if-none-match: *\r\n\
         content-length: 1000\r\n\r\nonly a beginning",
        world.address
    );
    stream.write_all(head.as_bytes()).await.expect("a beginning is sent");
    let files = || std::fs::read_dir(world.directory().join("files")).expect("the folder").count();
    while files() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(stream);
    for _ in 0..500 {
        if files() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a part is left");
}
