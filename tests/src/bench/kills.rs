//! The server is killed again and again while clients talk: everything that one of them has seen must be there
//! afterwards, in its place, once, and nothing that nobody has sent.

use std::collections::HashMap;
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinSet;

use super::figure::{Figure, Unit};
use super::rest::Rest;
use super::rooms::{Room, TEXT, create, users};
use super::server::{Program, Server};
use super::socket::{Receiver, Sender, open};
use super::start::restart;

/// Rooms that clients talk in.
const ROOMS: usize = 20;
/// Clients in each room.
const CLIENTS: usize = 4;
/// Messages that a client has under way.
const UNDER_WAY: u32 = 8;
/// The time of a server from its start to its kill, in milliseconds, is at least the first and less than the second.
const LIVES_MS: std::ops::Range<u64> = 500..3_000;
/// Messages in a page.
const PAGE: usize = 100;

/// The name of the figure of [`kills`].
pub(super) const NAME: &str = "kills";

/// A connection, and the number of a message that was sent on it.
type Said = (u32, u32);

#[derive(Deserialize)]
struct Message {
    id: u64,
    seq: usize,
    content: String,
}

#[derive(Deserialize)]
struct Frame {
    message: Message,
}

#[derive(Deserialize)]
struct Page {
    messages: Vec<Message>,
}

/// What one connection saw until the server was killed.
struct Life {
    /// The place of the room among the rooms.
    room: usize,
    connection: u32,
    /// The number of messages that it sent.
    sent: u32,
    /// The messages that arrived: number in the room, and what they were.
    seen: Vec<(usize, Said)>,
}

/// What a room is known to hold.
struct Book {
    room: Room,
    /// Every message, in order.
    said: Vec<Said>,
    last_id: u64,
}

/// Lets clients talk and kills the server until this many messages are stored; after each kill reads what is new,
/// and at last everything. Fails if a message that was seen is not there, or one is there that was not sent.
pub(super) async fn kills(program: &Program, messages: u64) -> Figure {
    let mut server = Server::start(program).await;
    let rooms = create(&server.address, (0..ROOMS).map(|_| users(CLIENTS)).collect()).await;
    let mut books: Vec<Book> =
        rooms.into_iter().map(|room| Book { room, said: Vec::new(), last_id: 0 }).collect();
    let mut random = SmallRng::seed_from_u64(1);
    let (mut waits, mut stored, mut seen) = (Vec::new(), 0, 0);
    while stored < messages {
        let lives = one_life(&mut server, &books, waits.len(), random.random_range(LIVES_MS)).await;
        waits.push(restart(&mut server, &books[0].room).await);
        stored = 0;
        for (at, book) in books.iter_mut().enumerate() {
            let of_room: Vec<&Life> = lives.iter().filter(|life| life.room == at).collect();
            book.take(&read_after(&server.address, &book.room, book.last_id).await, &of_room);
            seen += of_room.iter().map(|life| life.seen.len()).sum::<usize>();
            stored += book.said.len() as u64;
        }
    }
    for book in &books {
        let whole = read_after(&server.address, &book.room, 0).await;
        assert!(
            whole.iter().map(said).eq(book.said.iter().copied()),
            "a message was lost after it had been read"
        );
    }
    waits.sort();
    let kills = waits.len();
    Figure {
        name: NAME,
        load: format!(
            "{stored} messages and {kills} kills, nothing lost of {seen} that were seen; until the first page after one"
        ),
        cost: waits[kills / 2].as_secs_f64() * 1e3,
        unit: Unit::Milliseconds,
        rate: None,
        latency: None,
    }
}

/// Lets clients talk for a while, then kills the server.
async fn one_life(server: &mut Server, books: &[Book], round: usize, life_ms: u64) -> Vec<Life> {
    let mut clients = JoinSet::new();
    for (room, book) in books.iter().enumerate() {
        for (number, user) in book.room.members.iter().enumerate() {
            let connection = ((round * ROOMS + room) * CLIENTS + number) as u32;
            let (sender, receiver) = open(&server.address, book.room.id, user).await;
            clients.spawn(talk(Life { room, connection, sent: 0, seen: Vec::new() }, sender, receiver));
        }
    }
    tokio::time::sleep(Duration::from_millis(life_ms)).await;
    server.kill().await;
    clients.join_all().await
}

/// Sends messages, each when an earlier one has come back, until the server is gone.
async fn talk(mut life: Life, mut sender: Sender, mut receiver: Receiver) -> Life {
    let mut under_way = 0;
    loop {
        while under_way < UNDER_WAY {
            let content = format!("{}~{}~{TEXT}", life.connection, life.sent);
            life.sent += 1;
            under_way += 1;
            if !sender.try_send(&json!({"type": "chat_message", "content": content}).to_string()).await {
                return life;
            }
        }
        let Some(frame) = receiver.next().await else { return life };
        if !frame.starts_with(br#"{"type":"chat_message""#) {
            assert!(!frame.starts_with(br#"{"type":"error""#), "{}", String::from_utf8_lossy(frame));
            continue;
        }
        let Frame { message } = serde_json::from_slice(frame).expect("a frame in JSON");
        let said = said(&message);
        under_way -= u32::from(said.0 == life.connection);
        life.seen.push((message.seq, said));
    }
}

/// Reads the messages of a room after the one with this id.
async fn read_after(address: &str, room: &Room, mut last_id: u64) -> Vec<Message> {
    let (mut rest, mut all) = (Rest::connect(address).await, Vec::new());
    loop {
        let path = format!("rooms/{}/messages/?after={last_id}&limit={PAGE}", room.id);
        let page = rest.get(&room.members[0].token, &path).await;
        let Page { messages } = serde_json::from_slice(&page).expect("a page in JSON");
        let is_last = messages.len() < PAGE;
        last_id = messages.last().map_or(last_id, |message| message.id);
        all.extend(messages);
        if is_last {
            return all;
        }
    }
}

/// Reads from a message's content what it is.
fn said(message: &Message) -> Said {
    let mut parts = message.content.splitn(3, '~').map_while(|part| part.parse().ok());
    parts.next().zip(parts.next()).unwrap_or_else(|| panic!("nobody has sent {:?}", message.content))
}

impl Book {
    /// Takes the messages that were found after a kill, and checks them against what the connections know.
    fn take(&mut self, found: &[Message], lives: &[&Life]) {
        let sent: HashMap<u32, u32> = lives.iter().map(|life| (life.connection, life.sent)).collect();
        let mut next = HashMap::new();
        for message in found {
            let (connection, number) = said(message);
            assert_eq!(message.seq, self.said.len() + 1, "a gap in room {}", self.room.id);
            assert!(
                sent.get(&connection).is_some_and(|sent| number < *sent),
                "not sent: {}",
                message.content
            );
            let expected = next.entry(connection).or_insert(0);
            assert_eq!(number, *expected, "twice, or out of order: {}", message.content);
            *expected += 1;
            self.said.push((connection, number));
            self.last_id = message.id;
        }
        for (seq, said) in lives.iter().flat_map(|life| &life.seen) {
            assert_eq!(self.said.get(seq - 1), Some(said), "message {seq} of room {} was seen", self.room.id);
        }
    }
}
