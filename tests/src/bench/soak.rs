//! A long mixed load of rooms and sockets that come and go. When everybody has left, the server must hold no more
//! than after a short load.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinSet;

use super::figure::{Figure, Unit};
use super::rest::Rest;
use super::rooms::{Room, TEXT, User, create, users};
use super::server::{Program, Server};
use super::socket::{Receiver, Sender, open, open_user_socket};

/// The part of the time after which the server is measured first: five minutes of thirty.
const EARLY: f64 = 1.0 / 6.0;
/// Groups of people at once.
const GROUPS: usize = 32;
/// Members of a group. All but the last two have a room socket, these a user socket.
const MEMBERS: usize = 6;
const USER_SOCKETS: usize = 2;
/// Messages of a group, and the time between two of them.
const MESSAGES: usize = 40;
const PAUSE: Duration = Duration::from_millis(50);
/// One message in so many is posted by REST.
const BY_REST: usize = 5;
/// The time after which a server has done all that follows from the last leave.
const SETTLE: Duration = Duration::from_secs(10);
/// The longest wait for a group's last message.
const PATIENCE: Duration = Duration::from_secs(30);

/// Names of the figures of [`soak`].
pub(super) const NAMES: [&str; 4] = ["soak-memory", "soak-files", "soak-memory-early", "soak-files-early"];

#[derive(Deserialize)]
struct Frame {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    seq: usize,
}

/// Lets groups come and go for so many minutes, and measures the server, without any client, after a sixth of the
/// time and at the end.
pub(super) async fn soak(program: &Program, minutes: f64) -> Vec<Figure> {
    let server = Server::start(program).await;
    let early_min = minutes * EARLY;
    let (mut groups, mut seen) = (0, Vec::new());
    for part_min in [early_min, minutes - early_min] {
        groups += crowd(&server.address, Duration::from_secs_f64(part_min * 60.0)).await;
        tokio::time::sleep(SETTLE).await;
        let sockets = groups * MEMBERS as u64;
        let load = format!("{groups} rooms and {sockets} sockets have come and gone");
        seen.push((load, server.own_kb() / 1e3, server.open_files() as f64));
    }
    let figure = |name, (load, cost): (&String, f64), minutes: f64, unit| Figure {
        name,
        load: format!("{load} in {minutes:.0} minutes"),
        cost,
        unit,
        rate: None,
        latency: None,
    };
    let [(early, early_mb, early_files), (late, late_mb, late_files)] = &seen[..] else {
        unreachable!("two measurements")
    };
    vec![
        figure(NAMES[0], (late, *late_mb), minutes, Unit::Megabytes),
        figure(NAMES[1], (late, *late_files), minutes, Unit::OpenFiles),
        figure(NAMES[2], (early, *early_mb), early_min, Unit::Megabytes),
        figure(NAMES[3], (early, *early_files), early_min, Unit::OpenFiles),
    ]
}

/// Runs groups for this time, each place taken by the next group when one has left; returns how many there were.
async fn crowd(address: &str, time: Duration) -> u64 {
    let (groups, end) = (Arc::<AtomicU64>::default(), Instant::now() + time);
    let mut places = JoinSet::new();
    for _ in 0..GROUPS {
        let (address, groups) = (address.to_owned(), groups.clone());
        places.spawn(async move {
            while Instant::now() < end {
                let number = groups.fetch_add(1, Ordering::Relaxed);
                talk(&address, number % 2 == 0).await;
            }
        });
    }
    places.join_all().await;
    groups.load(Ordering::Relaxed)
}

/// A group: makes a room, connects, talks, reads, waits until everybody has every message, and goes. It either
/// leaves the room or only closes its sockets.
async fn talk(address: &str, leaves: bool) {
    let room = create(address, vec![users(MEMBERS)]).await.remove(0);
    let (mut senders, mut readers) = (Vec::new(), JoinSet::new());
    for (at, user) in room.members.iter().enumerate() {
        let (sender, receiver) = enter(address, &room, user, at + USER_SOCKETS >= MEMBERS).await;
        senders.push(sender);
        readers.spawn(async move { read(receiver).await });
    }
    let mut rest = Rest::connect(address).await;
    for turn in 0..MESSAGES {
        let speaker = turn % MEMBERS;
        if turn % BY_REST == 0 {
            let path = format!("rooms/{}/messages/", room.id);
            let content = json!({"content": TEXT}).to_string();
            rest.post(&room.members[speaker].token, &path, content).await;
        } else {
            let frame = json!({"type": "chat_message", "room_id": room.id, "content": TEXT});
            senders[speaker].send(&frame.to_string()).await;
        }
        look_around(&mut rest, &room, turn).await;
        tokio::time::sleep(PAUSE).await;
    }
    let receivers = tokio::time::timeout(PATIENCE, readers.join_all()).await.expect("every message arrives");
    if leaves {
        for user in &room.members {
            rest.post(&user.token, &format!("rooms/{}/leave/", room.id), String::new()).await;
        }
    }
    drop((senders, receivers));
}

/// Connects a user by a room socket or by a user socket that is subscribed to the room.
async fn enter(address: &str, room: &Room, user: &User, by_user_socket: bool) -> (Sender, Receiver) {
    if !by_user_socket {
        return open(address, room.id, user).await;
    }
    let (mut sender, mut receiver) = open_user_socket(address, user).await;
    sender.send(&json!({"type": "subscribe", "room_id": room.id}).to_string()).await;
    receiver.wait_for("live").await;
    (sender, receiver)
}

/// Reads until every message of the group has arrived, each once and in order, and keeps the connection open.
async fn read(mut receiver: Receiver) -> Receiver {
    let mut messages = 0;
    while messages < MESSAGES {
        let frame = receiver.next().await.expect("the connection is open");
        assert!(!frame.starts_with(br#"{"type":"error""#), "{}", String::from_utf8_lossy(frame));
        if frame.starts_with(br#"{"type":"chat_message""#) {
            let Frame { message } = serde_json::from_slice(frame).expect("a frame in JSON");
            messages += 1;
            assert_eq!(message.seq, messages, "in order, each once");
        }
    }
    receiver
}

/// One member asks for what a page shows.
async fn look_around(rest: &mut Rest, room: &Room, turn: usize) {
    let token = &room.members[turn / 2 % MEMBERS].token;
    match turn % 4 {
        0 => rest.get(token, "rooms/").await,
        1 => rest.get(token, &format!("rooms/{}/messages/", room.id)).await,
        2 => rest.get(token, &format!("rooms/{}/", room.id)).await,
        _ => rest.get(token, "notifications/").await,
    };
}
