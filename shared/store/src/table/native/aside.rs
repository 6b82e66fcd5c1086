//! Reads a table beside the process that may be serving it.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::{OpenError, corrupt};
use super::{files, rows};
use crate::error::{Result, StoreError, broken};
use crate::table::item::Item;

/// How long a read waits for a table that is being opened or closed.
const PATIENCE: Duration = Duration::from_secs(5);

const BACKWARDS: &str = "SELECT pk, sk, item FROM items WHERE pk >= ?1 AND pk < ?1 || char(1114111) \
                         ORDER BY pk DESC, sk DESC";

/// Reads the items of all partitions whose keys begin with `prefix`, from the last one backwards, until `take`
/// breaks. Writes nothing.
pub fn read_backwards(
    directory: &Path,
    prefix: &str,
    take: impl FnMut(Item) -> Result<ControlFlow<()>>,
) -> std::result::Result<(), OpenError> {
    let path = directory.join(files::TABLE);
    if !path.exists() {
        return Err(OpenError::Missing(directory.to_owned()));
    }
    if files::kind(&path)? != files::Kind::Table {
        return Ok(()); // nothing was written by this release
    }
    read(&path, prefix, take).map_err(|error| corrupt(&path, error))
}

fn read(path: &Path, prefix: &str, mut take: impl FnMut(Item) -> Result<ControlFlow<()>>) -> Result<()> {
    let sqlite = |error: rusqlite::Error| StoreError::Broken(error.to_string());
    let table = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sqlite)?;
    table.busy_timeout(PATIENCE).map_err(sqlite)?;
    let mut statement = table.prepare(BACKWARDS).map_err(sqlite)?;
    let mut found = statement.query([prefix]).map_err(sqlite)?;
    while let Some(row) = found.next().map_err(sqlite)? {
        let text = |at| row.get_ref(at).map_err(broken)?.as_str().map_err(broken);
        if take(rows::open(row, 2, text(0)?, text(1)?)?)?.is_break() {
            break;
        }
    }
    Ok(())
}
