//! Measures the Lambda binary (`make bench`): its size, its start, a call, and how one message
//! reaches large rooms. The functions are processes of the artifact; DynamoDB answers
//! after 3 ms, the management API after 12 ms, both behind TLS in this process, on the same cores.
//!
//! Not in the figures: what Lambda takes to make a sandbox and to hand an asynchronous event over.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a benchmark fails by panicking
#![allow(clippy::cast_precision_loss)] // figures are rounded anyway

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use roomcast_tests::cloud::{Cloud, Sandbox, Weather};
use roomcast_tests::event::{http, token};
use roomcast_tests::world::built;
use serde_json::{Value, json};

/// Starts that are measured.
const STARTS: usize = 15;
/// Calls that are measured.
const CALLS: u32 = 300;
/// Messages to a room whose functions have been used before.
const MESSAGES: usize = 5;
/// Rooms whose functions were never used before; the last one goes on to [`MESSAGES`].
const COLD_ROOMS: usize = 5;
/// Memory of the functions in MiB.
const MEMORY_MIB: u32 = 1_024;

#[tokio::main]
async fn main() {
    let binary = binary();
    let megabytes = |file: &Path| std::fs::metadata(file).unwrap().len() as f64 / 1e6;
    println!("binary: {:.2} MB, zipped {:.2} MB (goal 3.0)", megabytes(&binary), megabytes(&zipped()));
    starts(&binary).await;
    calls(&binary).await;
    room(&binary, 50, &[], "").await;
    room(&binary, 200, &[], "").await;
    room(&binary, 1_000, &[], " (goals: cold 300 ms, warm 130 ms, 40 MB)").await;
    room(&binary, 10_000, &[], " (goal: warm 900 ms)").await;
    room(&binary, 1_000, &[(5, 429), (50, 500)], "").await;
}

/// The artifact that `make artifact` built for this machine.
fn binary() -> PathBuf {
    artifact(&format!("{}-unknown-linux-gnu/lambda/bootstrap", std::env::consts::ARCH))
}

fn zipped() -> PathBuf {
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    artifact(&format!("artifact/{architecture}/bootstrap/bootstrap.zip"))
}

fn artifact(path: &str) -> PathBuf {
    let file = built("bench_lambda").ancestors().nth(2).unwrap().join(path);
    assert!(file.exists(), "{} is missing: run `make bench-lambda`", file.display());
    file
}

fn weather(binary: &Path) -> Weather {
    Weather {
        table: Duration::from_millis(3),
        post: Duration::from_millis(12),
        tls: true,
        memory_mib: MEMORY_MIB,
        quota: true,
        scales: true,
        variables: vec![("MESSAGES_PER_10S", "0")],
        binary: Some(binary.to_owned()),
    }
}

fn median<T: Copy + Ord>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}

async fn starts(binary: &Path) {
    for (handler, what) in [
        ("default", "without a call (goal: 5 ms CPU)"),
        ("list_rooms", "with a call of the table over TLS (goals: 15 ms CPU, 12 MB)"),
    ] {
        let mut found = Vec::new();
        for _ in 0..STARTS {
            let cloud = Cloud::with(weather(binary)).await;
            let sandbox = cloud.start(handler);
            found.push(loop {
                if let Some(started) = sandbox.started() {
                    break started;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            });
        }
        println!(
            "start {what}: {:.1} ms CPU, {:.1} ms, {:.1} MB resident",
            median(found.iter().map(|s| s.cpu).collect()).as_secs_f64() * 1e3,
            median(found.iter().map(|s| s.after).collect()).as_secs_f64() * 1e3,
            median(found.iter().map(|s| s.resident_kb).collect()) as f64 / 1e3,
        );
    }
}

async fn calls(binary: &Path) {
    let cloud = Cloud::with(weather(binary)).await;
    make_room(&cloud).await;
    let events = [
        ("get_me", http("GET", "/api/chat/me/", "", Some(&token(1)), None)),
        ("get_room", http("GET", "/api/chat/rooms/1/", "", Some(&token(1)), None)),
        ("send_message", message()),
    ];
    for (handler, event) in events {
        for _ in 0..20 {
            cloud.invoke(handler, event.clone()).await.unwrap();
        }
        let sandbox = cloud.sandboxes(handler).remove(0);
        let before = sandbox.cpu();
        for _ in 0..CALLS {
            cloud.invoke(handler, event.clone()).await.unwrap();
        }
        let each = sandbox.cpu().saturating_sub(before) / CALLS;
        println!("{handler}: {:.2} ms CPU a call", each.as_secs_f64() * 1e3);
    }
}

async fn make_room(cloud: &Cloud) {
    let room = Some(json!({"name": "room", "room_type": "public"}));
    let made = http("POST", "/api/chat/rooms/", "", Some(&token(1)), room);
    assert_eq!(cloud.invoke("create_room", made).await.unwrap()["statusCode"], 201);
}

fn message() -> Value {
    let body = Some(json!({"content": "a message of ordinary length, as people write them in chats"}));
    http("POST", "/api/chat/rooms/1/messages/", "", Some(&token(1)), body)
}

/// One message to a room with so many connections: to functions that were never used, then to the
/// same ones again.
async fn room(binary: &Path, connections: usize, faults: &[(usize, u16)], goals: &str) {
    let mut cold = Vec::new();
    for _ in 1..COLD_ROOMS {
        let (cloud, jobs) = seated(binary, connections, faults).await;
        cold.push(deliver(&cloud, connections).await.1);
        jobs.abort();
    }
    let (cloud, jobs) = seated(binary, connections, faults).await;
    cold.push(deliver(&cloud, connections).await.1);
    let cpu = posters_cpu(&cloud);
    let (mut warm, mut first) = (Vec::new(), Vec::new());
    for _ in 0..MESSAGES {
        let took = deliver(&cloud, connections).await;
        warm.push(took.1);
        first.push(took.0);
    }
    let each = posters_cpu(&cloud).saturating_sub(cpu).as_secs_f64() * 1e6 / (connections * MESSAGES) as f64;
    let posters = posters(&cloud);
    let peak = posters.iter().map(|sandbox| sandbox.peak_kb()).max().unwrap();
    let core = if posters[0].is_limited() { "limited" } else { "NOT limited" };
    let weather =
        if faults.is_empty() { String::new() } else { format!(", of each n posts one fails: {faults:?}") };
    println!(
        "room of {connections}{weather}: cold {}, warm {}; the first has it after {} ms, {each:.0} us CPU a post, {} posting functions of {MEMORY_MIB} MiB (CPU {core}), at most {:.1} MB resident{goals}",
        spread(&cold),
        spread(&warm),
        median(first).as_millis(),
        posters.len(),
        peak as f64 / 1e3,
    );
    jobs.abort();
}

/// The median and the ends of what was measured.
fn spread(times: &[Duration]) -> String {
    let (least, most) = (times.iter().min().unwrap(), times.iter().max().unwrap());
    format!("{} ms ({} to {})", median(times.to_vec()).as_millis(), least.as_millis(), most.as_millis())
}

/// A cloud with a room and its connections, whose jobs run as they come.
async fn seated(
    binary: &Path,
    connections: usize,
    faults: &[(usize, u16)],
) -> (Arc<Cloud>, tokio::task::JoinHandle<()>) {
    let cloud = Arc::new(Cloud::with(weather(binary)).await);
    let jobs = tokio::spawn(cloud.clone().keep_running_jobs());
    make_room(&cloud).await;
    cloud.seat(1, 10, connections as u64, 0).await;
    cloud.answer_every(faults);
    (cloud, jobs)
}

fn posters(cloud: &Cloud) -> Vec<Arc<Sandbox>> {
    let jobs = cloud.sandboxes("deliver");
    if jobs.is_empty() { cloud.sandboxes("send_message") } else { jobs }
}

fn posters_cpu(cloud: &Cloud) -> Duration {
    posters(cloud).iter().map(|sandbox| sandbox.cpu()).sum()
}

/// Sends a message; how long until the first and until everybody has it. Nobody is missed, nobody
/// gets it twice.
async fn deliver(cloud: &Cloud, connections: usize) -> (Duration, Duration) {
    cloud.take_posts();
    let (before, start) = (cloud.posted(), Instant::now());
    let sent = cloud.invoke("send_message", message());
    let everybody = async {
        let mut first = None;
        while cloud.posted() - before < connections {
            if cloud.posted() > before {
                first.get_or_insert(start.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
            assert!(start.elapsed() < Duration::from_secs(20), "{} were reached", cloud.posted() - before);
        }
        let everybody = start.elapsed();
        (first.unwrap_or(everybody), everybody)
    };
    let (sent, took) = tokio::join!(sent, everybody);
    assert_eq!(sent.unwrap()["statusCode"], 201);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let reached: std::collections::HashSet<String> =
        cloud.take_posts().into_iter().map(|(to, _)| to).collect();
    assert_eq!((reached.len(), cloud.posted() - before), (connections, connections));
    took
}
