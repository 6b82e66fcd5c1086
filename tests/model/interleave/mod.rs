//! Append and greet in every order: each call of the typed table is a scheduling point and, in the runs
//! with crashes, a point where a process may die. A seed determines a run.
//!
//! One process runs on the table of one machine. Many processes run on an engine with DynamoDB's protocol,
//! and, more often because it is faster, on the table of one machine.
//!
//! In every run the numbers are dense, no message is stored twice, and no acknowledged message is lost
//! or changed. In runs without crashes every connection that went live got each message exactly once,
//! in one process in order. So did the subscription of a user socket that ended and started again in the middle,
//! and a user socket without one heard of the activity of each message. In every run a thread has exactly the
//! replies that are stored, and in runs without crashes their number is noted.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::run::run_job;
use roomcast_tests::engine::Engine;
use roomcast_tests::gate::{Decide, Fate};
use roomcast_tests::paused;
use roomcast_tests::seeds::seeds;
use roomcast_tests::stage::{Place, Stage};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::LocalSet;

mod checks;

const USERS: u64 = 3;
const SENDS: usize = 12;
/// The messages of the room in the end: one that others answer is there from the beginning.
const MESSAGES: u64 = SENDS as u64 + 1;
const SOCKETS: u64 = 3;
/// Times that the user socket with a subscription subscribes.
const SUBSCRIPTIONS: usize = 3;
/// Time that passes, while time is paused, only when every task has reached its next call.
const A_MOMENT: Duration = Duration::from_millis(1);

/// A call that is held back.
struct Held {
    process: usize,
    go: oneshot::Sender<Fate>,
}

/// The calls that are held back, and the process that has died.
#[derive(Default)]
struct Holding {
    held: Vec<Held>,
    dead: Option<usize>,
}

/// An answer with success to a sender.
#[derive(Debug, Clone)]
struct Acknowledged {
    key: Option<String>,
    message: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum World {
    /// One process that is the only writer, on the table of one machine.
    One,
    /// A process for each invocation, on DynamoDB.
    Many,
    /// A process for each invocation, on the table of one machine: the same races, faster.
    ManyOnOneMachine,
}

struct Run {
    rng: SmallRng,
    stage: Stage,
    world: World,
    crash_at: Option<usize>,
    holding: Arc<Mutex<Holding>>,
    acknowledged: Arc<Mutex<Vec<Acknowledged>>>,
    crashed: bool,
    /// A user socket without a subscription.
    hearer: ConnectionId,
    /// A user socket that subscribes to the room again and again.
    subscriber: ConnectionId,
}

fn hold(holding: Arc<Mutex<Holding>>) -> Decide {
    Arc::new(move |call| {
        let mut state = holding.lock().unwrap();
        if state.dead == Some(call.process) {
            return std::future::ready(Fate::Vanish { effect: false }).boxed();
        }
        if call.is_wire() {
            return std::future::ready(Fate::Answer).boxed();
        }
        let (go, fate) = oneshot::channel();
        state.held.push(Held { process: call.process, go });
        async move { fate.await.unwrap_or(Fate::Fail) }.boxed()
    })
}

impl Run {
    async fn new(seed: u64, world: World, crashes: bool) -> Self {
        let mut rng = SmallRng::seed_from_u64(seed);
        let place = if world == World::Many { Place::dynamo(Engine::new().await) } else { Place::native() };
        let stage = Stage::on(place, world == World::One, &[]);
        stage.room(1, "public").await;
        for user in 2..=USERS {
            assert_eq!(stage.post(user, "rooms/1/join/", Value::Null).await.status, 200);
        }
        let root = stage.post(1, "rooms/1/messages/", json!({"content": "root"})).await;
        assert_eq!(root.status, 201);
        let hearer = stage.connect(2, "").await.expect("a connection").0;
        let subscriber = stage.connect(3, "").await.expect("a connection").0;
        stage.run_jobs().await;
        stage.pass_ms(1); // a socket that opens in the moment of a message hears nothing of it
        let crash_at = crashes.then(|| rng.random_range(5..90));
        let holding = Arc::<Mutex<Holding>>::default();
        stage.gate.set(Some(hold(holding.clone())));
        let (acknowledged, crashed) = (Arc::default(), false);
        Self { rng, stage, world, crash_at, holding, acknowledged, crashed, hearer, subscriber }
    }

    fn process(&self, number: usize) -> Stage {
        if self.world == World::One { self.stage.clone() } else { self.stage.another_process(number) }
    }

    /// Starts sends, some with a repeat, and connections, in any order.
    fn start(&mut self, tasks: &LocalSet) {
        let mut starts: Vec<usize> = (0..SENDS + usize::try_from(SOCKETS).unwrap()).collect();
        starts.shuffle(&mut self.rng);
        let mut process = 1;
        let processes = (0..SUBSCRIPTIONS).map(|number| self.process(2_000 + number)).collect();
        tasks.spawn_local(subscribe(processes, self.subscriber.clone()));
        for start in starts {
            if start < SENDS {
                let user = self.rng.random_range(1..=USERS);
                let key = self.rng.random_bool(0.7).then(|| format!("k{start}"));
                let repeats = if key.is_some() { self.rng.random_range(1..=3) } else { 1 };
                for _ in 0..repeats {
                    process += 1;
                    let stage = self.process(process);
                    tasks.spawn_local(send(stage, user, start, key.clone(), self.acknowledged.clone()));
                }
            } else {
                process += 1;
                let (stage, user) = (self.process(process), (start - SENDS) as u64 + 1);
                let since = self.rng.random_bool(0.5);
                tasks.spawn_local(connect(stage, user, since));
            }
        }
    }

    /// Releases the held calls one after another, in random order, until no call comes any more.
    async fn drive(&mut self) {
        let mut quiet = 0;
        let mut released = 0;
        while quiet < 60 {
            tokio::time::sleep(A_MOMENT).await;
            let held = {
                let held = &mut self.holding.lock().unwrap().held;
                let waiting = held.len();
                (waiting > 0).then(|| held.swap_remove(self.rng.random_range(0..waiting)))
            };
            let Some(held) = held else {
                quiet += 1;
                self.stage.pass_ms(100);
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            quiet = 0;
            released += 1;
            if self.crash_at == Some(released) {
                self.crash(held);
            } else {
                let _ = held.go.send(Fate::Answer);
            }
        }
    }

    /// Ends the process of a call, with every other call of that process.
    fn crash(&mut self, held: Held) {
        self.crashed = true;
        let process = held.process;
        let mut holding = self.holding.lock().unwrap();
        holding.dead = Some(process);
        let dying = std::iter::once(held).chain(holding.held.extract_if(.., |held| held.process == process));
        for held in dying {
            let _ = held.go.send(Fate::Vanish { effect: self.rng.random_bool(0.5) });
        }
    }
}

async fn send(
    stage: Stage,
    user: u64,
    number: usize,
    key: Option<String>,
    told: Arc<Mutex<Vec<Acknowledged>>>,
) {
    let mut body = json!({"content": format!("{number}")});
    if number.is_multiple_of(2) {
        body["reply_to"] = json!(1 << 27 | 1);
    }
    if let Some(key) = &key {
        body["client_message_id"] = json!(key);
    }
    let answer = stage.post(user, "rooms/1/messages/", body).await;
    if answer.status < 300 {
        told.lock().unwrap().push(Acknowledged { key, message: answer.body });
    }
}

async fn connect(stage: Stage, user: u64, since: bool) {
    let query = if since { "room_id=1&since=0" } else { "room_id=1" };
    if stage.connect(user, query).await.is_ok() {
        // The greeting, and names that are to be passed on.
        while let Some(job) = stage.take_job() {
            drop(run_job(&stage.app, job).await);
        }
    }
}

/// Subscribes to the room, ends the subscription, and subscribes again after the last message before a gap.
async fn subscribe(processes: Vec<Stage>, connection: ConnectionId) {
    let last = processes.len() - 1;
    for (number, stage) in processes.into_iter().enumerate() {
        let posted = stage.posted(&connection);
        let seqs: BTreeSet<u64> =
            posted.iter().filter_map(|frame| frame["message"]["seq"].as_u64()).collect();
        let has = (1..=MESSAGES).take_while(|seq| seqs.contains(seq)).last().unwrap_or(0);
        let since = if has == 0 { 0 } else { 1 << 27 | has };
        stage.say(&connection, json!({"type": "subscribe", "room_id": 1, "since": since})).await;
        while let Some(job) = stage.take_job() {
            drop(run_job(&stage.app, job).await);
        }
        if number < last {
            stage.say(&connection, json!({"type": "unsubscribe", "room_id": 1})).await;
        }
    }
}

/// Plays and checks the run of a seed.
async fn run(seed: u64, world: World, crashes: bool) {
    let mut run = Run::new(seed, world, crashes).await;
    let tasks = LocalSet::new();
    run.start(&tasks);
    tasks.run_until(run.drive()).await;
    run.stage.gate.set(None);
    if run.crashed && world == World::One {
        run.stage = run.stage.restarted(1_000);
    }
    checks::check_log(&run, seed);
    checks::check_thread(&run, seed).await;
    if run.crashed {
        checks::check_goes_on(&run.process(1_001), seed).await;
    } else {
        checks::check_frames(&run, seed);
        checks::check_user_sockets(&run, seed);
    }
}

/// Runs of each kind on each side; `ROOMCAST_RUNS=5000` makes more of all.
const RUNS: u64 = 150;

fn run_all(world: World, crashes: bool) {
    for seed in seeds(RUNS) {
        paused::run(run(seed, world, crashes));
    }
}

#[test]
fn one_process_delivers_each_message_once_and_in_order() {
    run_all(World::One, false);
}

#[test]
fn one_process_that_dies_anywhere_leaves_no_gap_and_loses_nothing_acknowledged() {
    run_all(World::One, true);
}

#[test]
fn many_processes_deliver_each_message_once() {
    run_all(World::Many, false);
}

#[test]
fn many_processes_on_one_machine_deliver_each_message_once() {
    run_all(World::ManyOnOneMachine, false);
}

#[test]
fn a_process_that_dies_anywhere_leaves_no_gap_and_loses_nothing_acknowledged() {
    run_all(World::Many, true);
}

#[test]
fn a_process_of_many_on_one_machine_that_dies_anywhere_leaves_no_gap_and_loses_nothing_acknowledged() {
    run_all(World::ManyOnOneMachine, true);
}
