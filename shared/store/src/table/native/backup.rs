//! Copies a table, also while it is being served.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::{OpenError, corrupt, io};
use super::files;

/// How long a copy waits for a table that is being opened or closed.
const PATIENCE: Duration = Duration::from_secs(5);

/// Copies the table of a data directory into `file`, as it is at one instant, also while another
/// process serves it. When this returns, the copy is on disk; it appears under its name only then.
/// Never writes over a file. The copy holds acknowledged writes, and may hold some that were about
/// to be.
pub fn backup(directory: &Path, file: &Path) -> Result<(), OpenError> {
    let path = directory.join(files::TABLE);
    if !path.exists() {
        return Err(OpenError::Missing(directory.to_owned()));
    }
    if file.exists() {
        return Err(OpenError::Exists(file.to_owned()));
    }
    files::check(&path)?;
    let unfinished = unfinished(file);
    // Also refuses a second copy to the same file at the same time.
    OpenOptions::new().write(true).create_new(true).open(&unfinished).map_err(io(&unfinished))?;
    let copied = copy(&path, &unfinished).and_then(|()| std::fs::rename(&unfinished, file).map_err(io(file)));
    if copied.is_err() {
        // A failure here matters less than the error that is returned.
        let _ = std::fs::remove_file(&unfinished);
    }
    copied?;
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    files::sync_directory(parent.unwrap_or(Path::new(".")))
}

fn unfinished(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

fn copy(path: &Path, file: &Path) -> Result<(), OpenError> {
    let name = file.to_str().ok_or_else(|| corrupt(file, "its path is not UTF-8"))?;
    let table = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let table = table.map_err(|error| corrupt(path, error))?;
    table.busy_timeout(PATIENCE).map_err(|error| corrupt(path, error))?;
    table.execute("VACUUM INTO ?1", [name]).map_err(|error| corrupt(path, error))?;
    File::open(file).and_then(|copy| copy.sync_all()).map_err(io(file))
}
