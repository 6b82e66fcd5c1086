//! User sockets: each user belongs to many rooms and hears of all of them on one connection. Beside them, the
//! same people and the same rate of messages with a room socket each.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::crowd::{Client, Crowd, Place, RoomOf};
use super::figure::{Figure, Unit};
use super::meter::Meter;
use super::options::Options;
use super::rooms::{User, create, users};
use super::server::{Program, Server};

/// Rooms of each user.
const ROOMS_EACH: usize = 20;
/// Members of each room.
const MEMBERS: usize = 50;
/// One in this many users subscribes to a room.
const SUBSCRIBED: usize = 4;
/// Messages sent each second, in all rooms together.
const MESSAGES_PER_S: u32 = 500;
/// The load runs so many times as long as others, since each room has its turn every four seconds.
const LONGER: f64 = 5.0;
/// The time after which a server has done all that follows from the last connect.
const SETTLE: Duration = Duration::from_secs(2);
const OPERATIONS: &str = "deliveries";

/// Names of the figures of [`all`].
pub(super) const NAMES: [&str; 4] = ["user-sockets", "room-sockets", "user-connect", "user-memory"];

/// Fills the rooms, connects everybody, and sends: to user sockets, then to room sockets.
pub(super) async fn all(program: &Program, options: &Options) -> Vec<Figure> {
    let stage = Stage::set(program, options).await;
    let (mut clients, connect, memory) = stage.enter().await;
    for (at, client) in clients.iter_mut().enumerate().step_by(SUBSCRIBED) {
        let room = at / MEMBERS;
        client.subscribe(room, stage.rooms[room].id).await;
    }
    let rooms = stage.rooms.len();
    let load = format!("{rooms} rooms x {MEMBERS}, {ROOMS_EACH} a user, {MESSAGES_PER_S} messages/s in all");
    let to_users = stage.send(NAMES[0], load, clients, stage.rooms.clone()).await;

    let rooms = stage.rooms[..stage.groups].to_vec();
    let place = |at: usize| Place::Room(at / MEMBERS, rooms[at / MEMBERS].id);
    let clients = stage.connect(place, &Meter::default()).await;
    tokio::time::sleep(SETTLE).await;
    let groups = stage.groups;
    let load = format!("{groups} rooms x {MEMBERS} room sockets, {MESSAGES_PER_S} messages/s in all");
    let to_rooms = stage.send(NAMES[1], load, clients, rooms).await;
    vec![connect, memory, to_users, to_rooms]
}

/// A server with users who are members of many rooms.
struct Stage {
    server: Server,
    people: Vec<User>,
    /// [`ROOMS_EACH`] layers of `groups` rooms. The first has the users of a room in a row.
    rooms: Vec<Arc<RoomOf>>,
    groups: usize,
    seconds: f64,
}

impl Stage {
    async fn set(program: &Program, options: &Options) -> Self {
        let mut server = Server::start(program).await;
        let groups = options.connections.div_ceil(MEMBERS);
        let people = users(groups * MEMBERS);
        let rooms = fill(&server, groups, &people).await;
        // What the joins left in memory would hide what the sockets take.
        server.terminate().await;
        server.restart().await;
        Self { server, people, rooms, groups, seconds: options.seconds * LONGER }
    }

    /// Opens the user sockets: how long all of them take, and what they hold when they are idle.
    async fn enter(&self) -> (Vec<Client>, Figure, Figure) {
        let (meter, count) = (Meter::default(), self.people.len());
        let (before_kb, cpu_us, start) = (self.server.own_kb(), self.server.cpu_us(), Instant::now());
        let clients = self.connect(|_| Place::Own, &meter).await;
        let wait = start.elapsed();
        let measured = meter.since(&self.server, cpu_us, start);
        let load = format!("{count} user sockets, {:.0} us server CPU each", measured.cpu_us);
        let connect = Figure {
            cost: wait.as_secs_f64() * 1e3,
            unit: Unit::Milliseconds,
            ..Figure::of(NAMES[2], load, "connects", measured)
        };
        tokio::time::sleep(SETTLE).await;
        let after_kb = self.server.own_kb();
        let memory = Figure {
            name: NAMES[3],
            load: format!(
                "{count} idle user sockets, {before_kb:.0} kB before and {after_kb:.0} kB with them"
            ),
            cost: (after_kb - before_kb) / count as f64,
            unit: Unit::Kilobytes,
            rate: None,
            latency: None,
        };
        (clients, connect, memory)
    }

    async fn connect(&self, place: impl Fn(usize) -> Place, meter: &Meter) -> Vec<Client> {
        let people = self.people.iter().cloned().enumerate().map(|(at, user)| (user, place(at)));
        Client::enter_all(&self.server.address, people.collect(), meter).await
    }

    async fn send(
        &self,
        name: &'static str,
        load: String,
        clients: Vec<Client>,
        rooms: Vec<Arc<RoomOf>>,
    ) -> Figure {
        let measured = Crowd::new(clients, rooms).run(&self.server, MESSAGES_PER_S, self.seconds).await;
        Figure::of(name, format!("{load}, every frame arrived"), OPERATIONS, measured)
    }
}

/// Makes the rooms. Each layer has every user in one room, and mixes the users in another way.
async fn fill(server: &Server, groups: usize, people: &[User]) -> Vec<Arc<RoomOf>> {
    let members = |layer: usize, room: usize| -> Vec<usize> {
        let member = |place: usize| (room + place * layer) % groups * MEMBERS + place;
        // The members of another place make the rooms of each layer.
        (0..MEMBERS).map(|at| member((at + layer) % MEMBERS)).collect()
    };
    let places = (0..ROOMS_EACH).flat_map(|layer| (0..groups).map(move |room| (layer, room)));
    let lists: Vec<Vec<usize>> = places.map(|(layer, room)| members(layer, room)).collect();
    let of_people = lists.iter().map(|list| list.iter().map(|at| people[*at].clone()).collect()).collect();
    let rooms = create(&server.address, of_people).await;
    rooms.into_iter().zip(lists).map(|(room, members)| Arc::new(RoomOf { id: room.id, members })).collect()
}
