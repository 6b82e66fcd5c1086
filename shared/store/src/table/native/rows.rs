//! Items as SQLite keeps them: the encoded item, and a checksum of key and item behind it.

use rusqlite::{Connection, Row};

use super::error::failed;
use crate::error::{Result, broken};
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::schema::{INDEX_PK, INDEX_SK, TTL};
use crate::table::value::Value;

/// Bytes of the checksum.
const CHECKSUM: usize = 4;

/// The columns that an item fills beside its key.
#[derive(Debug, PartialEq, Eq)]
pub struct Columns {
    /// The second after which the item has expired.
    pub expires_s: Option<i64>,
    /// The item's place in the index by activity.
    pub index: Option<(String, String)>,
}

impl Columns {
    /// Finds the columns of an item.
    pub fn of(item: &Item) -> Result<Self> {
        let text = |name| match item.find(name) {
            Ok(Some(Value::Text(text))) => Ok(Some(text)),
            other => other.map(|_| None),
        };
        let expires_s = match item.find(TTL)? {
            Some(Value::Number(second)) => Some(second),
            _ => None,
        };
        Ok(Self { expires_s, index: text(INDEX_PK)?.zip(text(INDEX_SK)?) })
    }
}

fn checksum(pk: &str, sk: &str, bytes: &[u8]) -> [u8; CHECKSUM] {
    let mut hasher = crc32fast::Hasher::new();
    for part in [pk.as_bytes(), &[0], sk.as_bytes(), &[0], bytes] {
        hasher.update(part);
    }
    hasher.finalize().to_le_bytes()
}

/// Makes the blob of an item.
pub fn seal(key: &Key, item: &Item) -> Vec<u8> {
    let mut blob = Vec::with_capacity(item.bytes().len() + CHECKSUM);
    blob.extend_from_slice(item.bytes());
    blob.extend_from_slice(&checksum(&key.pk, &key.sk, item.bytes()));
    blob
}

/// Takes an item from column `at` of a row, if its checksum is right.
pub fn open(row: &Row<'_>, at: usize, pk: &str, sk: &str) -> Result<Item> {
    let blob = row.get_ref(at).map_err(|error| failed(&error))?.as_blob().map_err(broken)?;
    let damaged = || broken(format!("the item {pk} {sk} is damaged on disk"));
    let (bytes, sum) = blob.split_last_chunk::<CHECKSUM>().ok_or_else(damaged)?;
    if *sum != checksum(pk, sk, bytes) {
        return Err(damaged());
    }
    Ok(Item::of_bytes(bytes))
}

/// Reads all items and says which one is damaged, if one is.
pub fn find_damaged(file: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = file.prepare("SELECT pk, sk, item FROM items")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (pk, sk): (String, String) = (row.get(0)?, row.get(1)?);
        if let Err(problem) = open(row, 2, &pk, &sk) {
            return Ok(Some(problem.to_string()));
        }
    }
    Ok(None)
}
