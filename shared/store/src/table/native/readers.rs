//! Reads, on connections of their own beside the writer.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use rusqlite::{Connection, Params, Row};

use super::error::{OpenError, failed};
use super::{files, rows};
use crate::error::Result;
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::query::{Query, Range};

/// Connections for reading.
const CONNECTIONS: usize = 4;
/// Behind the last character of any sort key: what a prefix is followed by at most.
const AFTER_ALL: &str = "\u{10FFFF}\u{10FFFF}\u{10FFFF}\u{10FFFF}";

const GET: &str = "SELECT item FROM items WHERE pk = ?1 AND sk = ?2";
const ASCENDING: &str =
    "SELECT sk, item FROM items WHERE pk = ?1 AND sk >= ?2 AND sk <= ?3 ORDER BY sk LIMIT ?4";
const DESCENDING: &str =
    "SELECT sk, item FROM items WHERE pk = ?1 AND sk >= ?2 AND sk <= ?3 ORDER BY sk DESC LIMIT ?4";
const ACTIVITY: &str = "SELECT index_sk FROM items WHERE index_pk = ?1 AND index_sk >= ?2 \
                        AND index_sk <= ?3 ORDER BY index_sk DESC LIMIT ?4";
#[cfg(feature = "gate")]
const ALL: &str = "SELECT pk, sk, item FROM items";

/// The connections that read a table.
pub struct Readers {
    connections: Vec<Mutex<Connection>>,
    next: AtomicUsize,
}

impl Readers {
    /// Opens the connections to a table's file.
    pub fn open(path: &Path) -> std::result::Result<Self, OpenError> {
        let connections = (0..CONNECTIONS).map(|_| files::open_to_read(path).map(Mutex::new));
        Ok(Self {
            connections: connections.collect::<std::result::Result<_, _>>()?,
            next: AtomicUsize::new(0),
        })
    }

    /// Takes a free connection, if there is one, or waits for one.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        for connection in &self.connections {
            match connection.try_lock() {
                Ok(connection) => return connection,
                Err(TryLockError::Poisoned(connection)) => return connection.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let at = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len();
        self.connections[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads one item.
    pub fn get(&self, key: &Key) -> Result<Option<Item>> {
        get(&self.connection(), key)
    }

    /// Reads items as they were at one moment.
    pub fn get_many(&self, keys: &[&Key]) -> Result<Vec<Option<Item>>> {
        if keys.len() < 2 {
            return keys.iter().map(|key| self.get(key)).collect();
        }
        let mut connection = self.connection();
        // One transaction for all of them costs a third of one each.
        let reading = connection.transaction().map_err(|error| failed(&error))?;
        let found = keys.iter().map(|key| get(&reading, key)).collect();
        reading.commit().map_err(|error| failed(&error))?;
        found
    }

    /// Reads a query's items with their sort keys.
    pub fn query(&self, query: &Query) -> Result<Vec<(String, Item)>> {
        let sql = if query.descending { DESCENDING } else { ASCENDING };
        let (first, last) = ends(&query.range);
        let limit = limit_of(query);
        list(&self.connection(), sql, (&query.partition, &first, &last, limit), |row| {
            let sk: String = row.get(0).map_err(|error| failed(&error))?;
            let item = rows::open(row, 1, &query.partition, &sk)?;
            Ok((sk, item))
        })
    }

    /// Reads every item.
    #[cfg(feature = "gate")]
    pub fn all(&self) -> Result<Vec<(Key, Item)>> {
        list(&self.connection(), ALL, [], |row| {
            let text = |at| row.get(at).map_err(|error| failed(&error));
            let key = Key { pk: text(0)?, sk: text(1)? };
            let item = rows::open(row, 2, &key.pk, &key.sk)?;
            Ok((key, item))
        })
    }

    /// Reads the sort keys of the index by activity, the largest first.
    pub fn query_activity(&self, query: &Query) -> Result<Vec<String>> {
        let (first, last) = ends(&query.range);
        let limit = limit_of(query);
        list(&self.connection(), ACTIVITY, (&query.partition, &first, &last, limit), |row| {
            row.get(0).map_err(|error| failed(&error))
        })
    }
}

/// Reads one item on a connection.
pub fn get(connection: &Connection, key: &Key) -> Result<Option<Item>> {
    let mut statement = connection.prepare_cached(GET).map_err(|error| failed(&error))?;
    let mut found = statement.query((&key.pk, &key.sk)).map_err(|error| failed(&error))?;
    let row = found.next().map_err(|error| failed(&error))?;
    row.map(|row| rows::open(row, 0, &key.pk, &key.sk)).transpose()
}

fn list<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    read: impl Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| failed(&error))?;
    let mut found = statement.query(parameters).map_err(|error| failed(&error))?;
    let mut all = Vec::new();
    while let Some(row) = found.next().map_err(|error| failed(&error))? {
        all.push(read(row)?);
    }
    Ok(all)
}

fn ends(range: &Range) -> (String, String) {
    match range {
        Range::All => (String::new(), AFTER_ALL.to_owned()),
        Range::Prefix(prefix) => (prefix.clone(), format!("{prefix}{AFTER_ALL}")),
        Range::Between(first, last) => (first.clone(), last.clone()),
    }
}

fn limit_of(query: &Query) -> i64 {
    i64::try_from(query.limit).unwrap_or(i64::MAX)
}
