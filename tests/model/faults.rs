//! Every call of every operation fails once in every way that it can. Then the client tries again as
//! clients do, jobs run again as Lambda runs them, and the invariants are checked.
//!
//! One machine is played on its own table, and what fails are the calls of the typed table and of the wire: a
//! call fails, its answer is lost, the table stays away, the process dies and leaves what its files hold, the
//! task that makes the call panics.
//!
//! Lambda functions are played on an engine with DynamoDB's protocol behind the SDK. The table stays away and
//! processes die in the calls of the typed table as well. Below it fail the calls of the SDK, also in ways that
//! the table of one machine does not know: the connection breaks before or behind a call, the call is
//! throttled, a transaction holds its item, keys are left unprocessed, a read lags, the SDK repeats a call that
//! took effect.
//!
//! Nothing is drawn by chance: an operation is played once to see its calls, then once for each of its
//! calls and each fault that fits the call, on a copy of the same chat.

mod act;
mod aftermath;
mod fault;
mod invariants;
mod operation;
mod operations;
mod play;
mod talking;
mod trap;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use roomcast_functions::http::endpoint::Handler;
use roomcast_functions::http::router::ENDPOINTS;
use roomcast_tests::engine::Engine;
use roomcast_tests::paused::run;
use roomcast_tests::stage::{Place, Stage};

use act::Act;
use fault::{FAULTS, Fault, World};
use operation::{Operation, stage_set};
use operations::operations;
use play::Play;
use trap::{Seen, Trap};

/// A copy of the stage set for one play.
async fn copy(world: World, set: &Stage, fault: Fault) -> Stage {
    let mut place = set.place.copy().await;
    if let Place::Dynamo(engine, _) = &place {
        if fault == Fault::Lag {
            engine.freeze();
        }
        if world == World::AwsWithRetries {
            place = Place::dynamo(engine.with_retries());
        }
    }
    set.copy(place)
}

/// Plays an operation with a fault at its `at`-th call of the fault's kind; the calls of the first attempt.
async fn play(world: World, set: &Stage, operation: &Operation, fault: Fault, at: usize) -> Seen {
    let stage = copy(world, set, fault).await;
    let mut play = Play::new(stage, world, &format!("{} {world:?} {fault:?} at {at}", operation.name));
    for act in &operation.prepare {
        play.undisturbed(act).await;
    }
    play.start_watching();
    let trap = Arc::new(Trap::new(fault, at));
    trap.set_on(&play.stage);
    play.disturbed(&operation.act, &trap).await;
    play.settle().await;
    let hit = trap.hit();
    let told = hit.as_ref().map(trap::Hit::told).unwrap_or_default();
    play.name = format!("{} ({told})", play.name);
    invariants::check(&play, operation, fault, hit.as_ref());
    play.go_on(operation.room).await;
    trap.seen()
}

/// Every fault at every call of the operations of one share of them.
fn play_all(world: World, share: usize, shares: usize) {
    let set = run(async {
        let place = if world == World::One { Place::native() } else { Place::dynamo(Engine::new().await) };
        stage_set(Stage::on(place, world == World::One, &[("MESSAGES_PER_10S", "0")])).await
    });
    #[allow(clippy::disallowed_methods)] // a test's own variable
    let only = std::env::var("ROOMCAST_OPERATION").ok();
    let (mut played, mut wrong) = (0, Vec::new());
    for (number, operation) in operations().into_iter().enumerate() {
        if number % shares != share || only.as_ref().is_some_and(|only| *only != operation.name) {
            continue;
        }
        let seen = run(play(world, &set, &operation, Fault::None, 0));
        assert!(!seen.calls.is_empty(), "{} calls nothing", operation.name);
        for (fault, at) in FAULTS.into_iter().flat_map(|fault| seen.places(world, fault)) {
            let play = AssertUnwindSafe(|| run(play(world, &set, &operation, fault, at)));
            if let Err(panic) = catch_unwind(play) {
                let text = panic.downcast_ref::<String>().cloned();
                wrong.push(text.unwrap_or_else(|| format!("{} {fault:?} at {at}", operation.name)));
            }
            played += 1;
        }
    }
    println!("{world:?}: {played} faults");
    assert!(wrong.is_empty(), "{} of {played} faults did harm:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn one_machine_gets_over_every_fault_of_every_call() {
    play_all(World::One, 0, 1);
}

#[test]
fn lambda_functions_get_over_every_fault_of_every_call() {
    play_all(World::Aws, 0, 2);
}

#[test]
fn lambda_functions_get_over_every_fault_of_every_call_of_the_other_half() {
    play_all(World::Aws, 1, 2);
}

#[test]
fn an_sdk_that_repeats_what_succeeded_changes_nothing() {
    play_all(World::AwsWithRetries, 0, 1);
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
