//! Damage on disk: a table with one bit flipped or its end cut off is refused, or serves what was written.
//!
//! Damage of the log loses writes: SQLite ends the log at the first frame whose checksum is wrong, for a write
//! that a power cut tore looks the same. The table is then as it was before the writes from there on.
//! The log of this test has fewer pages than SQLite moves into the file by itself, see the document.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::durability::{CHILD, program};
use super::generator::INDEX;
use super::*;
use crate::table::value::{Attributes, Value};
use crate::table::{INDEX_SK, Item};

/// Damaged tables that are opened.
const TABLES: u64 = 1_000;
/// Threads that make and open them.
const THREADS: u64 = 2;
/// Keys of the table; a write replaces the item of an earlier one.
const KEYS: u64 = 300;
/// Writes that are in the file.
const IN_FILE: u64 = 400;
/// Writes that are in the file or in the log.
const IN_ALL: u64 = 560;

fn key_of(number: u64) -> Key {
    let slot = number % KEYS;
    let pk = [&*ROOM, &*MESSAGES, &*USER][usize::try_from(slot % 3).unwrap()];
    key(pk, format!("{slot:03}"))
}

/// The write of a number: one in eleven deletes an item.
fn write_of(number: u64) -> Write {
    if number.is_multiple_of(11) {
        return Write::delete(key_of(number));
    }
    Write::put_item(key_of(number), Item::of_attributes(&full_row(0, number)))
}

/// The numbers of the writes whose items are there.
type State = BTreeMap<(String, String), u64>;

/// What was written, and what the table had and its index gave after each number of writes.
struct Truth {
    rows: Vec<Attributes>,
    states: Vec<(State, Vec<String>)>,
}

impl Truth {
    fn new() -> Self {
        let mut truth = Self { rows: vec![full_row(0, 0)], states: vec![(State::new(), Vec::new())] };
        let mut state = State::new();
        for number in 1..=IN_ALL {
            let Key { pk, sk } = key_of(number);
            if number.is_multiple_of(11) {
                state.remove(&(pk, sk));
            } else {
                state.insert((pk, sk), number);
            }
            truth.rows.push(full_row(0, number));
            let index = state.values().filter_map(|number| truth.place(*number));
            let mut index: Vec<_> = index.collect();
            index.sort_by(|a, b| b.cmp(a));
            truth.states.push((state.clone(), index));
        }
        truth
    }

    /// The place of a write's item in the index.
    fn place(&self, number: u64) -> Option<String> {
        match self.rows[usize::try_from(number).unwrap()].get(INDEX_SK) {
            Some(Value::Text(place)) => Some(place.clone()),
            _ => None,
        }
    }

    /// Gives the number of the write that an item is of.
    fn number_of(&self, item: &Item) -> Result<u64, String> {
        let row = item.attributes().map_err(|error| error.to_string())?;
        let Some(Value::Number(number)) = row.get("n") else {
            return Err(format!("{row:?} was not written"));
        };
        let is_written = usize::try_from(*number).is_ok_and(|at| self.rows.get(at) == Some(&row));
        if is_written { Ok(number.cast_unsigned()) } else { Err(format!("{row:?} was not written")) }
    }

    /// Says what was served that is not so after a number of writes.
    fn contradicts(&self, writes: u64, served: &Served) -> Option<String> {
        let (state, index) = &self.states[usize::try_from(writes).unwrap()];
        let other = |(key, number): (&(String, String), &u64)| {
            (state.get(key) != Some(number)).then(|| format!("{key:?} is of write {number}"))
        };
        let partition = |(pk, found): &(String, State)| {
            let there = state.iter().filter(|((of, _), _)| of == pk);
            (!found.iter().eq(there)).then(|| format!("the query of {pk} gives {found:?}"))
        };
        let absent = served.absent.iter().find(|key| state.contains_key(key));
        let absent = absent.map(|key| format!("{key:?} is absent"));
        let items = served.state.iter().find_map(other);
        let partitions = || served.partitions.iter().find_map(partition);
        let is_other_index = served.index.as_ref().is_some_and(|found| found != index);
        items.or(absent).or_else(partitions).or(is_other_index.then(|| "the index is another".to_owned()))
    }
}

/// In the child: leaves a table whose newest writes are in the log.
#[tokio::test]
#[ignore = "a process of its own, for the test below"]
async fn child_that_leaves_a_log() {
    let Some(directory) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    for numbers in [1..=IN_FILE, IN_FILE + 1..=IN_ALL] {
        let table = open(&directory);
        for number in numbers.clone() {
            table.write_patiently(write_of(number)).await.unwrap();
        }
        if *numbers.end() == IN_ALL {
            std::process::abort();
        }
    }
}

/// The files of a table: the table's and its log.
type Files = [(&'static str, Vec<u8>); 2];

fn files_of_a_killed_process() -> Files {
    let data = directory_in_memory();
    let mut child = program("table::native::tests::damage::child_that_leaves_a_log", data.path());
    assert_eq!(child.output().unwrap().status.signal(), Some(6));
    ["table.db", "table.db-wal"].map(|name| (name, std::fs::read(data.path().join(name)).unwrap()))
}

/// Flips a bit of one file, or cuts its end off. Says what was done, and whether to the log.
fn damage(files: &mut Files, random: &mut StdRng) -> (String, bool) {
    let is_log = random.random();
    let (name, bytes) = &mut files[usize::from(is_log)];
    let at = random.random_range(0..bytes.len());
    if random.random_bool(0.2) {
        bytes.truncate(at);
        return (format!("{name} cut off at {at}"), is_log);
    }
    let bit = random.random_range(0..8);
    bytes[at] ^= 1 << bit;
    (format!("{name} with bit {bit} of byte {at} flipped"), is_log)
}

/// What a table serves: each read that gave no error.
#[derive(Default)]
struct Served {
    state: State,
    absent: Vec<(String, String)>,
    partitions: Vec<(String, State)>,
    index: Option<Vec<String>>,
    errors: usize,
}

async fn read(table: &Table, truth: &Truth) -> Result<Served, String> {
    let mut served = Served::default();
    for number in 0..KEYS {
        let key = key_of(number);
        let name = (key.pk.clone(), key.sk.clone());
        match table.get_each([key]).await {
            Ok([None]) => served.absent.push(name),
            Ok([Some(item)]) => drop(served.state.insert(name, truth.number_of(&item)?)),
            Err(_) => served.errors += 1,
        }
    }
    for pk in [&*ROOM, &*MESSAGES, &*USER] {
        let Ok(items) = table.query_items(Query::all(pk, 10_000)).await else {
            served.errors += 1;
            continue;
        };
        let rows = items.into_iter().map(|(sk, item)| Ok(((pk.clone(), sk), truth.number_of(&item)?)));
        served.partitions.push((pk.clone(), rows.collect::<Result<_, String>>()?));
    }
    served.index = table.query_activity(Query::all(INDEX, 10_000)).await.ok();
    served.errors += usize::from(served.index.is_none());
    Ok(served)
}

/// What became of a damaged table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// It was not opened.
    Refused,
    /// Some reads gave errors, and the others what was written.
    Errors,
    /// It served all that was written.
    Whole,
    /// It served all that was written before the damaged place of the log.
    Earlier,
}

async fn check(directory: &Path, is_log: bool, truth: &Truth) -> Result<Outcome, String> {
    let native = match NativeTable::open(directory) {
        Ok(native) => native,
        Err(error) if error.to_string().contains("is not a readable table") => return Ok(Outcome::Refused),
        Err(error) => return Err(error.to_string()),
    };
    let served = read(&Table::native(native), truth).await?;
    match truth.contradicts(IN_ALL, &served) {
        None if served.errors == 0 => Ok(Outcome::Whole),
        None => Ok(Outcome::Errors),
        Some(problem) => {
            let newest = served.state.values().copied().max().unwrap_or(0).max(IN_FILE);
            let is_earlier = |writes| truth.contradicts(writes, &served).is_none();
            let is_earlier = is_log && served.errors == 0 && (newest..IN_ALL).any(is_earlier);
            if is_earlier { Ok(Outcome::Earlier) } else { Err(problem) }
        }
    }
}

type Outcomes = BTreeMap<Outcome, usize>;

/// Damages and opens one thread's share of the tables; says what is wrong with the first bad one.
fn check_tables(files: &Files, truth: &Truth, thread: u64, directory: &Path) -> Result<Outcomes, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut outcomes = Outcomes::new();
    for seed in (0..TABLES).filter(|seed| seed % THREADS == thread) {
        let mut files = files.clone();
        let (what, is_log) = damage(&mut files, &mut StdRng::seed_from_u64(seed));
        let data = directory.join(seed.to_string());
        std::fs::create_dir(&data).unwrap();
        files.iter().for_each(|(name, bytes)| std::fs::write(data.join(name), bytes).unwrap());
        let check = || runtime.block_on(check(&data, is_log, truth));
        let checked = catch_unwind(AssertUnwindSafe(check)).unwrap_or(Err("it panicked".to_owned()));
        let outcome = checked.map_err(|problem| format!("seed {seed}, {what}: {problem}"))?;
        *outcomes.entry(outcome).or_default() += 1;
        std::fs::remove_dir_all(data).unwrap();
    }
    Ok(outcomes)
}

#[test]
fn a_damaged_table_is_refused_or_serves_what_was_written() {
    let (files, directory, truth) = (files_of_a_killed_process(), directory_in_memory(), Truth::new());
    let outcomes = std::thread::scope(|scope| {
        let (files, truth, directory) = (&files, &truth, directory.path());
        let share = |thread| scope.spawn(move || check_tables(files, truth, thread, directory));
        let threads: Vec<_> = (0..THREADS).map(share).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Result<Vec<_>, _>>()
    });
    let outcomes = outcomes.unwrap_or_else(|problem| panic!("{problem}"));
    for outcome in [Outcome::Refused, Outcome::Whole, Outcome::Earlier] {
        assert!(outcomes.iter().all(|of| of.contains_key(&outcome)), "none is {outcome:?}: {outcomes:?}");
    }
}

/// In the child: opens a table, and serves it for as long as the check of a large one may take at most.
#[test]
#[ignore = "a process of its own, for the test below"]
fn child_that_serves() {
    let Some(directory) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let _table = open(&directory);
    std::thread::sleep(std::time::Duration::from_secs(120));
}

/// Makes a table that is too large to be read completely before it is served.
async fn large_table(directory: &Path) {
    let table = open(directory);
    let text = Value::Text("x".repeat(390_000));
    for number in 0..200 {
        let item = Item::of_attributes(&Attributes::from([("text".to_owned(), text.clone())]));
        table.write_patiently(Write::put_item(key(&MESSAGES, format!("{number:05}")), item)).await.unwrap();
    }
    // More than one step of the check, and an item in an index.
    for number in 200..2_300 {
        put(&table, &MESSAGES, format!("{number:05}"), number).await;
    }
    table
        .write_patiently(Write::put_item(key(&ROOM, "a"), Item::of_attributes(&full_row(0, 1))))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_large_table_is_checked_while_it_is_served() {
    let data = tempfile::tempdir().unwrap();
    large_table(data.path()).await;
    // One that is whole is served, and closing it ends its check.
    drop(open(data.path()));

    let path = data.path().join("table.db");
    let whole = std::fs::read(&path).unwrap();
    // A key that is out of order, one that is in order but another, one that is no text, and an item.
    for (before, place, byte) in
        [("00077", 3, b'9'), ("02299", 4, b':'), ("01999", 4, 0xb9), ("02000", 7, b'?')]
    {
        let mut bytes = whole.clone();
        let found = bytes.windows(before.len()).rposition(|window| window == before.as_bytes()).unwrap();
        bytes[found + place] = byte;
        std::fs::write(&path, bytes).unwrap();
        let mut child = program("table::native::tests::damage::child_that_serves", data.path());
        let served = child.output().unwrap();
        let said = String::from_utf8_lossy(&served.stderr);
        assert_eq!(served.status.signal(), Some(6), "{before}: {said}");
        assert!(said.contains("is not a readable table"), "{before}: {said}");
    }
}
