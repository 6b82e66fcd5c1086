//! The wait for a server that starts on a full disk.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use super::figure::{Figure, Unit};
use super::rest::Rest;
use super::rooms::{Room, TEXT, User, create, users};
use super::server::{Program, Server};
use super::socket::open;

/// Rooms that the messages are spread over.
const ROOMS: usize = 100;
/// Messages of a room that are sent before the first one is answered.
const UNDER_WAY: u64 = 16;

/// Messages that are written to each room before a kill, so that the log has something to recover.
const FRESH: u64 = 10;
/// Starts of each kind; an odd number has a median.
const STARTS: usize = 3;

/// Names of the figures of [`start`].
pub(super) const NAMES: [&str; 2] = ["start-killed", "start"];

/// Stores this many messages through the public API, then starts the server on them several times: after
/// a kill amid its work, and after a clean end.
pub(super) async fn start(program: &Program, messages: u64) -> Vec<Figure> {
    let mut server = Server::start(program).await;
    let rooms = create(&server.address, (0..ROOMS).map(|_| users(1)).collect()).await;
    let each = messages.div_ceil(ROOMS as u64);
    write_everywhere(&server, &rooms, each).await;
    let mut waits = [Vec::new(), Vec::new()];
    for _ in 0..STARTS {
        write_everywhere(&server, &rooms, FRESH).await;
        server.kill().await;
        waits[0].push(restart(&mut server, &rooms[0]).await);
        server.terminate().await;
        waits[1].push(restart(&mut server, &rooms[0]).await);
    }
    let disk_mb = server.disk_mb();
    let figure = |name, end: &str, mut waits: Vec<Duration>| {
        waits.sort();
        let stored = each * ROOMS as u64;
        Figure {
            name,
            load: format!("{stored} messages on disk ({disk_mb:.0} MB), until the first page after {end}"),
            cost: waits[STARTS / 2].as_secs_f64() * 1e3,
            unit: Unit::Milliseconds,
            rate: None,
            latency: None,
        }
    };
    let [killed, ended] = waits;
    vec![figure(NAMES[0], "a kill", killed), figure(NAMES[1], "a clean end", ended)]
}

/// Starts a server again that has ended, and returns the time until it has answered with a page.
pub(super) async fn restart(server: &mut Server, room: &Room) -> Duration {
    let begin = Instant::now();
    server.restart().await;
    let path = format!("rooms/{}/messages/", room.id);
    let page = Rest::connect(&server.address).await.get(&room.members[0].token, &path).await;
    let wait = begin.elapsed();
    assert!(!page.is_empty(), "the first answer is a page");
    wait
}

/// Writes this many messages to each room.
async fn write_everywhere(server: &Server, rooms: &[Room], messages: u64) {
    let mut writers = JoinSet::new();
    for room in rooms.iter().cloned() {
        let address = server.address.clone();
        writers.spawn(async move { write(&address, room.id, &room.members[0], messages).await });
    }
    writers.join_all().await;
}

/// Sends messages to a room of one user, and waits until all are stored.
async fn write(address: &str, room: u64, user: &User, messages: u64) {
    let (mut sender, mut receiver) = open(address, room, user).await;
    let frame = json!({"type": "chat_message", "content": TEXT}).to_string();
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
