//! Errors of opening, reading and copying a table.

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use crate::error::StoreError;

/// Why a table cannot be opened or copied.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process serves the directory.
    #[error("another roomcast process is using the data directory {0}")]
    InUse(PathBuf),
    /// The file is damaged or is no table.
    #[error("{path} is not a readable table ({problem}); restore it from a backup")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The directory or a file cannot be used.
    #[error("cannot use {path}: {source}")]
    Io {
        /// The directory or file.
        path: PathBuf,
        /// What is wrong with it.
        source: std::io::Error,
    },
    /// The file for a copy exists already.
    #[error("{0} exists already; choose another file")]
    Exists(PathBuf),
    /// A file has the name that the table of an earlier release is to get.
    #[error("{0} is in the way of the table of an earlier release; move it to another place")]
    InTheWay(PathBuf),
    /// There is nothing to copy.
    #[error("there is no table in {0}")]
    Missing(PathBuf),
}

/// Makes the error of a damaged or foreign file.
pub fn corrupt(path: &Path, problem: impl Display) -> OpenError {
    OpenError::Corrupt { path: path.to_owned(), problem: problem.to_string() }
}

/// Makes the error of a path that cannot be used.
pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> OpenError {
    let path = path.into();
    move |source| OpenError::Io { path, source }
}

/// Makes the store's error of one of SQLite's: a full or failing disk may do better later, anything
/// else is a defect or damage.
pub fn failed(error: &rusqlite::Error) -> StoreError {
    let text = format!("SQLite: {error}");
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::DatabaseBusy) => {
            StoreError::Unavailable(text)
        }
        _ => StoreError::Broken(text),
    }
}

/// Ends the process where a sync failed: nothing is known then of what the disk holds, and a later sync
/// that succeeds does not say that it holds all of it.
pub fn die_of_failed_sync(error: &rusqlite::Error) {
    let code = error.sqlite_error().map(|error| error.extended_code);
    if let Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) = code {
        die(&format!("the write-ahead log could not be synced: {error}"));
    }
}

/// Ends the process where nobody knows any more what is on disk.
pub fn die(problem: &str) -> ! {
    end(format!("{problem}; stopping so that nothing is acknowledged that is not on disk"))
}

/// Ends the process with a sentence.
pub fn end(sentence: impl Display) -> ! {
    // Nothing is left to do where standard error cannot be written.
    let _ = writeln!(std::io::stderr(), "roomcast: {sentence}");
    std::process::abort()
}
