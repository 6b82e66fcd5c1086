//! Measures the release build from outside on this machine: the load runs beside the
//! server on the same cores. Prints one line a figure: all of them, or those that are named.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a benchmark fails by panicking
#![allow(clippy::cast_precision_loss)] // figures are rounded anyway

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long each load runs.
const SECONDS: u64 = 5;
/// Clock ticks a second of `/proc/<pid>/stat`, the same on every Linux of today.
const TICKS: f64 = 100.0;

type Ws = WebSocketStream<MaybeTlsStream<TcpStream>>;

#[tokio::main]
async fn main() {
    let world = World::start(&[("MESSAGES_PER_10S", "0")]).await;
    let named: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |figure: &str| named.is_empty() || named.iter().any(|name| name == figure);
    if wanted("room") {
        one_busy_room(&world, false).await;
        one_busy_room(&world, true).await;
    }
    if wanted("rooms") {
        many_rooms(&world).await;
    }
    if wanted("rest") {
        rest(&world).await;
    }
    if wanted("pages") {
        pages(&world).await;
    }
    if wanted("connects") {
        connects(&world).await;
    }
    if wanted("memory") {
        // What the figures before have left in memory would hide it.
        drop(world);
        memory(&World::start(&[("MESSAGES_PER_10S", "0")]).await).await;
    }
}

/// CPU seconds that the server has used.
fn cpu_s(world: &World) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", world.process_id())).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / TICKS
}

/// Kilobytes of memory that the server holds.
fn resident_kb(world: &World) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", world.process_id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn open(world: &World, actor: &Actor, room: u64) -> Ws {
    let url = format!("ws://{}/ws/chat/{room}/?token={}", world.address, actor.token);
    let (mut socket, _) = connect_async(url).await.unwrap();
    while let Some(Ok(Message::Text(text))) = socket.next().await {
        if text.contains("\"type\":\"live\"") {
            break;
        }
    }
    socket
}

/// Each member sends, waits for the own message, and sends again; all frames are counted.
async fn closed_loop(
    mut socket: Ws,
    id: u64,
    named: bool,
    end: Instant,
    deliveries: Arc<AtomicU64>,
    sends: Arc<AtomicU64>,
) {
    let mut number = 0_u64;
    while Instant::now() < end {
        number += 1;
        let mark = format!("{id}-{number}.");
        let mut frame = json!({"type": "chat_message", "content": format!("{mark} a message of ordinary length, as people write them")});
        if named {
            frame["client_message_id"] = json!(mark);
        }
        socket.send(Message::text(frame.to_string())).await.unwrap();
        loop {
            let Some(Ok(message)) = socket.next().await else { return };
            let Message::Text(text) = message else { continue };
            if text.starts_with(r#"{"type":"chat_message""#) {
                deliveries.fetch_add(1, Ordering::Relaxed);
                if text.contains(&mark) {
                    break;
                }
            }
        }
        sends.fetch_add(1, Ordering::Relaxed);
    }
    // The others' last messages are not waited for.
}

async fn load(world: &World, rooms: usize, members: usize, named: bool) -> (f64, f64, f64) {
    let owner = world.user("owner");
    let mut sockets = Vec::new();
    for _ in 0..rooms {
        let room = owner.room("public").await;
        for n in 0..members {
            let member = world.user(&format!("member{n}"));
            member.join(room).await;
            sockets.push((open(world, &member, room).await, member.id));
        }
    }
    let (deliveries, sends) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (cpu, start) = (cpu_s(world), Instant::now());
    let end = start + Duration::from_secs(SECONDS);
    let loops = sockets.into_iter().map(|(socket, id)| {
        tokio::spawn(closed_loop(socket, id, named, end, deliveries.clone(), sends.clone()))
    });
    join_all(loops).await;
    let elapsed = start.elapsed().as_secs_f64();
    let delivered = deliveries.load(Ordering::Relaxed) as f64;
    let cpu_us = (cpu_s(world) - cpu) * 1e6 / delivered;
    (delivered / elapsed, cpu_us, sends.load(Ordering::Relaxed) as f64 / elapsed)
}

async fn one_busy_room(world: &World, named: bool) {
    let (deliveries, cpu_us, sends) = load(world, 1, 50, named).await;
    let with = if named { "with client_message_id" } else { "without client_message_id" };
    println!(
        "1 room x 50, closed loop, {with}: {deliveries:.0} deliveries/s, {cpu_us:.1} us server CPU each, {sends:.0} sends/s"
    );
}

async fn many_rooms(world: &World) {
    let (deliveries, cpu_us, sends) = load(world, 20, 10, false).await;
    println!(
        "20 rooms x 10, closed loop: {sends:.0} sends/s, {deliveries:.0} deliveries/s, {cpu_us:.1} us server CPU each"
    );
}

struct Rest {
    sender: SendRequest<Full<Bytes>>,
    token: String,
}

impl Rest {
    async fn connect(world: &World, actor: &Actor) -> Self {
        let stream = TcpStream::connect(&world.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self { sender, token: actor.token.clone() }
    }

    async fn call(&mut self, method: &str, path: &str, body: &Value) -> Bytes {
        let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/chat/{path}"))
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", self.token))
            .body(Full::new(body))
            .unwrap();
        self.sender.ready().await.unwrap();
        let response = self.sender.send_request(request).await.unwrap();
        assert!(response.status().is_success(), "{method} {path}: {}", response.status());
        response.into_body().collect().await.unwrap().to_bytes()
    }
}

/// Runs a mix of requests: of ten, four read a page, two list rooms, two send, one reads a room and one its members.
async fn rest(world: &World) {
    let count = Arc::new(AtomicU64::new(0));
    let mut callers = Vec::new();
    for n in 0..16 {
        let actor = world.user(&format!("rest{n}"));
        let room = actor.room("private").await;
        for _ in 0..20 {
            actor.send(room, "something to read").await;
        }
        callers.push((Rest::connect(world, &actor).await, room));
    }
    let (cpu, start) = (cpu_s(world), Instant::now());
    let end = start + Duration::from_secs(SECONDS);
    let loops = callers.into_iter().map(|(mut rest, room)| {
        let count = count.clone();
        tokio::spawn(async move {
            while Instant::now() < end {
                for step in 0..10 {
                    match step {
                        0..=3 => rest.call("GET", &format!("rooms/{room}/messages/"), &Value::Null).await,
                        4 | 5 => rest.call("GET", "rooms/?scope=mine", &Value::Null).await,
                        6 => rest.call("GET", &format!("rooms/{room}/"), &Value::Null).await,
                        7 => rest.call("GET", &format!("rooms/{room}/members/"), &Value::Null).await,
                        _ => {
                            rest.call("POST", &format!("rooms/{room}/messages/"), &json!({"content": "x"}))
                                .await
                        }
                    };
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
        })
    });
    join_all(loops).await;
    let requests = count.load(Ordering::Relaxed) as f64;
    let cpu_us = (cpu_s(world) - cpu) * 1e6 / requests;
    println!(
        "REST mix, 16 callers: {:.0} requests/s, {cpu_us:.0} us server CPU each",
        requests / start.elapsed().as_secs_f64()
    );
}

async fn pages(world: &World) {
    const MESSAGES: usize = 20_000;
    let owner = world.user("owner");
    let room = owner.room("public").await;
    let mut senders = Vec::new();
    for n in 0..40 {
        let actor = world.user(&format!("writer{n}"));
        actor.join(room).await;
        senders.push(Rest::connect(world, &actor).await);
    }
    let loops = senders.into_iter().map(|mut rest| {
        tokio::spawn(async move {
            for _ in 0..MESSAGES / 40 {
                rest.call("POST", &format!("rooms/{room}/messages/"), &json!({"content": "x".repeat(300)}))
                    .await;
            }
        })
    });
    let start = Instant::now();
    join_all(loops).await;
    println!("filling a room: {:.0} sends/s by REST", MESSAGES as f64 / start.elapsed().as_secs_f64());
    let mut rest = Rest::connect(world, &owner).await;
    for page in [1, MESSAGES / 20] {
        let mut times = Vec::new();
        let cpu = cpu_s(world);
        for n in 0..1_000 {
            // Page sizes differ a little, so that no answer is a kept one.
            let size = 20 - n % 2;
            let start = Instant::now();
            rest.call("GET", &format!("rooms/{room}/messages/?page={page}&page_size={size}"), &Value::Null)
                .await;
            times.push(start.elapsed());
        }
        times.sort();
        let cpu_us = (cpu_s(world) - cpu) * 1e6 / 1_000.0;
        println!(
            "page {page} of 20 in {MESSAGES} messages: median {} us, p99 {} us, {cpu_us:.0} us server CPU",
            times[500].as_micros(),
            times[990].as_micros()
        );
    }
}

async fn connects(world: &World) {
    let owner = world.user("owner");
    let rooms = join_all((0..32).map(|_| owner.room("public"))).await;
    let count = Arc::new(AtomicU64::new(0));
    let (cpu, start) = (cpu_s(world), Instant::now());
    let end = start + Duration::from_secs(SECONDS);
    let loops = rooms.into_iter().map(|room| {
        let (count, actor) = (count.clone(), world.user("comes and goes"));
        let address = world.address.clone();
        tokio::spawn(async move {
            while Instant::now() < end {
                let (mut socket, _) =
                    connect_async(format!("ws://{address}/ws/chat/{room}/?token={}", actor.token))
                        .await
                        .unwrap();
                while let Some(Ok(message)) = socket.next().await {
                    if message.to_text().is_ok_and(|text| text.contains("\"type\":\"live\"")) {
                        break;
                    }
                }
                count.fetch_add(1, Ordering::Relaxed);
                let _ = socket.close(None).await;
            }
        })
    });
    join_all(loops).await;
    let connects = count.load(Ordering::Relaxed) as f64;
    let cpu_us = (cpu_s(world) - cpu) * 1e6 / connects;
    println!(
        "connect, greeting, close: {:.0}/s, {cpu_us:.0} us server CPU each",
        connects / start.elapsed().as_secs_f64()
    );
}

async fn memory(world: &World) {
    let owner = world.user("owner");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = resident_kb(world);
    let mut sockets = Vec::new();
    for _ in 0..20 {
        let room = owner.room("public").await;
        for n in 0..100 {
            sockets.push(open(world, &world.user(&format!("idle{n}")), room).await);
        }
    }
    let after = resident_kb(world);
    let each = after.saturating_sub(before) as f64 / sockets.len() as f64;
    println!("memory: {before} kB, with {} idle connections {after} kB, {each:.1} kB each", sockets.len());
}
