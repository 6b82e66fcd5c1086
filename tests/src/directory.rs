//! Directories of tests.

use tempfile::TempDir;

/// Makes a directory in memory where there is one: a test that does not lose power needs no disk.
pub(crate) fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a directory")
}
