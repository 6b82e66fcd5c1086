//! Every call of every operation fails once in every way that it can: its answer is lost, it never
//! arrives, it is throttled, a transaction holds its item, keys are left unprocessed, a read lags, the
//! table stays away, the process dies, the task that makes the call panics. Then the client tries again
//! as clients do, jobs run again as Lambda runs them, and the invariants are checked.
//!
//! Nothing is drawn by chance: an operation is played once to see its calls, then once for each of its
//! calls and each fault that fits the call, on a copy of the same chat.

mod act;
mod aftermath;
mod invariants;
mod operation;
mod operations;
mod play;

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use roomcast_functions::http::endpoint::Handler;
use roomcast_functions::http::router::ENDPOINTS;
use roomcast_tests::engine::{Engine, Fate, Gate, SdkCall};
use roomcast_tests::stage::Stage;
use tokio::sync::Notify;

use act::Act;
use operation::{Operation, stage_set};
use operations::operations;
use play::Play;

/// How the chat runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum World {
    /// One process that is the only writer.
    One,
    /// A process for each invocation; a call that fails is one that failed all its attempts.
    Aws,
    /// A process for each invocation, and the SDK's own attempts at each call.
    AwsWithRetries,
}

/// The fault of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    LoseAnswer,
    Fail,
    Conflict,
    Throttle,
    LeaveKeys,
    Lag,
    /// From this call on the table does not answer, until the client tries again.
    Outage,
    /// The process ends at this call.
    Die {
        /// Whether the call takes effect.
        effect: bool,
    },
    /// The task that makes the call panics; its process goes on.
    Panic {
        /// Whether the call takes effect.
        effect: bool,
    },
}

const FAULTS: [Fault; 11] = [
    Fault::LoseAnswer,
    Fault::Fail,
    Fault::Conflict,
    Fault::Throttle,
    Fault::LeaveKeys,
    Fault::Lag,
    Fault::Outage,
    Fault::Die { effect: false },
    Fault::Die { effect: true },
    Fault::Panic { effect: false },
    Fault::Panic { effect: true },
];

impl Fault {
    fn fits(self, world: World, call: &SdkCall) -> bool {
        let writes = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];
        let writes = writes.contains(&call.operation.as_str());
        let fits_call = match self {
            Self::None => false,
            Self::Fail | Self::Die { effect: false } | Self::Panic { effect: false } => true,
            // A read whose answer is lost is a read that failed.
            Self::LoseAnswer | Self::Die { effect: true } | Self::Panic { effect: true } => {
                writes || call.is_wire()
            }
            Self::Conflict | Self::Throttle => writes,
            Self::Outage => !call.is_wire(),
            Self::LeaveKeys => call.operation == "BatchGetItem",
            Self::Lag => call.is_eventual(),
        };
        let fits_world = match world {
            World::One => {
                matches!(self, Self::LoseAnswer | Self::Fail | Self::Die { .. } | Self::Panic { .. })
            }
            // For an invocation that has a process of its own, a panic is a death.
            World::Aws => !matches!(self, Self::Panic { .. }),
            World::AwsWithRetries => self == Self::LoseAnswer && !call.is_wire(),
        };
        fits_call && fits_world
    }

    fn fate(self) -> Fate {
        match self {
            Self::None => Fate::Answer,
            Self::LoseAnswer => Fate::LoseAnswer,
            Self::Fail | Self::Outage => Fate::Fail,
            Self::Conflict => Fate::Conflict,
            Self::Throttle => Fate::Refuse("ProvisionedThroughputExceededException"),
            Self::LeaveKeys => Fate::LeaveKeys,
            Self::Lag => Fate::Lag,
            Self::Die { effect } => Fate::Vanish { effect },
            Self::Panic { effect } => Fate::Panic { effect },
        }
    }
}

/// Waits for its call among those of one attempt.
#[derive(Debug)]
pub struct Trap {
    fault: Fault,
    /// The call's number, from 1.
    at: usize,
    seen: Vec<SdkCall>,
    armed: bool,
    dead: Option<usize>,
}

impl Trap {
    fn fate(&mut self, call: SdkCall, died: &Notify) -> Fate {
        if self.dead == Some(call.process) {
            return Fate::Vanish { effect: false };
        }
        if !self.armed {
            return Fate::Answer;
        }
        let (process, wire) = (call.process, call.is_wire());
        self.seen.push(call);
        let number = self.seen.len();
        match self.fault {
            Fault::Outage if number >= self.at && !wire => Fate::Fail,
            _ if number != self.at => Fate::Answer,
            Fault::Die { effect } => {
                self.dead = Some(process);
                died.notify_one();
                Fate::Vanish { effect }
            }
            fault => fault.fate(),
        }
    }

    /// The call that it befell.
    fn hit(&self) -> Option<&SdkCall> {
        self.seen.get(self.at.checked_sub(1)?)
    }
}

fn gate(trap: Arc<Mutex<Trap>>, died: Arc<Notify>) -> Gate {
    Arc::new(move |call| std::future::ready(trap.lock().unwrap().fate(call, &died)).boxed())
}

/// Plays an operation with a fault at its `at`-th call; the calls of the first attempt.
async fn play(world: World, set: &Stage, operation: &Operation, fault: Fault, at: usize) -> Vec<SdkCall> {
    let mut engine = set.engine.copy().await;
    if world == World::AwsWithRetries {
        engine = engine.with_retries();
    }
    if fault == Fault::Lag {
        engine.freeze().await;
    }
    let stage = set.copy(engine);
    let mut play = Play::new(stage, world, &format!("{} {world:?} {fault:?} at {at}", operation.name));
    for act in &operation.prepare {
        play.undisturbed(act).await;
    }
    play.start_watching();
    let trap = Arc::new(Mutex::new(Trap { fault, at, seen: Vec::new(), armed: true, dead: None }));
    let died = Arc::new(Notify::new());
    play.stage.engine.set_gate(Some(gate(trap.clone(), died.clone())));
    play.disturbed(&operation.act, &trap, &died).await;
    play.settle().await;
    let hit = trap.lock().unwrap().hit().cloned();
    let told = hit.as_ref().map(|call| format!("{} {}", call.operation, call.body)).unwrap_or_default();
    play.name = format!("{} ({})", play.name, told.chars().take(300).collect::<String>());
    invariants::check(&play, operation, fault, hit.as_ref());
    play.go_on(operation.room).await;
    trap.lock().unwrap().seen.clone()
}

/// Every fault at every call of the operations of one share of them.
async fn play_all(world: World, share: usize, shares: usize) {
    let set =
        stage_set(Stage::on(Engine::new().await, world == World::One, &[("MESSAGES_PER_10S", "0")])).await;
    #[allow(clippy::disallowed_methods)] // a test's own variable
    let only = std::env::var("ROOMCAST_OPERATION").ok();
    let (mut played, mut wrong) = (0, Vec::new());
    for (number, operation) in operations().into_iter().enumerate() {
        if number % shares != share || only.as_ref().is_some_and(|only| *only != operation.name) {
            continue;
        }
        let calls = play(world, &set, &operation, Fault::None, 0).await;
        assert!(!calls.is_empty(), "{} calls nothing", operation.name);
        for (at, call) in calls.iter().enumerate() {
            for fault in FAULTS.into_iter().filter(|fault| fault.fits(world, call)) {
                let play = play(world, &set, &operation, fault, at + 1);
                if let Err(panic) = AssertUnwindSafe(play).catch_unwind().await {
                    let text = panic.downcast_ref::<String>().cloned();
                    wrong.push(text.unwrap_or_else(|| format!("{} {fault:?} at {at}", operation.name)));
                }
                played += 1;
            }
        }
    }
    println!("{world:?}: {played} faults");
    assert!(wrong.is_empty(), "{} of {played} faults did harm:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn one_machine_gets_over_every_fault_of_every_call() {
    play_all(World::One, 0, 1).await;
}

#[tokio::test(start_paused = true)]
async fn lambda_functions_get_over_every_fault_of_every_call() {
    play_all(World::Aws, 0, 2).await;
}

#[tokio::test(start_paused = true)]
async fn lambda_functions_get_over_every_fault_of_every_call_of_the_other_half() {
    play_all(World::Aws, 1, 2).await;
}

#[tokio::test(start_paused = true)]
async fn an_sdk_that_repeats_what_succeeded_changes_nothing() {
    play_all(World::AwsWithRetries, 0, 1).await;
}

/// Whether a path, without its query, has the form of an endpoint's path.
fn has_form(form: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let parts = |text: &str| text.trim_end_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (form, path) = (parts(form.trim_start_matches("/api/chat/")), parts(path));
    let fits = |(form, part): (&String, &String)| form.starts_with('{') || form == part;
    form.len() == path.len() && form.iter().zip(&path).all(fits)
}

#[test]
fn every_endpoint_is_played() {
    let played: Vec<(http::Method, String)> = operations()
        .into_iter()
        .filter_map(|operation| match operation.act {
            Act::Rest { method, path, .. } => Some((method, path)),
            _ => None,
        })
        .collect();
    for endpoint in ENDPOINTS.iter().filter(|endpoint| matches!(endpoint.handler, Handler::Caller(_))) {
        assert!(
            played.iter().any(|(method, path)| *method == endpoint.method && has_form(endpoint.path, path)),
            "{}: play it in tests/model/faults/operations.rs",
            endpoint.name
        );
    }
}
