//! A disk after a power cut, made from the record of `recorder.c`.
//!
//! What was synced is there. What was not is there or not, each part by itself and in no order: a write
//! whole, not at all, or some of its sectors; a file's new length; a new name, an old one, neither.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use rand::Rng;
use rand::rngs::StdRng;

/// Bytes that a disk writes whole.
const SECTOR: usize = 512;
/// Numbers in the header of a record.
const HEADER: usize = 5;

/// One step of the recorded process.
pub struct Record<'a> {
    /// The letter of the operation, as in `recorder.c`.
    pub operation: u8,
    /// The file's name below the recorded directory.
    pub name: &'a str,
    /// The bytes of a write, or another name.
    pub data: &'a [u8],
    file: usize,
    offset: usize,
}

/// Takes a record apart.
pub fn records(log: &[u8]) -> Vec<Record<'_>> {
    let (mut all, mut rest) = (Vec::new(), log);
    while !rest.is_empty() {
        let (header, after) = rest.split_at(HEADER * size_of::<u64>());
        let number = |at: usize| u64::from_ne_bytes(*header[at * size_of::<u64>()..].first_chunk().unwrap());
        let [operation, file, offset, name, data] =
            [0, 1, 2, 3, 4].map(|at| usize::try_from(number(at)).unwrap());
        let (name, after) = after.split_at(name);
        let (data, after) = after.split_at(data);
        let (operation, name) = (u8::try_from(operation).unwrap(), std::str::from_utf8(name).unwrap());
        all.push(Record { operation, name, data, file, offset });
        rest = after;
    }
    all
}

#[derive(Clone, Copy)]
enum Change<'a> {
    Write(usize, &'a [u8]),
    Truncate(usize),
}

/// What a name means: a file's number, or a directory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    File(usize),
    Directory,
}

/// Names that change in one step, and what they mean then.
struct NameChange(Vec<(String, Option<Entry>)>);

#[derive(Default)]
struct Contents<'a> {
    synced: Vec<u8>,
    unsynced: Vec<Change<'a>>,
}

/// How much of what was not synced is there, in one image.
#[derive(Clone, Copy)]
struct Luck {
    /// The chance of a write or a name.
    whole: f64,
    /// The chance that a write is torn.
    torn: f64,
    /// Whether files have their largest length, with zeros where nothing was written.
    long: bool,
}

impl Luck {
    fn draw(random: &mut StdRng) -> Self {
        let one_of = |random: &mut StdRng, all: [f64; 4]| all[random.random_range(0..all.len())];
        let (whole, torn) = (one_of(random, [0.0, 0.5, 0.9, 1.0]), one_of(random, [0.0, 0.0, 0.2, 0.9]));
        Self { whole, torn, long: random.random_bool(0.2) }
    }
}

fn put(contents: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    contents.resize(contents.len().max(end), 0);
    contents[offset..end].copy_from_slice(bytes);
}

fn put_some_sectors(contents: &mut Vec<u8>, offset: usize, bytes: &[u8], random: &mut StdRng) {
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes.len().min(at + SECTOR - (offset + at) % SECTOR);
        if random.random() {
            put(contents, offset + at, &bytes[at..end]);
        }
        at = end;
    }
}

impl Change<'_> {
    fn make(self, contents: &mut Vec<u8>) {
        match self {
            Change::Write(offset, bytes) => put(contents, offset, bytes),
            Change::Truncate(length) => contents.resize(length, 0),
        }
    }
}

impl Contents<'_> {
    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.make(&mut self.synced);
        }
    }

    fn after_cut(&self, luck: Luck, random: &mut StdRng) -> Vec<u8> {
        let mut contents = self.synced.clone();
        for change in &self.unsynced {
            match *change {
                Change::Write(offset, bytes) if random.random_bool(luck.torn) => {
                    put_some_sectors(&mut contents, offset, bytes, random);
                }
                change if random.random_bool(luck.whole) => change.make(&mut contents),
                Change::Write(offset, bytes) if luck.long => {
                    contents.resize(contents.len().max(offset + bytes.len()), 0);
                }
                _ => {}
            }
        }
        contents
    }
}

/// The files as a process has left them, and what of that is on disk.
#[derive(Default)]
pub struct Disk<'a> {
    files: Vec<Contents<'a>>,
    /// The files by the number that the system gave them; it gives a number again.
    numbers: HashMap<usize, usize>,
    names: BTreeMap<String, Entry>,
    synced_names: BTreeMap<String, Entry>,
    unsynced_names: Vec<NameChange>,
}

impl NameChange {
    fn make(&self, names: &mut BTreeMap<String, Entry>) {
        for (name, entry) in &self.0 {
            match entry {
                Some(entry) => names.insert(name.clone(), *entry),
                None => names.remove(name),
            };
        }
    }

    fn is_in(&self, directory: &str) -> bool {
        self.0.iter().all(|(name, _)| directory_of(name) == directory)
    }
}

fn directory_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(directory, _)| directory)
}

impl<'a> Disk<'a> {
    /// Carries out one step.
    pub fn step(&mut self, record: &Record<'a>) {
        let (name, other) = (record.name.to_owned(), || str::from_utf8(record.data).unwrap().to_owned());
        match record.operation {
            b'c' => {
                self.numbers.insert(record.file, self.files.len());
                self.rename(vec![(name, Some(Entry::File(self.files.len())))]);
                self.files.push(Contents::default());
            }
            b'd' => self.rename(vec![(name, Some(Entry::Directory))]),
            b'u' => self.rename(vec![(name, None)]),
            b'r' => {
                let entry = self.names[record.name];
                self.rename(vec![(name, None), (other(), Some(entry))]);
            }
            b'l' => {
                let entry = self.names[record.name];
                self.rename(vec![(other(), Some(entry))]);
            }
            b's' if self.is_directory(record.name) => self.sync_directory(record.name),
            b's' => self.file(record).sync(),
            b'w' => self.file(record).unsynced.push(Change::Write(record.offset, record.data)),
            b't' => self.file(record).unsynced.push(Change::Truncate(record.offset)),
            operation => unreachable!("the recorder writes no {operation}"),
        }
    }

    fn file(&mut self, record: &Record<'_>) -> &mut Contents<'a> {
        &mut self.files[self.numbers[&record.file]]
    }

    fn is_directory(&self, name: &str) -> bool {
        name.is_empty() || self.names.get(name) == Some(&Entry::Directory)
    }

    fn rename(&mut self, names: Vec<(String, Option<Entry>)>) {
        let change = NameChange(names);
        change.make(&mut self.names);
        self.unsynced_names.push(change);
    }

    fn sync_directory(&mut self, directory: &str) {
        for change in self.unsynced_names.extract_if(.., |change| change.is_in(directory)) {
            change.make(&mut self.synced_names);
        }
    }

    /// Puts everything on disk.
    pub fn sync(&mut self) {
        self.files.iter_mut().for_each(Contents::sync);
        for change in self.unsynced_names.drain(..) {
            change.make(&mut self.synced_names);
        }
    }

    /// Gives what is below `directory` after a power cut at this step: names and contents.
    pub fn after_cut(&self, directory: &str, random: &mut StdRng) -> BTreeMap<String, Vec<u8>> {
        let luck = Luck::draw(random);
        let mut names = self.synced_names.clone();
        for change in &self.unsynced_names {
            if random.random_bool(luck.whole) {
                change.make(&mut names);
            }
        }
        let mut contents = HashMap::new();
        let mut image = BTreeMap::new();
        for (name, entry) in &names {
            let (Entry::File(at), true) = (entry, directory_of(name) == directory) else { continue };
            let found = contents.entry(at).or_insert_with(|| self.files[*at].after_cut(luck, random));
            image.insert(name.clone(), found.clone());
        }
        if names.contains_key(directory) { image } else { BTreeMap::new() }
    }
}

/// Writes an image below a directory.
pub fn write(image: &BTreeMap<String, Vec<u8>>, root: &Path) {
    for (name, contents) in image {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }
}
