//! Takes over the table of a release that kept DynamoDB's own JSON.
//!
//! The old file is left as it is until the new one is complete and on disk; then the old one gets the
//! name `table.db.before`, and the new one the table's name. A crash before that begins anew at the
//! next start, a crash behind it finds the new table. To go back to the earlier release, stop the
//! server and move `table.db.before` over `table.db`; what was written since is not in it.

use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Transaction};
use serde_json::Value as Json;

use super::error::{OpenError, corrupt, io};
use super::files::{self, Kind};
use super::rows::{Columns, seal};
use super::volatile::is_volatile;
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::schema::{PK, SK};
use crate::table::value::{Attributes, Value};

const PUT: &str =
    "INSERT INTO items (pk, sk, expires_s, index_pk, index_sk, item) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Takes over the table in a directory, if it is of an earlier release.
pub fn take_over(directory: &Path) -> Result<(), OpenError> {
    let path = directory.join(files::TABLE);
    if files::kind(&path)? != Kind::Former {
        return Ok(());
    }
    files::check(&path)?;
    let (unfinished, before) = (beside(&path, ".unfinished"), beside(&path, ".before"));
    for name in ["", "-journal", "-wal", "-shm"] {
        remove(&beside(&unfinished, name))?;
    }
    bring_in_log(&path)?;
    convert(&path, &unfinished)?;
    File::open(&unfinished).and_then(|file| file.sync_all()).map_err(io(&unfinished))?;
    keep(&path, &before)?;
    std::fs::rename(&unfinished, &path).map_err(io(&path))?;
    files::sync_directory(directory)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn remove(path: &Path) -> Result<(), OpenError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path)(error)),
        _ => Ok(()),
    }
}

/// Brings the old table's log into its file. A log that stayed would be brought into the new file.
fn bring_in_log(path: &Path) -> Result<(), OpenError> {
    let checkpoint = || {
        let table = Connection::open(path)?;
        table.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    };
    checkpoint().map_err(|error| corrupt(path, error))?;
    let log = beside(path, "-wal");
    match log.metadata() {
        Ok(metadata) if metadata.len() > 0 => Err(corrupt(&log, "it could not be brought into the table")),
        _ => Ok(()),
    }
}

/// Gives the old file its second name. The name that an attempt has left that died here is taken again.
fn keep(path: &Path, before: &Path) -> Result<(), OpenError> {
    match (path.metadata(), before.metadata()) {
        (Ok(old), Ok(kept)) if (old.dev(), old.ino()) == (kept.dev(), kept.ino()) => Ok(()),
        (Ok(_), Ok(_)) => Err(OpenError::InTheWay(before.to_owned())),
        _ => std::fs::hard_link(path, before).map_err(io(before)),
    }
}

/// Writes the items of the old table into a new one, but for those that nobody needs.
fn convert(from: &Path, to: &Path) -> Result<(), OpenError> {
    let old = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let old = old.map_err(|error| corrupt(from, error))?;
    let fresh = || {
        let new = Connection::open(to)?;
        // The whole file is synced at the end.
        new.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
        files::create(&new)?;
        Ok(new)
    };
    let mut new = fresh().map_err(|error: rusqlite::Error| corrupt(to, error))?;
    let filling = new.transaction().map_err(|error| corrupt(to, error))?;
    let put = fill(&old, &filling, from)?;
    filling.commit().map_err(|error| corrupt(to, error))?;
    let count = new.query_row("SELECT count(*) FROM items", [], |row| row.get::<_, usize>(0));
    match count.map_err(|error| corrupt(to, error))? {
        count if count == put => Ok(()),
        count => Err(corrupt(to, format!("{count} of {put} items were taken over"))),
    }
}

/// Copies the items and gives the number of those that were put. Each is read back from its new form.
fn fill(old: &Connection, new: &Transaction<'_>, from: &Path) -> Result<usize, OpenError> {
    let broken = |error: rusqlite::Error| corrupt(from, error);
    let mut items = old.prepare(r#"SELECT item_json FROM "roomcast""#).map_err(broken)?;
    let mut rows = items.query([]).map_err(broken)?;
    let mut put = new.prepare(PUT).map_err(broken)?;
    let mut number = 0;
    while let Some(row) = rows.next().map_err(broken)? {
        let text = row.get_ref(0).map_err(broken)?.as_str().map_err(|error| corrupt(from, error))?;
        let (key, attributes) = read(text).ok_or_else(|| corrupt(from, "an item cannot be read"))?;
        if is_volatile(&key.pk) {
            continue;
        }
        let item = Item::of_attributes(&attributes);
        let again = item.attributes().map_err(|error| corrupt(from, error))?;
        if again != attributes {
            return Err(corrupt(from, "an item changed while it was taken over"));
        }
        let columns = Columns::of(&item).map_err(|error| corrupt(from, error))?;
        let (index_pk, index_sk) = columns.index.unzip();
        put.execute((&key.pk, &key.sk, columns.expires_s, index_pk, index_sk, seal(&key, &item)))
            .map_err(broken)?;
        number += 1;
    }
    Ok(number)
}

/// Reads an item of DynamoDB's JSON.
fn read(text: &str) -> Option<(Key, Attributes)> {
    let item: serde_json::Map<String, Json> = serde_json::from_str(text).ok()?;
    let mut attributes = Attributes::new();
    for (name, value) in &item {
        attributes.insert(name.clone(), value_of(value)?);
    }
    let mut key = |name| match attributes.remove(name) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    };
    Some((Key { pk: key(PK)?, sk: key(SK)? }, attributes))
}

fn value_of(value: &Json) -> Option<Value> {
    let (kind, value) = value.as_object()?.iter().next()?;
    Some(match (kind.as_str(), value) {
        ("S", Json::String(text)) => Value::Text(text.clone()),
        ("N", Json::String(number)) => Value::Number(number.parse().ok()?),
        ("BOOL", Json::Bool(value)) => Value::Bool(*value),
        ("NULL", _) => Value::Null,
        ("NS", Json::Array(numbers)) => {
            let number = |number: &Json| number.as_str()?.parse().ok();
            Value::Numbers(numbers.iter().map(number).collect::<Option<_>>()?)
        }
        ("L", Json::Array(values)) => Value::List(values.iter().map(value_of).collect::<Option<_>>()?),
        ("M", Json::Object(entries)) => {
            let entries = entries.iter().map(|(name, value)| Some((name.clone(), value_of(value)?)));
            Value::Map(entries.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}
