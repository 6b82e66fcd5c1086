//! How an operation is played: once with a fault, again as a client or Lambda tries again, then
//! undisturbed.

use std::sync::{Arc, Mutex};

use http::Method;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::jobs;
use roomcast_functions::live::wire::ConnectionId;
use roomcast_functions::socket;
use roomcast_tests::stage::{Answer, Stage, connection_name};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::invariants::Table;
use super::operations::id;
use super::{Trap, World};

/// Attempts of a client; Lambda runs a job as often.
const ATTEMPTS: usize = 3;
/// Between two attempts: by then a first one that did not die has ended.
const PAUSE_MS: i64 = 4_000;

/// What somebody does.
#[derive(Debug, Clone)]
pub enum Act {
    Rest { user: u64, method: Method, path: String, body: Value },
    Say { watcher: usize, frame: Value },
    Connect { user: u64, query: &'static str },
    RunJob(&'static str),
    Start(Job),
    Disconnect { watcher: usize },
    Cut { watcher: usize },
    Wait { ms: i64 },
}

/// What came of it.
#[derive(Debug)]
enum Told {
    Answer(Answer),
    Open,
    Refused(u16),
    Done,
    Failed,
}

/// A client with a connection, and every frame that it got.
#[derive(Debug, Clone)]
pub struct Watcher {
    pub user: u64,
    pub query: String,
    pub connection: ConnectionId,
    pub frames: Vec<Value>,
    pub is_open: bool,
}

impl Watcher {
    /// Its room; none on the notification channel.
    pub fn room(&self) -> Option<u64> {
        self.query.strip_prefix("room_id=")?.split('&').next()?.parse().ok()
    }

    /// The numbers of the chat messages that it got.
    pub fn seqs(&self) -> Vec<u64> {
        let chats = self.frames.iter().filter(|frame| frame["type"] == "chat_message");
        chats.map(|frame| frame["message"]["seq"].as_u64().unwrap()).collect()
    }
}

/// The watchers of the stage set, in the order in which they connect.
pub const WATCHERS: [(u64, &str); 8] = [
    (1, "room_id=1"),
    (2, "room_id=1"),
    (3, "room_id=1"),
    (1, "room_id=2"),
    (2, "room_id=2"),
    (3, "room_id=2"),
    (1, "room_id=3"),
    (2, "channel=notifications"),
];

/// A play of one operation.
pub struct Play {
    pub name: String,
    pub stage: Stage,
    pub world: World,
    pub watchers: Vec<Watcher>,
    pub answers: Vec<Answer>,
    pub attempts: usize,
    pub died: bool,
    /// Connections that were opened on the way, and by whom.
    pub opened: Vec<Watcher>,
    processes: usize,
    job: Option<Job>,
    /// Messages of each room before the fault.
    before: [u64; 3],
}

/// The number of a room's first message since the fault.
pub fn first_new(play: &Play, room: u64) -> u64 {
    play.before[usize::try_from(room).unwrap() - 1] + 1
}

impl Play {
    pub fn new(stage: Stage, world: World, name: &str) -> Self {
        let watcher = |(number, (user, query)): (usize, (u64, &str))| Watcher {
            user,
            query: query.to_owned(),
            connection: connection_name(number as u64),
            frames: Vec::new(),
            is_open: true,
        };
        let watchers = WATCHERS.into_iter().enumerate().map(watcher).collect();
        Self {
            name: name.to_owned(),
            stage,
            world,
            watchers,
            answers: Vec::new(),
            attempts: 0,
            died: false,
            opened: Vec::new(),
            processes: 0,
            job: None,
            before: [0; 3],
        }
    }

    /// The process that handles what comes next.
    pub fn process(&mut self) -> Stage {
        self.processes += 1;
        if self.world == World::One { self.stage.clone() } else { self.stage.another_process(self.processes) }
    }

    /// Forgets what was posted up to now.
    pub fn start_watching(&mut self) {
        for watcher in &self.watchers {
            self.stage.frames(&watcher.connection);
        }
        let table = Table::of(&self.stage);
        self.before = [1, 2, 3].map(|room| table.messages(room).len() as u64);
    }

    fn collect(&mut self) {
        for watcher in self.watchers.iter_mut().chain(&mut self.opened) {
            watcher.is_open = self.stage.is_open(&watcher.connection);
            watcher.frames.extend(self.stage.frames(&watcher.connection));
            if watcher.frames.iter().any(|frame| frame["type"] == "closed") {
                self.stage.cut(&watcher.connection); // who is told so closes
                watcher.is_open = false;
            }
        }
    }

    pub async fn undisturbed(&mut self, act: &Act) {
        let stage = self.process();
        let told = self.attempt(&stage, act).await;
        assert!(!matches!(told, Told::Failed | Told::Refused(_)), "{}: {act:?}: {told:?}", self.name);
        if let Told::Answer(answer) = told {
            assert!(answer.status < 300, "{}: {act:?}: {answer:?}", self.name);
        }
    }

    /// The first attempt with its fault, then as many as a client makes.
    pub async fn disturbed(&mut self, act: &Act, trap: &Arc<Mutex<Trap>>, died: &Arc<Notify>) {
        if let Act::RunJob(name) = act {
            self.job = Some(self.take_job(name));
        }
        for attempt in 0..ATTEMPTS {
            self.attempts += 1;
            let stage = self.process();
            let before = self.frames_of(act).len();
            let told = tokio::select! {
                biased;
                told = self.attempt(&stage, act) => Some(told),
                () = died.notified(), if attempt == 0 => None,
            };
            trap.lock().unwrap().armed = false;
            if told.is_none() {
                self.die().await;
            }
            self.stage.pass_ms(PAUSE_MS);
            if self.is_done(act, told, before) {
                return;
            }
        }
        panic!("{}: not done after {ATTEMPTS} attempts: {:?}", self.name, self.answers);
    }

    /// A process has died: on one machine the only one, and everybody connects again.
    async fn die(&mut self) {
        self.died = true;
        if self.world != World::One {
            return;
        }
        self.collect();
        self.processes += 1;
        self.stage = self.stage.restarted(self.processes);
        for at in 0..self.watchers.len() {
            let watcher = self.watchers[at].clone();
            let since = match (watcher.room(), watcher.seqs().into_iter().max()) {
                (Some(room), seq) => {
                    let seq = seq.unwrap_or(first_new(self, room) - 1);
                    format!("&since={}", if seq == 0 { 0 } else { id(room, seq) })
                }
                (None, _) => String::new(),
            };
            if !watcher.is_open {
                continue;
            }
            let opened = self.stage.connect(watcher.user, &format!("{}{since}", watcher.query)).await;
            match opened {
                Ok((connection, _)) => self.watchers[at].connection = connection,
                Err(_) => self.watchers[at].is_open = false,
            }
        }
        self.run_jobs().await;
    }

    fn frames_of(&self, act: &Act) -> Vec<Value> {
        match act {
            Act::Say { watcher, .. } => self.stage.posted(&self.watchers[*watcher].connection),
            _ => Vec::new(),
        }
    }

    async fn attempt(&mut self, stage: &Stage, act: &Act) -> Told {
        match act {
            Act::Rest { user, method, path, body } => {
                Told::Answer(stage.call(*user, method.clone(), path, body.clone()).await)
            }
            Act::Say { watcher, frame } => {
                stage.say(&self.watchers[*watcher].connection, frame.clone()).await;
                Told::Done
            }
            Act::Connect { user, query } => match stage.connect(*user, query).await {
                Ok((connection, _)) => {
                    let (user, query) = (*user, (*query).to_owned());
                    let opened = Watcher { user, query, connection, frames: vec![], is_open: true };
                    self.opened.push(opened);
                    Told::Open
                }
                Err(refusal) => Told::Refused(refusal.status_and_code().0),
            },
            Act::RunJob(_) => {
                let job = self.job.clone().expect("a job waits");
                jobs::run(&stage.app, job).await.map_or(Told::Failed, |()| Told::Done)
            }
            Act::Start(job) => {
                self.stage.put_job_back(job.clone());
                Told::Done
            }
            Act::Disconnect { watcher } => {
                let connection = self.watchers[*watcher].connection.clone();
                self.stage.cut(&connection);
                socket::disconnect(&stage.app, &connection).await;
                Told::Done
            }
            Act::Cut { watcher } => {
                self.stage.cut(&self.watchers[*watcher].connection);
                Told::Done
            }
            Act::Wait { ms } => {
                self.stage.pass_ms(*ms);
                Told::Done
            }
        }
    }

    /// Whether the client takes it for done.
    fn is_done(&mut self, act: &Act, told: Option<Told>, before: usize) -> bool {
        match told {
            Some(Told::Answer(answer)) => {
                self.answers.push(answer.clone());
                answer.status < 500
            }
            Some(Told::Refused(status)) => status < 500,
            Some(Told::Failed) => false,
            Some(Told::Done) | None if matches!(act, Act::Say { .. }) => {
                let frames = self.frames_of(act);
                is_answered(act, frames.get(before..).unwrap_or(&frames), told.is_none())
            }
            Some(Told::Open | Told::Done) => true,
            // Nobody disconnects twice; API Gateway does not try again either.
            None => matches!(act, Act::Disconnect { .. }),
        }
    }

    /// Lambda runs the waiting jobs; the gateway tells of connections that have closed.
    pub async fn settle(&mut self) {
        self.run_jobs().await;
        self.collect();
        let stage = self.process();
        for watcher in self.watchers.iter().chain(&self.opened).filter(|watcher| !watcher.is_open) {
            socket::disconnect(&stage.app, &watcher.connection).await;
        }
        self.run_jobs().await;
        self.collect();
    }

    /// The job of this name that waits; others go on waiting.
    fn take_job(&self, name: &str) -> Job {
        let waiting: Vec<Job> = std::iter::from_fn(|| self.stage.take_job()).collect();
        let (mut found, others): (Vec<Job>, Vec<Job>) =
            waiting.into_iter().partition(|job| job.name().as_str() == name);
        others.into_iter().for_each(|job| self.stage.put_job_back(job));
        found.pop().unwrap_or_else(|| panic!("{}: no {name} waits", self.name))
    }

    async fn run_jobs(&mut self) {
        while let Some(job) = self.stage.take_job() {
            let stage = self.process();
            let name = job.name().as_str();
            jobs::run(&stage.app, job).await.unwrap_or_else(|error| panic!("{}: {name}: {error}", self.name));
        }
    }

    /// The chat goes on: a message, a newcomer, a connection that wants everything again.
    pub async fn go_on(&mut self, room: u64) {
        if room < 3 {
            let (user, before) = (1, Table::of(&self.stage).messages(room).len() as u64);
            self.stage.pass_ms(11_000); // whoever is open now has been for long enough
            let stage = self.process();
            let mut late = self.watch_from_the_start(user, room).await;
            let sent = stage.post(user, &format!("rooms/{room}/messages/"), json!({"content": "on"})).await;
            assert_eq!(
                (sent.status, sent.body["seq"].as_u64()),
                (201, Some(before + 1)),
                "{}: {sent:?}",
                self.name
            );
            self.collect();
            late.frames.extend(self.stage.frames(&late.connection));
            assert_eq!(late.seqs(), (1..=before + 1).collect::<Vec<_>>(), "{}: a late connection", self.name);
            for watcher in self.watchers.iter().chain(&self.opened) {
                let is_here = watcher.is_open && watcher.room() == Some(room);
                let got = watcher.seqs().into_iter().filter(|seq| *seq == before + 1).count();
                assert_eq!(got, usize::from(is_here), "{}: the next message at {watcher:?}", self.name);
            }
        }
        let table = Table::of(&self.stage);
        table.check_rooms(&self.name);
        table.check_forgotten(self, room);
    }

    async fn watch_from_the_start(&mut self, user: u64, room: u64) -> Watcher {
        let (stage, query) = (self.process(), format!("room_id={room}"));
        let opened = stage.connect(user, &format!("{query}&since=0")).await;
        let (connection, _) = opened.unwrap_or_else(|refusal| panic!("{}: {refusal}", self.name));
        self.run_jobs().await;
        let frames = self.stage.frames(&connection);
        Watcher { user, query, connection, frames, is_open: true }
    }
}

/// Whether a client that said something knows that it came through.
fn is_answered(act: &Act, frames: &[Value], died: bool) -> bool {
    let Act::Say { frame: said, .. } = act else { return true };
    let busy = ["store_unavailable", "room_busy"];
    if frames.iter().any(|frame| busy.iter().any(|code| frame["code"] == *code)) {
        return false;
    }
    match said["type"].as_str() {
        Some("chat_message") => frames.iter().any(|frame| frame["message"]["content"] == said["content"]),
        Some("ping") => frames.iter().any(|frame| frame["type"] == "pong"),
        _ => !died,
    }
}
