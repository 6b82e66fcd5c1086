//! The same requests on a small table and on a large one: neither a page nor a send may cost more because a
//! room is old. The large table is measured when the server has checked it for damage.

use serde::Deserialize;

use super::figure::Figure;
use super::fill::fill;
use super::options::Options;
use super::requests::{CLIENTS, Kind, Load, PAGE, POSTS, ROOMS, Stage, page_of};
use super::rest::Rest;
use super::server::{Program, Server};

/// Messages in the small table.
const SMALL: u64 = 10_000;
/// Each load runs so many times on each table, in turn; an odd number has a median.
const ROUNDS: usize = 3;

const LOADS: [Load; 4] = [
    Load("list", "newest page", &[Kind::Page], CLIENTS),
    Load("page", "pages at any depth", &[Kind::AnyPage], CLIENTS),
    Load("room-list", "room list", &[Kind::RoomList], CLIENTS),
    POSTS,
];

/// Names of the figures of [`all`]: those of the large table in the order of the loads, then those of the small one.
pub(super) const NAMES: [&str; 8] = [
    "large-list",
    "large-page",
    "large-room-list",
    "large-post",
    "small-list",
    "small-page",
    "small-room-list",
    "small-post",
];

#[derive(Deserialize)]
struct Page {
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    seq: u64,
}

/// Fills both tables and runs each wanted load on both of them in turn.
pub(super) async fn all(program: &Program, options: &Options) -> Vec<Figure> {
    assert!(options.large > SMALL, "a large table has more than {SMALL} messages");
    let large = Filled::with(program, options.large).await;
    let small = Filled::with(program, SMALL).await;
    let mut figures = Vec::new();
    for (at, load) in LOADS.iter().enumerate() {
        if ![NAMES[at], NAMES[LOADS.len() + at]].into_iter().any(|name| options.wants(name)) {
            continue;
        }
        for round in 0..ROUNDS {
            let mut sides = [(&small, NAMES[LOADS.len() + at]), (&large, NAMES[at])];
            if round % 2 == 1 {
                sides.reverse();
            }
            for (side, name) in sides {
                figures.push(side.run(load, name, options.seconds).await);
            }
        }
    }
    figures
}

/// A server whose rooms are full.
struct Filled {
    server: Server,
    stage: Stage,
    messages: u64,
}

impl Filled {
    async fn with(program: &Program, messages: u64) -> Self {
        let mut server = Server::start(program).await;
        let mut stage = Stage::set(&server).await;
        let each = messages / ROOMS as u64;
        stage.places.pages = each / PAGE;
        server.terminate().await;
        fill(server.data(), &stage.places.rooms, stage.clients[0].id, each).await;
        server.restart().await;
        server.wait_for_check().await;
        let filled = Self { server, stage, messages };
        filled.check().await;
        filled
    }

    /// Checks that the newest and the oldest page of each room are there.
    async fn check(&self) {
        let mut rest = Rest::connect(&self.server.address).await;
        let pages = self.stage.places.pages;
        for room in self.stage.places.rooms.iter() {
            for page in [1, pages] {
                let found = rest.get(&self.stage.clients[0].token, &page_of(*room, page)).await;
                let Page { messages } = serde_json::from_slice(&found).expect("a page in JSON");
                let newest = (pages + 1 - page) * PAGE;
                let mut seqs: Vec<u64> = messages.iter().map(|message| message.seq).collect();
                seqs.sort_unstable();
                assert!(seqs.into_iter().eq(newest + 1 - PAGE..=newest), "page {page} of room {room}");
            }
        }
    }

    async fn run(&self, load: &Load, name: &'static str, seconds: f64) -> Figure {
        let figure = self.stage.run(&self.server, load, name, seconds).await;
        Figure { load: format!("{} messages, {}", self.messages, figure.load), ..figure }
    }
}
