//! The wait for a server that starts on a full disk.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use super::figure::{Figure, Unit};
use super::rest::Rest;
use super::rooms::{User, create, users};
use super::server::{Program, Server};
use super::socket::open;

/// Rooms that the messages are spread over.
const ROOMS: usize = 100;
/// Messages of a room that are sent before the first one is answered.
const UNDER_WAY: u64 = 16;

/// Names of the figures of [`start`].
pub(super) const NAMES: [&str; 2] = ["start-killed", "start"];

/// Stores this many messages through the public API, then starts the server on them: after a kill amid
/// its work, and after a clean end.
pub(super) async fn start(program: &Program, messages: u64) -> Vec<Figure> {
    let mut server = Server::start(program).await;
    let rooms = create(&server.address, (0..ROOMS).map(|_| users(1)).collect()).await;
    let each = messages.div_ceil(ROOMS as u64);
    let mut writers = JoinSet::new();
    for room in &rooms {
        let (address, room) = (server.address.clone(), room.clone());
        writers.spawn(async move { write(&address, room.id, &room.members[0], each).await });
    }
    writers.join_all().await;
    let token = rooms[0].members[0].token.clone();
    let path = format!("rooms/{}/messages/", rooms[0].id);
    let mut figures = Vec::new();
    for name in NAMES {
        let ending = if name == "start" {
            server.terminate().await;
            "a clean end"
        } else {
            server.kill().await;
            "a kill"
        };
        let disk_mb = server.disk_mb();
        let begin = Instant::now();
        server = server.restart().await;
        let page = Rest::connect(&server.address).await.get(&token, &path).await;
        let wait: Duration = begin.elapsed();
        assert!(!page.is_empty(), "the first answer is a page");
        figures.push(Figure {
            name,
            load: format!(
                "{} messages on disk ({disk_mb:.0} MB), first page after {ending}",
                each * ROOMS as u64
            ),
            cost: wait.as_secs_f64() * 1e3,
            unit: Unit::Milliseconds,
            rate: None,
            latency: None,
        });
    }
    figures
}

/// Sends messages to a room of one user, and waits until all are stored.
async fn write(address: &str, room: u64, user: &User, messages: u64) {
    let (mut sender, mut receiver) = open(address, room, user).await;
    let content = "a message of ordinary length, as people write them to each other all day";
    let frame = json!({"type": "chat_message", "content": content}).to_string();
    let (mut sent, mut stored) = (0, 0);
    while stored < messages {
        while sent < messages.min(stored + UNDER_WAY) {
            sender.send(&frame).await;
            sent += 1;
        }
        let frame = receiver.next().await.expect("the connection is open");
        assert!(!frame.starts_with(br#"{"type":"error""#), "{}", String::from_utf8_lossy(frame));
        stored += u64::from(frame.starts_with(br#"{"type":"chat_message""#));
    }
}
