//! Loads of live messages: clients send by `WebSocket`, and everybody in the room receives.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use super::figure::Figure;
use super::meter::{Measured, Meter};
use super::rooms::{Room, create, users};
use super::server::{Program, Server};
use super::socket::{Receiver, Sender, open};

/// Sockets in the busy room.
const SOCKETS: usize = 50;
/// Those of them that send.
const SENDERS: usize = 5;
/// Rooms of the open loop.
const ROOMS: usize = 20;
/// Sockets in each of them.
const ROOM_SOCKETS: usize = 10;
/// Messages that arrive each second in the open loop, in all rooms together.
const MESSAGES_PER_S: u32 = 300;
const OPERATIONS: &str = "deliveries";

/// One busy room: each sender has this many messages under way, and sends the next one when one of its
/// own arrives.
pub(super) async fn busy_room(
    name: &'static str,
    program: &Program,
    seconds: f64,
    under_way: usize,
) -> Figure {
    let server = Server::start(program).await;
    let room = create(&server.address, vec![users(SOCKETS)]).await.remove(0);
    let (meter, epoch) = (Arc::new(Meter::default()), Instant::now());
    let mut clients = JoinSet::new();
    for (number, (sender, receiver)) in open_all(&server, &room).await.into_iter().enumerate() {
        let meter = meter.clone();
        if number < SENDERS {
            clients.spawn(converse(sender, receiver, number, under_way, epoch, meter));
        } else {
            clients.spawn(listen(sender, receiver, move |_| meter.count()));
        }
    }
    let measured = meter.measure(&server, seconds, clients).await;
    let load = format!("1 room x {SOCKETS} sockets, {SENDERS} senders, {under_way} under way each");
    Figure::of(name, load, OPERATIONS, measured)
}

/// Many rooms, in which messages arrive at a steady rate, whatever the server does.
pub(super) async fn steady_rooms(name: &'static str, program: &Program, seconds: f64) -> Figure {
    let server = Server::start(program).await;
    let lists = (0..ROOMS).map(|_| users(ROOM_SOCKETS)).collect();
    let (meter, epoch) = (Arc::new(Meter::default()), Instant::now());
    let (mut clients, mut senders) = (JoinSet::new(), Vec::new());
    for room in create(&server.address, lists).await {
        for (sender, receiver) in open_all(&server, &room).await {
            senders.push(sender);
            let meter = meter.clone();
            clients.spawn(listen((), receiver, move |frame| {
                meter.count();
                if let Some((_, sent)) = stamp(frame) {
                    meter.note(epoch.elapsed().saturating_sub(sent));
                }
            }));
        }
    }
    clients.spawn(send_steadily(senders, epoch));
    let measured: Measured = meter.measure(&server, seconds, clients).await;
    let load = format!("{ROOMS} rooms x {ROOM_SOCKETS} sockets, {MESSAGES_PER_S} messages/s in all");
    Figure::of(name, load, OPERATIONS, measured)
}

async fn open_all(server: &Server, room: &Room) -> Vec<(Sender, Receiver)> {
    let mut sockets = Vec::new();
    for member in &room.members {
        sockets.push(open(&server.address, room.id, member).await);
    }
    sockets
}

/// Sends, and sends again whenever a message of one's own arrives.
async fn converse(
    mut sender: Sender,
    mut receiver: Receiver,
    number: usize,
    under_way: usize,
    epoch: Instant,
    meter: Arc<Meter>,
) {
    for _ in 0..under_way {
        sender.send(&message(number, epoch.elapsed())).await;
    }
    while let Some(frame) = receiver.next().await {
        if !is_message(frame) {
            continue;
        }
        meter.count();
        if let Some((from, sent)) = stamp(frame)
            && from == number
        {
            meter.note(epoch.elapsed().saturating_sub(sent));
            sender.send(&message(number, epoch.elapsed())).await;
        }
    }
}

/// Hands each message that arrives to a function. What `held` holds, such as the other half of the
/// connection, stays open.
async fn listen<T>(held: T, mut receiver: Receiver, on_message: impl Fn(&[u8])) {
    while let Some(frame) = receiver.next().await {
        if is_message(frame) {
            on_message(frame);
        }
    }
    drop(held);
}

/// Sends from each room in turn, and there from each socket in turn.
async fn send_steadily(mut senders: Vec<Sender>, epoch: Instant) {
    let begin = tokio::time::Instant::now();
    for turn in 0_u32.. {
        tokio::time::sleep_until(begin + Duration::from_secs(1) * turn / MESSAGES_PER_S).await;
        let (room, socket) = (turn as usize % ROOMS, turn as usize / ROOMS % ROOM_SOCKETS);
        senders[room * ROOM_SOCKETS + socket].send(&message(socket, epoch.elapsed())).await;
    }
}

/// A message that says who sent it and when.
fn message(number: usize, sent: Duration) -> String {
    let content =
        format!("~{number}~{}~ a message of ordinary length, as people write them", sent.as_micros());
    json!({"type": "chat_message", "content": content}).to_string()
}

/// Reads who sent a message and when.
pub(super) fn stamp(frame: &[u8]) -> Option<(usize, Duration)> {
    let mut parts = std::str::from_utf8(frame).ok()?.splitn(4, '~').skip(1);
    let number = parts.next()?.parse().ok()?;
    Some((number, Duration::from_micros(parts.next()?.parse().ok()?)))
}

fn is_message(frame: &[u8]) -> bool {
    frame.starts_with(br#"{"type":"chat_message""#)
}
