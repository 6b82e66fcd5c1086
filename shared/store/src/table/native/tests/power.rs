//! Power cuts: what a process writes is recorded, and the table is opened on thousands of disks as a cut
//! may leave them.
//!
//! A process of its own writes, closes and opens the table, and is killed and started again. Each writer
//! takes numbered steps, and what a writer's rows are after a number of steps is known ([`rows_after`]). It
//! notes in a file of the same record when it begins a step, when that is acknowledged, and which step others
//! see. So after a cut each writer must be at one step, neither before one that was acknowledged or seen nor
//! behind the last that was begun.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::Command;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::disk::{self, Disk, Record};
use super::durability::{CHILD, program};
use super::generator::INDEX;
use super::*;
use crate::table::transaction::Outcome;
use crate::table::value::{Attributes, Value};
use crate::table::{INDEX_SK, Item, Side};

/// Disks after a power cut that the table is opened on.
const IMAGES: u64 = 1_500;
/// Threads that make and open them.
const THREADS: u64 = 2;
/// Writers of the recorded process.
const WRITERS: usize = 6;
/// Steps of each writer while the table is open.
const STEPS: u64 = 120;
/// Times that a process opens the table.
const OPENINGS: usize = 3;
/// Records behind which the process is killed in place of a sync; the last one is not.
const KILLS: [u32; 5] = [90, 700, 2_000, 6_000, 0];
/// The file in which the process notes what it knows.
const NOTES: &str = "notes";
/// Rows of a writer in a partition; a step replaces the oldest.
const DEPTH: u64 = 12;

fn slot(pk: &str, writer: u64, step: u64) -> Key {
    key(pk, format!("{writer}-{:02}", step % DEPTH))
}

fn is_single(writer: u64) -> bool {
    writer.is_multiple_of(2)
}

/// A writer's step: one write, or a transaction that puts a row twice and deletes an older one.
async fn take_step(table: &Table, writer: u64, step: u64) {
    let put =
        |pk: &str| Write::put_item(slot(pk, writer, step), Item::of_attributes(&full_row(writer, step)));
    if is_single(writer) {
        table.write_patiently(put(&ROOM)).await.unwrap();
        return;
    }
    let Side::Native(native) = &table.side else { unreachable!() };
    let delete = Write::delete(slot(&USER, writer, step + DEPTH / 2));
    let done = native.transact(vec![put(&MESSAGES), delete, put(&USER)]).await.unwrap();
    assert_eq!(done, Outcome::Done);
}

type Rows = BTreeMap<(String, String), Attributes>;

/// What a writer's rows are after a number of steps.
fn rows_after(writer: u64, steps: u64) -> Rows {
    let newest = |pk: &str, number: u64| {
        let steps = (steps + 1).saturating_sub(number).max(1)..=steps;
        let rows = steps.map(|step| (slot(pk, writer, step), full_row(writer, step)));
        rows.map(|(key, row)| ((key.pk, key.sk), row)).collect::<Vec<_>>()
    };
    let rows = if is_single(writer) {
        newest(&ROOM, DEPTH)
    } else {
        [newest(&MESSAGES, DEPTH), newest(&USER, DEPTH / 2)].concat()
    };
    rows.into_iter().collect()
}

/// Reads the rows of each writer.
async fn read(table: &Table) -> crate::error::Result<[Rows; WRITERS]> {
    let mut found = std::array::from_fn(|_| Rows::new());
    for pk in [&*ROOM, &*MESSAGES, &*USER] {
        for (sk, item) in table.query_items(Query::all(pk, 10_000)).await? {
            let writer: usize = sk.split('-').next().unwrap().parse().unwrap();
            found[writer].insert((pk.clone(), sk), item.attributes()?);
        }
    }
    Ok(found)
}

fn newest(rows: &Rows) -> u64 {
    let number = |row: &Attributes| match row["n"] {
        Value::Number(step) => step.cast_unsigned(),
        _ => unreachable!("each row has its step"),
    };
    rows.values().map(number).max().unwrap_or(0)
}

/// The file in which the recorded process notes what it knows.
#[derive(Clone)]
struct Notes(std::sync::Arc<File>);

impl Notes {
    /// One write is one record, in order with those of the table.
    fn note(&self, what: &str, writer: u64, step: u64) {
        (&*self.0).write_all(format!("{what} {writer} {step}").as_bytes()).unwrap();
    }
}

/// In the child: opens the table some times, each time with writers and a reader beside them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a process of its own, for the test below"]
async fn child_that_is_recorded() {
    let Some(root) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let notes = OpenOptions::new().create(true).append(true).open(root.join(NOTES)).unwrap();
    let notes = Notes(notes.into());
    for _ in 0..OPENINGS {
        let table = open(&root.join("data"));
        let mut writing = Vec::new();
        for (writer, rows) in (0..).zip(read(&table).await.unwrap()) {
            notes.note("opened", writer, newest(&rows));
            let (table, notes, last) = (table.clone(), notes.clone(), newest(&rows));
            writing.push(tokio::spawn(async move {
                for step in last + 1..=last + STEPS {
                    notes.note("begun", writer, step);
                    take_step(&table, writer, step).await;
                    notes.note("acknowledged", writer, step);
                }
            }));
        }
        let reading = tokio::spawn(note_what_is_seen(table, notes.clone()));
        for writer in writing {
            writer.await.unwrap();
        }
        reading.abort();
        reading.await.unwrap_err();
    }
}

async fn note_what_is_seen(table: Table, notes: Notes) {
    loop {
        for (writer, rows) in (0..).zip(read(&table).await.unwrap()) {
            notes.note("seen", writer, newest(&rows));
        }
    }
}

/// The steps that a writer may be at after a cut.
#[derive(Debug, Clone, Copy, Default)]
struct Promise {
    least: u64,
    most: u64,
}

/// Takes a note of the recorded process into account.
fn promise(promises: &mut [Promise; WRITERS], note: &[u8]) {
    let note = str::from_utf8(note).unwrap();
    let [what, writer, step] = note.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let (promise, step) = (&mut promises[writer.parse::<usize>().unwrap()], step.parse().unwrap());
    match what {
        "begun" => promise.most = step,
        // What an opened table does not have is lost for good.
        "opened" => {
            assert!((promise.least..=promise.most).contains(&step), "{note}, {promise:?} after a kill");
            *promise = Promise { least: step, most: step };
        }
        _ => promise.least = promise.least.max(step),
    }
}

/// Opens a table as a cut has left it and says what is wrong with it.
async fn check(directory: &Path, promises: &[Promise]) -> Result<(), String> {
    let table = Table::native(NativeTable::open(directory).map_err(|error| error.to_string())?);
    let found = read(&table).await.map_err(|error| error.to_string())?;
    let mut index = Vec::new();
    for (writer, (rows, promise)) in (0..).zip(found.iter().zip(promises)) {
        let step = newest(rows);
        if !(promise.least..=promise.most).contains(&step) {
            return Err(format!("writer {writer} is at step {step}, not in {promise:?}"));
        }
        if *rows != rows_after(writer, step) {
            return Err(format!("writer {writer} is at step {step}, with other rows: {:?}", rows.keys()));
        }
        index.extend(rows.values().filter_map(|row| match row.get(INDEX_SK) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }));
    }
    index.sort_by(|a, b| b.cmp(a));
    let active = table.query_activity(Query::all(INDEX, 10_000)).await.map_err(|error| error.to_string())?;
    if active != index {
        return Err(format!("the index has {active:?} instead of {index:?}"));
    }
    drop(table);
    let file = rusqlite::Connection::open(directory.join("table.db")).map_err(|error| error.to_string())?;
    let verdict = file.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    match verdict.map_err(|error| error.to_string())? {
        verdict if verdict == "ok" => Ok(()),
        verdict => Err(verdict),
    }
}

/// Runs the process under the recorder, killed a few times and then to its end, and returns the record.
fn record(directory: &Path, root: &Path) -> Vec<u8> {
    let (recorder, log) = (directory.join("recorder.so"), directory.join("record"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table/native/tests/recorder.c");
    let mut compile = Command::new("cc");
    compile.args(["-O1", "-shared", "-fPIC", "-o"]).args([&recorder, &source]);
    let compiled = compile.args(["-ldl", "-lpthread"]).output().unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    for kill_after in KILLS {
        let mut child = program("table::native::tests::power::child_that_is_recorded", root);
        child.env("LD_PRELOAD", &recorder).env("RECORDER_LOG", &log).env("RECORDER_ROOT", root);
        let ended = child.env("RECORDER_KILL_AFTER", kill_after.to_string()).output().unwrap();
        let killed = (kill_after > 0).then_some(9);
        assert_eq!(ended.status.signal(), killed, "{}", String::from_utf8_lossy(&ended.stderr));
        assert!(killed.is_some() || ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    }
    std::fs::read(log).unwrap()
}

/// Fails if the record does not lead to the files that lie there, as when the recorder missed a call.
fn assert_complete(records: &[Record<'_>], root: &Path) {
    let mut disk = Disk::default();
    records.iter().filter(|record| record.name != NOTES).for_each(|record| disk.step(record));
    disk.sync();
    let recorded = disk.after_cut("data", &mut StdRng::seed_from_u64(0));
    let files = std::fs::read_dir(root.join("data")).unwrap().map(|entry| entry.unwrap());
    let files: BTreeMap<_, _> = files
        .map(|file| (format!("data/{}", file.file_name().display()), std::fs::read(file.path()).unwrap()))
        .collect();
    assert_eq!(recorded.keys().collect::<Vec<_>>(), files.keys().collect::<Vec<_>>());
    assert!(recorded == files, "the recorder missed something");
}

/// Draws where each image's cut is, with the image's number as the seed. One in three is soon behind a change
/// of a name or of a length, or behind a start.
fn cuts(records: &[Record<'_>], thread: u64) -> BTreeMap<usize, Vec<(u64, StdRng)>> {
    let is_rare = |record: &Record<'_>| match record.operation {
        b'w' => record.name == NOTES && record.data.starts_with(b"opened"),
        operation => operation != b's',
    };
    let rare: Vec<usize> = (0..records.len()).filter(|at| is_rare(&records[*at])).collect();
    let mut cuts = BTreeMap::<_, Vec<_>>::new();
    for number in (0..IMAGES).filter(|number| number % THREADS == thread) {
        let mut random = StdRng::seed_from_u64(number);
        let cut = if random.random_bool(0.33) {
            rare[random.random_range(0..rare.len())] + random.random_range(0..8)
        } else {
            random.random_range(0..records.len())
        };
        cuts.entry(cut.min(records.len() - 1)).or_default().push((number, random));
    }
    cuts
}

/// Makes and checks one thread's share of the images; says what is wrong with the first bad one.
fn check_images(records: &[Record<'_>], thread: u64, directory: &Path) -> Result<(), String> {
    let (mut disk, mut promises) = (Disk::default(), [Promise::default(); WRITERS]);
    let mut cuts = cuts(records, thread);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (at, record) in records.iter().enumerate() {
        match (record.name, record.operation) {
            (NOTES, b'w') => promise(&mut promises, record.data),
            (NOTES, _) => {}
            _ => disk.step(record),
        }
        for (number, mut random) in cuts.remove(&at).unwrap_or_default() {
            let root = directory.join(format!("image-{number}"));
            std::fs::create_dir(&root).unwrap();
            disk::write(&disk.after_cut("data", &mut random), &root);
            let check = || runtime.block_on(check(&root.join("data"), &promises));
            let checked = catch_unwind(AssertUnwindSafe(check)).unwrap_or(Err("it panicked".to_owned()));
            checked.map_err(|problem| format!("image {number}, cut behind record {at}: {problem}"))?;
            std::fs::remove_dir_all(root).unwrap();
        }
    }
    Ok(())
}

#[test]
fn after_a_power_cut_each_writer_is_where_it_was_acknowledged_or_seen() {
    let directory = directory_in_memory();
    let root = directory.path().canonicalize().unwrap().join("root");
    std::fs::create_dir(&root).unwrap();
    let log = record(directory.path(), &root);
    let records = disk::records(&log);
    assert_complete(&records, &root);
    let checked = std::thread::scope(|scope| {
        let (records, directory) = (&records, directory.path());
        let share = |thread| scope.spawn(move || check_images(records, thread, directory));
        let threads: Vec<_> = (0..THREADS).map(share).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap())
    });
    if let Err(problem) = checked {
        panic!("{problem} (record and image are kept in {})", directory.keep().display());
    }
}
