//! A crowd connects and stays idle: what a connect costs, and what an idle connection holds.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::figure::{Figure, Unit};
use super::meter::Meter;
use super::options::Options;
use super::rooms::{User, create, users};
use super::server::{Program, Server};
use super::socket::open;

/// Connects that are under way at once.
const AT_ONCE: usize = 100;
/// Connections in each room.
const IN_A_ROOM: usize = 50;
/// The time after which a server has done all that follows from the last connect.
const SETTLE: Duration = Duration::from_secs(2);

/// Names of the figures of [`connect_and_stay`].
pub(super) const NAMES: [&str; 2] = ["connect", "memory"];

/// Members connect to their rooms, are greeted, and stay.
pub(super) async fn connect_and_stay(program: &Program, options: &Options) -> Vec<Figure> {
    let server = Server::start(program).await;
    let count = options.connections.div_ceil(IN_A_ROOM) * IN_A_ROOM;
    let lists = (0..count / IN_A_ROOM).map(|_| users(IN_A_ROOM)).collect();
    let rooms = create(&server.address, lists).await;
    let waiting = rooms.iter().rev().flat_map(|room| room.members.iter().map(|user| (room.id, user.clone())));
    let crowd = Crowd::new(&server.address, waiting.collect());
    tokio::time::sleep(SETTLE).await;
    let (before_kb, cpu_us, start) = (server.own_kb(), server.cpu_us(), Instant::now());
    crowd.enter().await;
    let measured = crowd.meter.since(&server, cpu_us, start);
    let load = format!("{AT_ONCE} at a time, {IN_A_ROOM} a room, with greeting");
    let connect = Figure::of("connect", load, "connects", measured);
    tokio::time::sleep(SETTLE).await;
    let after_kb = server.own_kb();
    assert!(crowd.is_complete(), "idle connections stay open");
    let memory = Figure {
        name: "memory",
        load: format!("{count} idle connections, {before_kb:.0} kB before and {after_kb:.0} kB with them"),
        cost: (after_kb - before_kb) / count as f64,
        unit: Unit::Kilobytes,
        rate: None,
        latency: None,
    };
    let figures = [connect, memory].into_iter();
    figures.filter(|figure| options.wants(figure.name)).collect()
}

/// Users, the rooms that they are about to enter, and the connections of those who have.
struct Crowd {
    address: String,
    waiting: Mutex<Vec<(u64, User)>>,
    /// Reads the frames of each open connection.
    inside: Mutex<JoinSet<()>>,
    meter: Meter,
}

impl Crowd {
    fn new(address: &str, waiting: Vec<(u64, User)>) -> Arc<Self> {
        Arc::new(Self {
            address: address.to_owned(),
            waiting: Mutex::new(waiting),
            inside: Mutex::default(),
            meter: Meter::default(),
        })
    }

    /// Connects everybody.
    async fn enter(self: &Arc<Self>) {
        let mut doors = JoinSet::new();
        for _ in 0..AT_ONCE {
            doors.spawn(self.clone().enter_one_by_one());
        }
        doors.join_all().await;
    }

    async fn enter_one_by_one(self: Arc<Self>) {
        loop {
            let next = self.waiting.lock().expect("no panic").pop();
            let Some((room, user)) = next else { return };
            let start = Instant::now();
            let (sender, mut receiver) = open(&self.address, room, &user).await;
            self.meter.note(start.elapsed());
            self.meter.count();
            self.inside.lock().expect("no panic").spawn(async move {
                while receiver.next().await.is_some() {}
                drop(sender);
            });
        }
    }

    /// Whether no connection has ended.
    fn is_complete(&self) -> bool {
        self.inside.lock().expect("no panic").try_join_next().is_none()
    }
}
