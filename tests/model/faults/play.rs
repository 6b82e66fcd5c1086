//! How an operation is played: once with a fault, again as a client or Lambda tries again, then
//! undisturbed.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use roomcast_domain::Refusal;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::run::run_job;
use roomcast_functions::socket;
use roomcast_tests::stage::{Answer, Stage, connection_name};
use serde_json::{Value, json};

use super::act::{Act, Outcome, Watcher};
use super::fault::World;
use super::invariants::Table;
use super::operation::id;
use super::trap::Trap;

/// Attempts of a client; Lambda runs a job as often.
const ATTEMPTS: usize = 3;
/// Between two attempts: by then a first one that did not die has ended.
const PAUSE_MS: i64 = 4_000;

/// Longest time until a request, a job or a handshake is answered.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The watchers of the stage set, in the order in which they connect: sockets by the query of their handshake,
/// and the subscriptions of user sockets.
pub const WATCHERS: [(u64, &str); 11] = [
    (1, "room_id=1"),
    (2, "room_id=1"),
    (3, "room_id=1"),
    (1, "room_id=2"),
    (2, "room_id=2"),
    (3, "room_id=2"),
    (1, "room_id=3"),
    (2, "channel=notifications"),
    (2, ""),
    (1, "subscribe=1"),
    (3, ""),
];

/// Opens the socket of a watcher; a subscription follows with [`subscribe`], once the socket was greeted.
pub async fn open(stage: &Stage, user: u64, query: &str) -> Result<ConnectionId, Refusal> {
    let query = if query.starts_with("subscribe=") { "" } else { query };
    stage.connect(user, query).await.map(|(connection, _)| connection)
}

/// Subscribes the socket of a watcher, if it is one's that subscribes, to its room after a message.
pub async fn subscribe(stage: &Stage, query: &str, connection: &ConnectionId, since: Option<u64>) {
    let Some(room) = query.strip_prefix("subscribe=").and_then(|room| room.parse::<u64>().ok()) else {
        return;
    };
    stage.say(connection, json!({"type": "subscribe", "room_id": room, "since": since})).await;
}

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
            frames_until_live: None,
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

    pub fn collect(&mut self) {
        for watcher in self.watchers.iter_mut().chain(&mut self.opened) {
            watcher.is_open = self.stage.is_open(&watcher.connection);
            watcher.frames.extend(self.stage.frames(&watcher.connection));
            if watcher.frames.iter().any(|frame| frame["type"] == "closed") {
                self.stage.cut(&watcher.connection); // who is told so closes
                watcher.is_open = false;
            }
            if let Some(begun) = watcher.frames.iter().find(|frame| frame["type"] == "subscribed")
                && watcher.query.is_empty()
            {
                watcher.query = format!("subscribe={}", begun["room_id"]);
            }
            let is_over = |frame: &Value| {
                ["unsubscribed", "room_removed"].iter().any(|kind| frame["type"] == *kind)
                    && Some(&frame["room_id"]) == watcher.room().map(Value::from).as_ref()
                    || frame["code"] == "not_subscribed"
            };
            if watcher.frames.iter().any(is_over) {
                watcher.is_open = false; // as far as it watches a room
            }
        }
    }

    pub async fn undisturbed(&mut self, act: &Act) {
        let stage = self.process();
        let told = self.attempt_or_panic(&stage, act).await;
        assert!(
            !matches!(told, Outcome::Failed | Outcome::Refused(_) | Outcome::Panicked),
            "{}: {act:?}: {told:?}",
            self.name
        );
        if let Outcome::Answer(answer) = told {
            assert!(answer.status < 300, "{}: {act:?}: {answer:?}", self.name);
        }
    }

    /// The first attempt with its fault, then as many as a client makes.
    pub async fn disturbed(&mut self, act: &Act, trap: &Trap) {
        if let Act::RunJob(name) = act {
            self.job = Some(self.take_job(name));
        }
        for attempt in 0..ATTEMPTS {
            self.attempts += 1;
            let stage = self.process();
            let before = self.frames_of(act).len();
            let told = tokio::select! {
                biased;
                told = self.attempt_or_panic(&stage, act) => Some(told),
                () = death(trap), if attempt == 0 => None,
            };
            trap.end();
            self.note_live_connections();
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

    /// Notes which of the opened connections an attempt has made live.
    fn note_live_connections(&mut self) {
        if self.opened.is_empty() {
            return;
        }
        let table = Table::of(&self.stage);
        for opened in &mut self.opened {
            opened.frames.extend(self.stage.frames(&opened.connection));
            if table.is_live(&opened.connection) {
                opened.frames_until_live.get_or_insert(opened.frames.len());
            }
        }
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
            if !watcher.is_open {
                continue;
            }
            let query = match self.newest_of(&watcher) {
                Some(since) if watcher.query.starts_with("room_id=") => {
                    format!("{}&since={since}", watcher.query)
                }
                _ => watcher.query.clone(),
            };
            match open(&self.stage, watcher.user, &query).await {
                Ok(connection) => self.watchers[at].connection = connection,
                Err(_) => self.watchers[at].is_open = false,
            }
        }
        self.run_jobs().await;
        for watcher in self.watchers.iter().filter(|watcher| watcher.is_open) {
            let since = self.newest_of(watcher);
            subscribe(&self.stage, &watcher.query, &watcher.connection, since).await;
        }
        self.run_jobs().await;
    }

    /// The id of the newest message that a watcher of a room has, 0 for none.
    fn newest_of(&self, watcher: &Watcher) -> Option<u64> {
        let room = watcher.room()?;
        let seq = watcher.seqs().into_iter().max().unwrap_or(first_new(self, room) - 1);
        Some(if seq == 0 { 0 } else { id(room, seq) })
    }

    fn frames_of(&self, act: &Act) -> Vec<Value> {
        match act {
            Act::Say { watcher, .. } => self.stage.posted(&self.watchers[*watcher].connection),
            _ => Vec::new(),
        }
    }

    /// An attempt in a task of its own, as servers run it.
    async fn attempt_or_panic(&mut self, stage: &Stage, act: &Act) -> Outcome {
        let attempt = AssertUnwindSafe(self.attempt(stage, act)).catch_unwind();
        match tokio::time::timeout(PATIENCE, attempt).await {
            Ok(told) => told.unwrap_or(Outcome::Panicked),
            Err(late) => panic!("{}: {act:?} is not answered: {late}", self.name),
        }
    }

    async fn attempt(&mut self, stage: &Stage, act: &Act) -> Outcome {
        match act {
            Act::Rest { user, method, path, body } => {
                // Ids of reports are random.
                let report = Table::of(stage).report().unwrap_or_else(|| "1".to_owned());
                let path = path.replace("{report}", &report);
                Outcome::Answer(stage.call(*user, method.clone(), &path, body.clone()).await)
            }
            Act::Say { watcher, frame } => {
                stage.say(&self.watchers[*watcher].connection, frame.clone()).await;
                Outcome::Done
            }
            Act::Connect { user, query } => match stage.connect(*user, query).await {
                Ok((connection, _)) => {
                    let (user, query) = (*user, (*query).to_owned());
                    let frames = Vec::new();
                    let opened =
                        Watcher { user, query, connection, frames, frames_until_live: None, is_open: true };
                    self.opened.push(opened);
                    Outcome::Open
                }
                Err(refusal) => Outcome::Refused(refusal.status()),
            },
            Act::RunJob(_) => {
                let job = self.job.clone().expect("a job waits");
                run_job(&stage.app, job).await.map_or(Outcome::Failed, |()| Outcome::Done)
            }
            Act::Start(job) => {
                self.stage.put_job_back(job.clone());
                Outcome::Done
            }
            Act::Disconnect { watcher } => {
                let connection = self.watchers[*watcher].connection.clone();
                self.stage.cut(&connection);
                socket::disconnect(&stage.app, &connection).await;
                Outcome::Done
            }
            Act::Cut { watcher } => {
                self.stage.cut(&self.watchers[*watcher].connection);
                Outcome::Done
            }
            Act::Wait { ms } => {
                self.stage.pass_ms(*ms);
                Outcome::Done
            }
        }
    }

    /// Whether the client takes it for done.
    fn is_done(&mut self, act: &Act, told: Option<Outcome>, before: usize) -> bool {
        match told {
            Some(Outcome::Answer(answer)) => {
                self.answers.push(answer.clone());
                answer.status < 500
            }
            Some(Outcome::Refused(status)) => status < 500,
            Some(Outcome::Failed) => false,
            // Nobody disconnects twice.
            Some(Outcome::Panicked) if matches!(act, Act::Disconnect { .. }) => true,
            Some(Outcome::Panicked) if !matches!(act, Act::Say { .. }) => false,
            // Whose socket is gone says nothing more.
            None if matches!(act, Act::Say { watcher, .. } if !self.watchers[*watcher].is_open) => true,
            Some(Outcome::Done | Outcome::Panicked) | None if matches!(act, Act::Say { .. }) => {
                let frames = self.frames_of(act);
                let is_cut_off = matches!(told, None | Some(Outcome::Panicked));
                is_answered(act, frames.get(before..).unwrap_or(&frames), is_cut_off)
            }
            Some(Outcome::Open | Outcome::Done | Outcome::Panicked) => true,
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

    pub async fn run_jobs(&mut self) {
        while let Some(job) = self.stage.take_job() {
            let stage = self.process();
            let name = job.name().as_str();
            run_job(&stage.app, job).await.unwrap_or_else(|error| panic!("{}: {name}: {error}", self.name));
        }
    }
}

/// Waits until the process has died, and what its last call set going has come to rest.
async fn death(trap: &Trap) {
    trap.died.notified().await;
    tokio::time::sleep(Duration::from_millis(1)).await;
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
        // A subscription whose beginning died is begun anew.
        Some("subscribe") => !died && !frames.iter().any(|frame| frame["code"] == "already_subscribed"),
        Some("unsubscribe") => {
            let is_over =
                |frame: &Value| frame["type"] == "unsubscribed" || frame["code"] == "not_subscribed";
            frames.iter().any(is_over)
        }
        _ => !died,
    }
}
