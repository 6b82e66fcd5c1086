//! The same requests on a small table and on a large one: neither a page nor a send may cost more because a
//! room is old.

use super::figure::Figure;
use super::fill::fill;
use super::options::Options;
use super::requests::{CLIENTS, Kind, Load, PAGE, POSTS, ROOMS, Stage};
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

/// Fills both tables and runs each load on both of them in turn.
pub(super) async fn all(program: &Program, options: &Options) -> Vec<Figure> {
    let large = Filled::with(program, options.large).await;
    let small = Filled::with(program, SMALL).await;
    let mut figures = Vec::new();
    for (at, load) in LOADS.iter().enumerate() {
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
        stage.pages = each / PAGE;
        server.terminate().await;
        fill(server.data(), &stage.rooms, stage.clients[0].id, each).await;
        server.restart().await;
        Self { server, stage, messages }
    }

    async fn run(&self, load: &Load, name: &'static str, seconds: f64) -> Figure {
        let figure = self.stage.run(&self.server, load, name, seconds).await;
        Figure { load: format!("{} messages, {}", self.messages, figure.load), ..figure }
    }
}
