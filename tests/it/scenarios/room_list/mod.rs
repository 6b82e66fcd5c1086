//! A client that reads its room list once and then follows the frames of its user socket ends where a fresh read
//! starts: names, previews, order by the last message, unread counts.
//!
//! Users act at random in three rooms, drawn by a seed; two of them watch. `ROOMCAST_SEED=7` repeats one run,
//! `ROOMCAST_RUNS=50` makes more of them.

mod list;
mod observer;

use observer::Observer;
use rand::rngs::SmallRng;
use rand::seq::{IndexedMutRandom, IndexedRandom};
use rand::{Rng, SeedableRng};
use roomcast_tests::seeds::seeds;
use roomcast_tests::world::{Actor, World};
use serde_json::json;

/// Runs of an ordinary test run.
const RUNS: u64 = 4;
/// Actions of a run after the observers have connected.
const STEPS: usize = 120;

/// The actions; one that stands twice is drawn twice as often.
const ACTIONS: [&str; 26] = [
    "send",
    "send",
    "send",
    "send",
    "send",
    "say",
    "say",
    "edit",
    "edit",
    "delete",
    "read",
    "read_room",
    "join",
    "join",
    "leave",
    "invite",
    "invite",
    "ban",
    "unban",
    "remove",
    "rename",
    "mute",
    "subscribe",
    "subscribe",
    "unsubscribe",
    "follow",
];

/// A run of random actions.
struct Run {
    rng: SmallRng,
    rooms: Vec<u64>,
    /// Every user; the first owns the rooms, and the second and third watch.
    users: Vec<Actor>,
    /// Room, id and sender of every message.
    sent: Vec<(u64, u64, u64)>,
    next: usize,
}

impl Run {
    /// Takes one random action.
    async fn step(&mut self, observers: &mut [Observer]) {
        let action = *ACTIONS.choose(&mut self.rng).unwrap();
        let who = self.users.choose(&mut self.rng).unwrap().clone();
        let room = *self.rooms.choose(&mut self.rng).unwrap();
        let (other, owner) = (self.users[self.rng.random_range(1..self.users.len())].clone(), &self.users[0]);
        self.next += 1;
        let text = format!("text {}", self.next);
        let answer = match action {
            "send" => {
                let answer = who.try_send(room, json!({"content": text})).await;
                if answer.status == 201 {
                    self.sent.push((room, answer.body["id"].as_u64().unwrap(), who.id));
                }
                answer
            }
            "say" | "subscribe" | "unsubscribe" | "follow" => {
                let Some(observer) = observers.choose_mut(&mut self.rng) else { return };
                return observer.act(action, room, &text).await;
            }
            "edit" | "delete" | "read" => {
                let newest = self.sent.iter().rev().take(3).copied().collect::<Vec<_>>();
                let Some(&(_, id, sender)) = newest.choose(&mut self.rng) else { return };
                let sender = self.users.iter().find(|user| user.id == sender).unwrap();
                match action {
                    "edit" => sender.try_edit(id, json!({"content": text})).await,
                    "delete" => sender.try_delete_message(id).await,
                    _ => who.try_read(id).await,
                }
            }
            "read_room" => who.try_read_room(room).await,
            "join" => other.try_join(room).await,
            "leave" => other.try_leave(room).await,
            "invite" => owner.try_invite(room, &other).await,
            "ban" => owner.try_change(room, &other, json!({"is_banned": true})).await,
            "unban" => owner.try_change(room, &other, json!({"is_banned": false})).await,
            "mute" => owner.try_change(room, &other, json!({"is_muted": self.next.is_multiple_of(2)})).await,
            "remove" => owner.try_remove(room, &other).await,
            _ => owner.try_change_room(room, json!({"name": text})).await,
        };
        assert!(answer.status < 500, "{action}: {answer:?}");
    }
}

async fn run(world: &World, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    let users: Vec<Actor> = (0..5).map(|n| world.user(&format!("u{n}"))).collect();
    let mut rooms = Vec::new();
    for kind in ["public", "group", "private"] {
        rooms.push(users[0].room(kind).await);
        for user in &users[1..] {
            users[0].invite(rooms[rooms.len() - 1], user).await;
            if rng.random_bool(0.7) {
                user.join(rooms[rooms.len() - 1]).await;
            }
        }
    }
    let watching = [users[1].clone(), users[2].clone()];
    let mut run = Run { rng, rooms, users, sent: Vec::new(), next: 0 };
    for _ in 0..20 {
        run.step(&mut []).await;
    }
    let mut observers = Vec::new();
    for who in watching {
        observers.push(Observer::new(who).await);
        run.step(&mut []).await; // between the reads of two observers
    }
    for _ in 0..STEPS {
        run.step(&mut observers).await;
    }
    for observer in &mut observers {
        observer.must_catch_up(&format!("seed {seed}")).await;
    }
}

#[tokio::test]
async fn a_client_that_follows_its_user_socket_knows_what_a_fresh_list_shows() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    for seed in seeds(RUNS) {
        println!("ROOMCAST_SEED={seed}");
        run(&world, seed).await;
    }
}
