//! A client that follows the live events ends where a fresh fetch starts.
//!
//! Walkers take random actions, drawn by a seed, while observers fetch the room once after `live` and then
//! only follow frames, as a front end does. In the end each observer knows what REST shows.
//! `ROOMCAST_SEED=7` repeats one run, `ROOMCAST_RUNS=50` makes more of them.

mod observer;
mod view;
mod walkers;

use observer::Observer;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use roomcast_tests::seeds::seeds;
use roomcast_tests::world::{Actor, World};
use walkers::{Run, Walker};

/// Runs of an ordinary test run.
const RUNS: u64 = 4;
/// Actions of a run after the observers have connected.
const STEPS: usize = 70;

/// Makes one run: walkers act, observers follow, and every observer must end where REST is.
async fn run(world: &World, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    let kind = *["public", "group", "private"].choose(&mut rng).unwrap();
    let watchers: Vec<Actor> = (0..3).map(|n| world.user(&format!("o{n}"))).collect();
    let walkers: Vec<Walker> =
        (0..4).map(|n| Walker { who: world.user(&format!("w{n}")), sockets: Vec::new() }).collect();
    let room = watchers[0].room(kind).await;
    let users: Vec<Actor> = watchers.iter().cloned().chain(walkers.iter().map(|w| w.who.clone())).collect();
    for user in &users[1..] {
        watchers[0].invite(room, user).await;
        if watchers.iter().any(|watcher| watcher.id == user.id) || rng.random_bool(0.5) {
            user.join(room).await;
        }
    }
    let mut run = Run { rng, room, walkers, users, sent: Vec::new(), next: 0 };
    for _ in 0..15 {
        run.step().await;
    }
    let mut observers = Vec::new();
    for who in watchers {
        observers.push(Observer::new(who, room).await);
        run.step().await; // between the fetches of two observers
    }
    for step in 0..STEPS {
        let leaves = run.rng.random_bool(0.1);
        if leaves {
            let observer = &mut observers[2];
            observer.follow().await;
            observer.socket.leave().await;
        }
        run.step().await;
        if leaves {
            run.step().await;
            observers[2].reconnect(room).await;
        }
        if step % 7 == 0 {
            observers[0].follow().await;
        }
    }
    for observer in &mut observers {
        observer.must_catch_up(room, &format!("seed {seed}, a {kind} room")).await;
    }
}

#[tokio::test]
async fn a_client_that_follows_the_frames_knows_what_a_fresh_fetch_shows() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    for seed in seeds(RUNS) {
        println!("ROOMCAST_SEED={seed}");
        run(&world, seed).await;
    }
}
