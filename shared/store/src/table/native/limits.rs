//! What DynamoDB refuses, and so this table: requests that would work on one machine only.

use std::collections::HashSet;

use crate::error::{Result, broken};
use crate::keys::Key;
use crate::table::change::Change;
use crate::table::query::{Query, Range};
use crate::table::write::{Kind, Write};

/// Longest partition key, in bytes (DynamoDB Developer Guide, "Quotas in Amazon DynamoDB").
const PARTITION_KEY_BYTES: usize = 2_048;
/// Longest sort key, in bytes (the same page).
const SORT_KEY_BYTES: usize = 1_024;
/// Largest item, in bytes (the same page). What is compared is the encoded item, which has about the
/// size that DynamoDB counts.
const ITEM_BYTES: usize = 400 * 1_024;
/// Most writes of a transaction (the same page).
const TRANSACTION_WRITES: usize = 100;

/// Refuses writes that DynamoDB refuses.
pub fn check_writes(writes: &[Write]) -> Result<()> {
    if writes.is_empty() || writes.len() > TRANSACTION_WRITES {
        return Err(broken(format!("a transaction of {} writes", writes.len())));
    }
    let mut seen = HashSet::new();
    for write in writes {
        check_key(&write.key)?;
        if writes.len() > 1 && !seen.insert(&write.key) {
            return Err(broken("a transaction that writes an item twice"));
        }
        match &write.kind {
            Kind::Put(item) => check_size(item.bytes().len())?,
            Kind::Update(changes) => check_changes(changes)?,
            Kind::Delete | Kind::Check => {}
        }
    }
    Ok(())
}

/// Refuses writes of which one is carried out, where DynamoDB would refuse any of them.
pub fn check_alternatives(writes: &[Write]) -> Result<()> {
    writes.iter().try_for_each(|write| check_writes(std::slice::from_ref(write)))
}

fn check_changes(changes: &[Change]) -> Result<()> {
    let names: HashSet<_> = changes.iter().map(|change| change.attribute().name).collect();
    if changes.is_empty() || names.len() < changes.len() {
        return Err(broken("an update that changes nothing, or an attribute twice"));
    }
    Ok(())
}

fn check_key(key: &Key) -> Result<()> {
    check_part(&key.pk, PARTITION_KEY_BYTES)?;
    check_part(&key.sk, SORT_KEY_BYTES)
}

fn check_part(part: &str, most: usize) -> Result<()> {
    if part.is_empty() || part.len() > most { Err(broken("a key that is empty or too long")) } else { Ok(()) }
}

/// Refuses an item that is too large.
pub fn check_size(bytes: usize) -> Result<()> {
    if bytes > ITEM_BYTES { Err(broken("an item that is too large")) } else { Ok(()) }
}

/// Refuses a query that DynamoDB refuses.
pub fn check_query(query: &Query) -> Result<()> {
    check_part(&query.partition, PARTITION_KEY_BYTES)?;
    match &query.range {
        Range::Between(first, last) if first > last => {
            Err(broken("a range whose end is before its beginning"))
        }
        _ => Ok(()),
    }
}
