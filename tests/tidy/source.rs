//! The files of the tree.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A text file of the tree.
#[derive(Debug)]
pub struct Source {
    /// Its path from the top of the tree, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// The syntax tree of a Rust file.
    pub fn syntax(&self) -> syn::File {
        syn::parse_file(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }
}

/// The top of the tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in a folder of the tree").to_owned()
}

/// The files below `folder` (empty: all) whose names end in one of `endings`, as Git lists them: tracked
/// ones and new ones that it does not ignore.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let list = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", folder_or_all(folder)])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(list.status.success(), "git ls-files: {}", String::from_utf8_lossy(&list.stderr));
    let paths = String::from_utf8(list.stdout).expect("paths are UTF-8");
    let wanted = paths.lines().filter(|path| endings.iter().any(|ending| path.ends_with(ending)));
    let found: Vec<Source> = wanted
        .filter_map(|path| {
            let text = std::fs::read_to_string(root().join(path)).ok()?; // deleted, and not yet committed
            Some(Source { path: path.to_owned(), text })
        })
        .collect();
    assert!(!found.is_empty(), "there are no files {endings:?} in {folder:?}");
    found
}

fn folder_or_all(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}
