//! Loads of REST requests, from clients that send the next request when the last one is answered.

use std::sync::Arc;
use std::time::Instant;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use tokio::task::JoinSet;

use super::figure::Figure;
use super::meter::Meter;
use super::options::Options;
use super::rest::Rest;
use super::rooms::{PREPARING, TEXT, User, create, users};
use super::server::{Program, Server};

/// Clients at once, but for the load of one client.
pub(super) const CLIENTS: usize = 16;
/// Rooms that every client is a member of.
pub(super) const ROOMS: usize = 20;
/// Messages in each room before the load.
const MESSAGES: usize = 100;
/// Messages in the first room.
const MANY_MESSAGES: usize = 1_000;
/// Messages in a page.
pub(super) const PAGE: u64 = 20;
/// The page of a deep page: the first room has older messages yet.
const DEEP_PAGE: u64 = 40;

/// A kind of request.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Post,
    Page,
    DeepPage,
    /// A page at any depth.
    AnyPage,
    RoomList,
    RoomDetail,
    Notifications,
}

use Kind::{AnyPage, DeepPage, Notifications, Page, Post, RoomDetail, RoomList};

/// A load: its name, its description, the requests that each client repeats, and how many clients.
pub(super) struct Load(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) &'static [Kind],
    pub(super) usize,
);

/// The rooms that requests are drawn from.
#[derive(Clone)]
pub(super) struct Places {
    pub(super) rooms: Arc<[u64]>,
    /// Pages of each room that [`AnyPage`] asks for.
    pub(super) pages: u64,
}

/// What each client repeats: 30 % posts, 40 % pages, 5 % deep pages, 10 % room lists, 10 % details and
/// 5 % notifications.
const MIX: &[Kind] = &[
    Page,
    Post,
    Page,
    RoomList,
    Post,
    Page,
    RoomDetail,
    Page,
    Post,
    Page,
    Notifications,
    Post,
    Page,
    RoomList,
    Page,
    Post,
    DeepPage,
    RoomDetail,
    Page,
    Post,
];

/// All loads on one server. Those that only read come first, so that a quicker server, which stores more
/// in the same time, does not read more.
const LOADS: [Load; 6] = [
    Load("list", "newest page of 20", &[Page], CLIENTS),
    Load("page", "newest page of 20", &[Page], 1),
    Load("room-list", "room list", &[RoomList], CLIENTS),
    Load("notifications", "notifications", &[Notifications], CLIENTS),
    Load("mix", "30 % posts, 40 % pages, 5 % deep pages, room lists, details, notifications", MIX, CLIENTS),
    POSTS,
];
/// Posts, from all clients.
pub(super) const POSTS: Load = Load("post", "posts", &[Post], CLIENTS);

/// Names of the figures of [`all`].
pub(super) const NAMES: [&str; 6] = ["list", "page", "room-list", "notifications", "mix", "post"];

/// Every wanted load, one after the other on one server.
pub(super) async fn all(program: &Program, options: &Options) -> Vec<Figure> {
    let server = Server::start(program).await;
    let stage = Stage::set(&server).await;
    stage.fill(&server).await;
    let mut figures = Vec::new();
    for load in LOADS.iter().filter(|load| options.wants(load.0)) {
        figures.push(stage.run(&server, load, load.0, options.seconds).await);
    }
    figures
}

/// Posts to a server that has no other requests.
pub(super) async fn posts(name: &'static str, program: &Program, seconds: f64) -> Figure {
    let server = Server::start(program).await;
    Stage::set(&server).await.run(&server, &POSTS, name, seconds).await
}

/// The clients and the rooms that all of them are members of.
pub(super) struct Stage {
    pub(super) clients: Vec<User>,
    pub(super) places: Places,
}

impl Stage {
    /// Makes the rooms, which are empty.
    pub(super) async fn set(server: &Server) -> Self {
        let clients = users(CLIENTS);
        let rooms = create(&server.address, vec![clients.clone(); ROOMS]).await;
        let rooms = rooms.into_iter().map(|room| room.id).collect();
        Self { clients, places: Places { rooms, pages: MESSAGES as u64 / PAGE } }
    }

    /// Posts the messages that are there before the load.
    async fn fill(&self, server: &Server) {
        let rooms = &self.places.rooms;
        let mut posts = vec![rooms[0]; MANY_MESSAGES - MESSAGES];
        (0..MESSAGES).for_each(|_| posts.extend(rooms.iter()));
        let mut tasks = JoinSet::new();
        for (client, user) in self.clients.iter().cloned().enumerate() {
            let mut rest = Rest::connect(&server.address).await;
            let share: Vec<u64> = posts.iter().copied().skip(client).step_by(PREPARING).collect();
            tasks.spawn(async move {
                for room in share {
                    rest.post(&user.token, &messages(room), content()).await;
                }
            });
        }
        tasks.join_all().await;
    }

    /// Runs a load, whose figure gets this name.
    pub(super) async fn run(&self, server: &Server, load: &Load, name: &'static str, seconds: f64) -> Figure {
        let Load(_, description, kinds, clients) = *load;
        let (meter, mut tasks) = (Arc::new(Meter::default()), JoinSet::new());
        for (number, user) in self.clients.iter().take(clients).cloned().enumerate() {
            let rest = Rest::connect(&server.address).await;
            tasks.spawn(repeat(rest, user, number, kinds, self.places.clone(), meter.clone()));
        }
        let measured = meter.measure(server, seconds, tasks).await;
        let plural = if clients == 1 { "client" } else { "clients" };
        Figure::of(name, format!("{description}, {clients} {plural}"), "requests", measured)
    }
}

/// One client: repeats the requests for ever, each in a room drawn at random.
async fn repeat(
    mut rest: Rest,
    user: User,
    number: usize,
    kinds: &'static [Kind],
    Places { rooms, pages }: Places,
    meter: Arc<Meter>,
) {
    let mut random = SmallRng::seed_from_u64(number as u64);
    // Each client begins at another place of the mix.
    for kind in kinds.iter().cycle().skip(number * 3 % kinds.len()) {
        let room = rooms[random.random_range(0..rooms.len())];
        let start = Instant::now();
        match kind {
            Post => rest.post(&user.token, &messages(room), content()).await,
            Page => rest.get(&user.token, &messages(room)).await,
            DeepPage => rest.get(&user.token, &page_of(rooms[0], DEEP_PAGE)).await,
            AnyPage => rest.get(&user.token, &page_of(room, random.random_range(1..=pages))).await,
            RoomList => rest.get(&user.token, "rooms/").await,
            RoomDetail => rest.get(&user.token, &format!("rooms/{room}/")).await,
            Notifications => rest.get(&user.token, "notifications/").await,
        };
        meter.note(start.elapsed());
        meter.count();
    }
}

/// Returns the path of a page of a room; the first has the newest messages.
pub(super) fn page_of(room: u64, page: u64) -> String {
    format!("{}?page={page}&page_size={PAGE}", messages(room))
}

fn messages(room: u64) -> String {
    format!("rooms/{room}/messages/")
}

fn content() -> String {
    json!({"content": TEXT}).to_string()
}
