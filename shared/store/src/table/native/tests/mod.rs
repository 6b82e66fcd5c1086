//! Tests of the table of one machine.

mod coherence;
mod copies;
mod damage;
mod differential;
// The recorder stands before the functions of the GNU C library.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod disk;
mod durability;
mod generator;
mod later;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod power;
#[cfg(feature = "shuttle")]
mod schedules;
mod takeover;

use std::path::Path;
use std::sync::LazyLock;

use roomcast_domain::{RoomId, UserId};
use serde::{Deserialize, Serialize};

use super::NativeTable;
use crate::keys::{self, Key};
use crate::table::value::{Attributes, Value};
use crate::table::{INDEX_PK, INDEX_SK, Query, TTL, Table, Write};

/// The partition of a room, whose items are kept.
static ROOM: LazyLock<String> = LazyLock::new(|| keys::room(room()).pk);
/// The partition of a user, whose items are kept.
static USER: LazyLock<String> = LazyLock::new(|| keys::user(UserId::new(1).unwrap()));
/// The partition of a room's members, of which answers to queries are kept.
static PEOPLE: LazyLock<String> = LazyLock::new(|| keys::people(room()));
/// The partition of a room's messages.
static MESSAGES: LazyLock<String> = LazyLock::new(|| keys::messages(room()));
/// The partition of a room's connections, which are in memory only.
static CONNECTIONS: LazyLock<String> = LazyLock::new(|| keys::room_connections("0", room()));
/// The partition of what is known of a connection, which is in memory only.
static LOOKUP: LazyLock<String> = LazyLock::new(|| keys::lookup("1").pk);

fn room() -> RoomId {
    RoomId::new(1).unwrap()
}

/// The partitions of the random operations.
fn partitions() -> [&'static str; 5] {
    [&ROOM, &USER, &MESSAGES, &CONNECTIONS, &PEOPLE]
}

/// A row of the tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    n: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<i64>,
}

#[allow(clippy::needless_pass_by_value)] // a number or a text
fn key(pk: &str, sk: impl ToString) -> Key {
    Key { pk: pk.to_owned(), sk: sk.to_string() }
}

fn open(directory: &Path) -> Table {
    Table::native(NativeTable::open(directory).unwrap())
}

async fn put(table: &Table, pk: &str, sk: impl ToString, n: u64) {
    let write = Write::put(&key(pk, sk), &Row { n, x: None }).unwrap();
    table.write_patiently(write).await.unwrap();
}

async fn number(table: &Table, pk: &str, sk: impl ToString) -> Option<u64> {
    table.get::<Row>(&key(pk, sk)).await.unwrap().map(|row| row.n)
}

/// A partition's sort keys and numbers.
async fn rows(table: &Table, pk: &str) -> Vec<(String, u64)> {
    let items = table.query_items(Query::all(pk, 10_000)).await.unwrap();
    items.into_iter().map(|(sk, item)| (sk, item.read::<Row>().unwrap().n)).collect()
}

/// What a writer's step of a number stores: some rows are long, some expire, some are in the index.
fn full_row(writer: u64, step: u64) -> Attributes {
    let length = if step % 10 == writer { 9_000 } else { (step * 7_919 + writer * 104_729) % 900 };
    let text =
        format!("{writer}:{step} ").into_bytes().into_iter().cycle().take(usize::try_from(length).unwrap());
    let mut row = Attributes::from([
        ("n".to_owned(), Value::Number(step.cast_signed())),
        ("t".to_owned(), Value::Text(String::from_utf8(text.collect()).unwrap())),
    ]);
    if step.is_multiple_of(2) {
        row.insert(INDEX_PK.to_owned(), generator::INDEX.into());
        row.insert(INDEX_SK.to_owned(), format!("{writer}-{step:06}").as_str().into());
    }
    if step.is_multiple_of(3) {
        row.insert(TTL.to_owned(), Value::Number(90_000_000_000 + step.cast_signed()));
    }
    row
}

/// Makes a directory in memory where there is one: the images' own syncs need no disk.
fn directory_in_memory() -> tempfile::TempDir {
    let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    directory.unwrap()
}
