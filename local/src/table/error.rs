//! Errors of opening and copying a table.

use std::path::PathBuf;

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
    /// There is nothing to copy.
    #[error("there is no table in {0}")]
    Missing(PathBuf),
}
