//! A word that occurs seldom is looked for in a large room: through the API, and beside it in an index of the
//! same texts, `SQLite`'s FTS5 with its trigram tokenizer.

use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::figure::{Figure, Unit};
use super::rest::Rest;
use super::rooms::{Room, create, users};
use super::server::{Program, Server};
use super::socket::open;

/// Messages of the room.
const MESSAGES: usize = 100_000;
/// Characters of each.
const CHARS: usize = 120;
/// Messages that are sent before the first one is answered.
const UNDER_WAY: usize = 64;
/// One in this many has the word.
const SELDOM: usize = MESSAGES / 5;
const WORD: &str = "zeppelin";
/// Searches of the whole room; an odd number has a median.
const SEARCHES: usize = 5;
/// The other words of the texts.
const WORDS: [&str; 24] = [
    "the",
    "meeting",
    "is",
    "at",
    "three",
    "please",
    "send",
    "report",
    "again",
    "and",
    "tell",
    "everybody",
    "who",
    "wants",
    "to",
    "come",
    "that",
    "lunch",
    "will",
    "be",
    "late",
    "today",
    "thanks",
    "tomorrow",
];

/// Names of the figures of [`all`].
pub(super) const NAMES: [&str; 2] = ["search", "search-index"];

/// Stores the messages, searches the whole room several times, and does the same in the index.
pub(super) async fn all(program: &Program) -> Vec<Figure> {
    let server = Server::start(program).await;
    let room = create(&server.address, vec![users(SEARCHES)]).await.remove(0);
    let texts = texts();
    store(&server, &room, &texts).await;
    let (mut waits, mut calls) = (Vec::new(), 0);
    for at in 0..SEARCHES {
        let begin = Instant::now();
        let (hits, asked) = search(&server, &room, at).await;
        waits.push(begin.elapsed());
        assert_eq!(hits, MESSAGES / SELDOM, "every message with the word is found");
        calls = asked;
    }
    let what =
        format!("{MESSAGES} messages of {CHARS} characters, a word that occurs {} times", MESSAGES / SELDOM);
    let (built, found) = index(&texts);
    let kept = format!("the same in an index that took {:.0} ms to make", built.as_secs_f64() * 1e3);
    vec![figure(NAMES[0], format!("{what}, {calls} calls"), waits), figure(NAMES[1], kept, found)]
}

fn figure(name: &'static str, load: String, mut waits: Vec<Duration>) -> Figure {
    waits.sort();
    let cost = waits[waits.len() / 2].as_secs_f64() * 1e3;
    Figure { name, load, cost, unit: Unit::Milliseconds, rate: None, latency: None }
}

fn texts() -> Vec<String> {
    let mut random = SmallRng::seed_from_u64(1);
    let text = |at| {
        let mut text = if at % SELDOM == SELDOM / 2 { WORD.to_owned() } else { String::new() };
        while text.len() < CHARS {
            text = format!("{text} {}", WORDS.choose(&mut random).expect("a word"));
        }
        text[..CHARS].to_owned()
    };
    (0..MESSAGES).map(text).collect()
}

async fn store(server: &Server, room: &Room, texts: &[String]) {
    let (mut sender, mut receiver) = open(&server.address, room.id, &room.members[0]).await;
    let (mut sent, mut stored) = (0, 0);
    while stored < texts.len() {
        while sent < texts.len().min(stored + UNDER_WAY) {
            sender.send(&json!({"type": "chat_message", "content": texts[sent]}).to_string()).await;
            sent += 1;
        }
        let frame = receiver.next().await.expect("the connection is open");
        assert!(!frame.starts_with(br#"{"type":"error""#), "{}", String::from_utf8_lossy(frame));
        stored += usize::from(frame.starts_with(br#"{"type":"chat_message""#));
    }
}

/// Searches the whole room as one of its members; returns the hits and the calls.
async fn search(server: &Server, room: &Room, member: usize) -> (usize, usize) {
    let mut rest = Rest::connect(&server.address).await;
    let (mut hits, mut calls, mut cursor) = (0, 0, String::new());
    loop {
        let path = format!("rooms/{}/search/?q={WORD}&limit=50{cursor}", room.id);
        let answer = rest.get(&room.members[member].token, &path).await;
        let answer: Value = serde_json::from_slice(&answer).expect("an answer in JSON");
        hits += answer["results"].as_array().expect("results").len();
        calls += 1;
        match answer["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (hits, calls),
        }
    }
}

/// Makes the index and searches it; returns the time that it took to make, and that of each search.
fn index(texts: &[String]) -> (Duration, Vec<Duration>) {
    let begin = Instant::now();
    let mut index = Connection::open_in_memory().expect("a database");
    index.execute_batch("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'trigram')").expect("FTS5");
    let filling = index.transaction().expect("a transaction");
    for text in texts {
        filling.execute("INSERT INTO texts (text) VALUES (?1)", [text]).expect("a row");
    }
    filling.commit().expect("a commit");
    let built = begin.elapsed();
    let waits = (0..SEARCHES).map(|_| {
        let begin = Instant::now();
        let mut statement =
            index.prepare("SELECT text FROM texts WHERE texts MATCH ?1").expect("a statement");
        let hits = statement.query_map([WORD], |row| row.get::<_, String>(0)).expect("hits").count();
        assert_eq!(hits, MESSAGES / SELDOM, "the index finds the same");
        begin.elapsed()
    });
    (built, waits.collect())
}
