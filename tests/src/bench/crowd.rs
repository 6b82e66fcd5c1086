//! A crowd of clients to whom messages are sent at a steady rate, and who know which frames each of them has
//! to get.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use super::deliveries::stamp;
use super::meter::{Measured, Meter, WARM_UP};
use super::rooms::User;
use super::server::Server;
use super::socket::{Receiver, Sender, open, open_user_socket};

/// Connects that are under way at once.
const AT_ONCE: usize = 100;
/// The longest wait for the last frames.
const PATIENCE: Duration = Duration::from_secs(10);

/// A room, and its members by their places in the crowd.
pub(super) struct RoomOf {
    pub(super) id: u64,
    pub(super) members: Vec<usize>,
}

/// Where a client connects.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// A user socket.
    Own,
    /// A room socket: the room's place in the crowd, and its id.
    Room(usize, u64),
}

/// A client that is connected.
pub(super) struct Client {
    sender: Sender,
    receiver: Receiver,
    /// The place of the room whose messages the client gets as they are.
    subscribed: Option<usize>,
}

impl Client {
    /// Connects users, each to its place, and returns the clients in the same order.
    pub(super) async fn enter_all(address: &str, people: Vec<(User, Place)>, meter: &Meter) -> Vec<Self> {
        let waiting: Waiting = Arc::new(Mutex::new(people.into_iter().enumerate().collect()));
        let mut doors = JoinSet::new();
        for _ in 0..AT_ONCE {
            doors.spawn(enter_one_by_one(address.to_owned(), waiting.clone()));
        }
        let mut entered = doors.join_all().await.into_iter().flatten().collect::<Vec<_>>();
        entered.sort_by_key(|(at, ..)| *at);
        let client = |(_, client, wait)| {
            meter.note(wait);
            meter.count();
            client
        };
        entered.into_iter().map(client).collect()
    }

    async fn enter(address: &str, user: &User, place: Place) -> Self {
        let ((sender, receiver), subscribed) = match place {
            Place::Own => (open_user_socket(address, user).await, None),
            Place::Room(room, id) => (open(address, id, user).await, Some(room)),
        };
        Self { sender, receiver, subscribed }
    }

    /// Subscribes a user socket to a room, which has this place in the crowd.
    pub(super) async fn subscribe(&mut self, room: usize, id: u64) {
        self.sender.send(&json!({"type": "subscribe", "room_id": id}).to_string()).await;
        self.receiver.wait_for("live").await;
        self.subscribed = Some(room);
    }
}

/// Users who have not connected yet, with their places in the crowd.
type Waiting = Arc<Mutex<Vec<(usize, (User, Place))>>>;

async fn enter_one_by_one(address: String, waiting: Waiting) -> Vec<(usize, Client, Duration)> {
    let mut entered = Vec::new();
    loop {
        let next = waiting.lock().expect("no panic").pop();
        let Some((at, (user, place))) = next else { return entered };
        let start = Instant::now();
        entered.push((at, Client::enter(&address, &user, place).await, start.elapsed()));
    }
}

/// Frames of one kind: how many, and the sum of the turns of their messages, so that a frame that came twice
/// does not make up for one that did not come.
#[derive(Default)]
struct Tally {
    frames: AtomicU64,
    turns: AtomicU64,
}

impl Tally {
    fn add(&self, turn: usize) {
        self.frames.fetch_add(1, Ordering::Relaxed);
        self.turns.fetch_add(turn as u64, Ordering::Relaxed);
    }

    fn read(&self) -> (u64, u64) {
        (self.frames.load(Ordering::Relaxed), self.turns.load(Ordering::Relaxed))
    }
}

/// The frames of one client.
#[derive(Default)]
struct Inbox {
    messages: Tally,
    activity: Tally,
    /// The answers to what a user socket sent to a room that it is not subscribed to.
    answers: Tally,
}

impl Inbox {
    fn read(&self) -> [(u64, u64); 3] {
        [self.messages.read(), self.activity.read(), self.answers.read()]
    }
}

/// Connected clients, and the rooms that they are in.
pub(super) struct Crowd {
    senders: Vec<Sender>,
    subscribed: Vec<Option<usize>>,
    inboxes: Vec<Arc<Inbox>>,
    rooms: Vec<Arc<RoomOf>>,
    meter: Arc<Meter>,
    epoch: Instant,
    /// Reads the frames of each client.
    readers: JoinSet<()>,
}

impl Crowd {
    pub(super) fn new(clients: Vec<Client>, rooms: Vec<Arc<RoomOf>>) -> Self {
        let mut crowd = Self {
            senders: Vec::new(),
            subscribed: Vec::new(),
            inboxes: Vec::new(),
            rooms,
            meter: Arc::default(),
            epoch: Instant::now(),
            readers: JoinSet::new(),
        };
        for Client { sender, receiver, subscribed } in clients {
            let inbox = Arc::<Inbox>::default();
            crowd.senders.push(sender);
            crowd.subscribed.push(subscribed);
            crowd.inboxes.push(inbox.clone());
            let (meter, epoch, rooms) = (crowd.meter.clone(), crowd.epoch, crowd.rooms.len());
            crowd.readers.spawn(async move {
                let mut receiver = receiver;
                while let Some(frame) = receiver.next().await {
                    take(frame, &inbox, &meter, epoch, |turn| subscribed == Some(turn % rooms));
                }
            });
        }
        crowd
    }

    /// Sends to each room in turn, measures `seconds` of it, and checks that every client got every frame
    /// that it had to get, each once.
    pub(super) async fn run(mut self, server: &Server, messages_per_s: u32, seconds: f64) -> Measured {
        // A second more than is measured, half of which is the warm-up.
        let turns = (f64::from(messages_per_s) * (seconds + 2.0 * WARM_UP.as_secs_f64())) as usize;
        let (rooms, epoch) = (self.rooms.clone(), self.epoch);
        let mut senders = std::mem::take(&mut self.senders);
        let sending = tokio::spawn(async move {
            let begin = tokio::time::Instant::now();
            for turn in 0..turns {
                let due = Duration::from_secs_f64(turn as f64 / f64::from(messages_per_s));
                tokio::time::sleep_until(begin + due).await;
                let room = &rooms[turn % rooms.len()];
                let text = message(room.id, turn, epoch.elapsed());
                senders[speaker(room, turn / rooms.len())].send(&text).await;
            }
            senders
        });
        let measured = self.meter.measure(server, seconds, JoinSet::new()).await;
        let senders = sending.await.expect("every message is sent");
        self.check(turns).await;
        assert!(self.readers.try_join_next().is_none(), "the connections stay open");
        drop(senders);
        measured
    }

    async fn check(&self, turns: usize) {
        let expected = self.expected(turns);
        let is_all = || self.inboxes.iter().zip(&expected).all(|(got, due)| got.read() == due.read());
        let start = Instant::now();
        while !is_all() && start.elapsed() < PATIENCE {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for (at, (got, due)) in self.inboxes.iter().zip(&expected).enumerate() {
            assert_eq!(got.read(), due.read(), "client {at}: messages, activity, answers");
        }
    }

    /// What each client has to get.
    fn expected(&self, turns: usize) -> Vec<Inbox> {
        let expected: Vec<Inbox> = self.inboxes.iter().map(|_| Inbox::default()).collect();
        for turn in 0..turns {
            let place = turn % self.rooms.len();
            let room = &self.rooms[place];
            for at in &room.members {
                let is_subscribed = self.subscribed[*at] == Some(place);
                let inbox = &expected[*at];
                if is_subscribed { inbox.messages.add(turn) } else { inbox.activity.add(turn) }
            }
            let speaker = speaker(room, turn / self.rooms.len());
            if self.subscribed[speaker] != Some(place) {
                expected[speaker].answers.add(turn);
            }
        }
        expected
    }
}

/// Counts a frame that arrived. An answer is not counted as a delivery.
fn take(frame: &[u8], inbox: &Inbox, meter: &Meter, epoch: Instant, is_subscribed: impl Fn(usize) -> bool) {
    let is_activity = frame.starts_with(br#"{"type":"activity""#);
    if !is_activity && !frame.starts_with(br#"{"type":"chat_message""#) {
        return;
    }
    let Some((turn, sent)) = stamp(frame) else { return };
    if is_activity {
        inbox.activity.add(turn);
    } else if is_subscribed(turn) {
        inbox.messages.add(turn);
    } else {
        return inbox.answers.add(turn);
    }
    meter.count();
    meter.note(epoch.elapsed().saturating_sub(sent));
}

/// The member who sends when a room has had its turn so many times.
fn speaker(room: &RoomOf, times: usize) -> usize {
    room.members[times % room.members.len()]
}

/// A message that says its turn and when it was sent.
fn message(room: u64, turn: usize, sent: Duration) -> String {
    let content = format!("~{turn}~{}~ a message of ordinary length, as people write them", sent.as_micros());
    json!({"type": "chat_message", "room_id": room, "content": content}).to_string()
}
