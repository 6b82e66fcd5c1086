//! What several threads share, under schedules of a scheduler: threads are switched at any lock and counter.

use std::sync::Arc;

use shuttle::sync::Mutex;
use shuttle::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use shuttle::thread;

use super::{PEOPLE, ROOM, Row, key};
use crate::keys::Key;
use crate::table::attribute::Attribute;
use crate::table::item::Item;
use crate::table::native::kept::{Changing, Kept};
use crate::table::native::later::{Later, carry_out};
use crate::table::{Query, Write};

/// Schedules of each test: half of them at random, half with few switches at unlikely places.
const SCHEDULES: usize = 1_000;
/// Switches of the second half (probabilistic concurrency testing, Burckhardt et al. 2010).
const SWITCHES: usize = 5;
const NUMBER: Attribute = Attribute::new("n");

fn check(test: fn()) {
    shuttle::check_random(test, SCHEDULES / 2);
    shuttle::check_pct(test, SCHEDULES / 2, SWITCHES);
}

fn item(n: u64) -> Item {
    Item::of(&Row { n, x: None }).unwrap()
}

fn number(item: Option<&Item>) -> u64 {
    item.map_or(0, |item| item.read::<Row>().unwrap().n)
}

/// A table of one item: its file, what is kept of it, and the caches that are written later.
#[derive(Default)]
struct World {
    file: Mutex<Option<Item>>,
    kept: Kept,
    later: Later,
    /// The largest number that a writer was told of.
    told: AtomicU64,
    is_over: AtomicBool,
}

impl World {
    fn read_file(&self) -> Option<Item> {
        self.file.lock().unwrap().clone()
    }

    /// Puts items into the file, one after the other at one key, as a group of the writing thread does: readers
    /// see the last one only.
    fn commit(&self, key: &Key, items: &[Option<Item>]) {
        let mut changing = Changing::new(&self.kept);
        for item in items {
            changing.begin(key);
            changing.note(key.clone(), item.clone());
        }
        self.file.lock().unwrap().clone_from(&items[items.len() - 1]);
        changing.finish();
    }

    /// Reads the item as the table does: what is kept, else the file, covered with the caches that wait.
    fn read_item(&self, key: &Key) -> Option<Item> {
        let read = || {
            Ok(self.kept.find(key).unwrap_or_else(|slot| {
                let item = self.read_file();
                self.kept.keep(slot, key, item.as_ref());
                item
            }))
        };
        self.later.read(read, |item| self.later.cover(key, item)).unwrap()
    }

    fn read(&self, key: &Key) -> u64 {
        number(self.read_item(key).as_ref())
    }

    /// Carries out the caches that wait, as the writing thread does; `is_full` says that the disk refuses.
    fn write_caches(&self, key: &Key, is_full: bool) -> bool {
        let batches = self.later.all();
        for batch in &batches {
            let left = batch.carry_out(self.read_file()).unwrap();
            self.later.goes(batch, left.clone());
            if !is_full {
                self.commit(key, &[left]);
            }
        }
        if is_full {
            self.later.postpone();
        } else {
            self.later.done(&batches);
        }
        !batches.is_empty()
    }

    /// Reads some times: at least what a writer was told of or anybody has read before.
    fn watch(&self, key: &Key) {
        for _ in 0..3 {
            let least = self.told.load(Ordering::SeqCst);
            let read = self.read(key);
            assert!(read >= least, "{read} was read after {least}");
            self.told.fetch_max(read, Ordering::SeqCst);
        }
    }
}

fn spawn(world: &Arc<World>, run: fn(&World)) -> thread::JoinHandle<()> {
    let world = world.clone();
    thread::spawn(move || run(&world))
}

fn join(threads: impl IntoIterator<Item = thread::JoinHandle<()>>) {
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

#[test]
fn what_is_kept_is_never_older_than_a_write_that_was_answered() {
    check(|| {
        let world = Arc::<World>::default();
        let writer = spawn(&world, |world| {
            for n in 1..=3 {
                world.commit(&key(&ROOM, "a"), &[None, Some(item(n))]);
                world.told.fetch_max(n, Ordering::SeqCst);
            }
        });
        let watch = |world: &World| world.watch(&key(&ROOM, "a"));
        join([writer, spawn(&world, watch), spawn(&world, watch)]);
    });
}

#[test]
fn a_kept_answer_is_never_older_than_a_write_that_was_answered() {
    check(|| {
        let world = Arc::<World>::default();
        let writer = spawn(&world, |world| {
            for n in 1..=3 {
                world.commit(&key(&PEOPLE, "a"), &[Some(item(n))]);
                world.told.fetch_max(n, Ordering::SeqCst);
            }
        });
        let ask = |world: &World| {
            let query = Query::all(PEOPLE.clone(), 10);
            for _ in 0..2 {
                let least = world.told.load(Ordering::SeqCst);
                let answer = world.kept.find_answer(&query).unwrap_or_else(|slot| {
                    let answer: Vec<_> =
                        world.read_file().into_iter().map(|item| ("a".to_owned(), item)).collect();
                    world.kept.keep_answer(slot, &query, &answer);
                    answer
                });
                let read = number(answer.first().map(|(_, item)| item));
                assert!(read >= least, "{read} was read after {least}");
                world.told.fetch_max(read, Ordering::SeqCst);
            }
        };
        join([writer, spawn(&world, ask), spawn(&world, ask)]);
    });
}

#[test]
fn a_cache_that_waits_is_seen_at_once_and_never_lost_on_its_way_to_the_disk() {
    check(|| {
        let world = Arc::<World>::default();
        let raiser = spawn(&world, |world| {
            for n in 1..=3 {
                let raise = Write::update(key(&ROOM, "a"), [NUMBER.set(n)])
                    .when(crate::table::Condition::Missing.or(NUMBER.is_below(n)));
                let there = world.read_item(&key(&ROOM, "a"));
                let (_, left) = carry_out(std::slice::from_ref(&raise), there.clone()).unwrap();
                world.later.add(key(&ROOM, "a"), [raise].into(), there, left);
                world.told.fetch_max(n, Ordering::SeqCst);
            }
            world.is_over.store(true, Ordering::SeqCst);
        });
        let writer = spawn(&world, |world| {
            // The disk refuses the first attempt.
            for attempt in 0.. {
                let is_over = world.is_over.load(Ordering::SeqCst);
                if !world.write_caches(&key(&ROOM, "a"), attempt == 0) && is_over {
                    break;
                }
                thread::yield_now();
            }
        });
        let reader = spawn(&world, |world| world.watch(&key(&ROOM, "a")));
        join([raiser, writer, reader]);
        assert_eq!(number(world.read_file().as_ref()), 3, "the last cache is on disk");
        assert_eq!(world.read(&key(&ROOM, "a")), 3);
    });
}
