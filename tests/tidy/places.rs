//! Facts that stand in one place only: keys of the table, and reads of the environment.

use crate::assert_none;
use crate::source::{Source, files};

/// The only files that read environment variables: one for each binary, beside the one of the handlers.
const CONFIGURATION: [&str; 3] =
    ["functions/src/config.rs", "lambda/src/settings.rs", "local/src/settings.rs"];
/// The only module that builds keys of the table: a file, and the folder of its parts.
const KEYS: &str = "shared/store/src/keys.rs";
const PARTS_OF_KEYS: &str = "shared/store/src/keys/";

/// Lines of a file that hold a string which begins like a key: capital letters and a `#`.
fn keys_in(source: &Source) -> Vec<String> {
    let is_key = |literal: &str| {
        let capitals = literal.bytes().take_while(u8::is_ascii_uppercase).count();
        (1..=3).contains(&capitals) && literal[capitals..].starts_with('#')
    };
    let lines = source.text.lines().enumerate();
    let keyed = lines.filter(|(_, line)| line.split('"').skip(1).step_by(2).any(is_key));
    keyed.map(|(at, _)| format!("{}:{}", source.path, at + 1)).collect()
}

/// Lines of a file that read the environment while the program runs.
fn environment_in(source: &Source) -> Vec<String> {
    let readers = ["env::var(", "env::var_os(", "env::vars(", "env::vars_os(", " env = \""];
    let lines = source.text.lines().enumerate();
    let reading = lines.filter(|(_, line)| readers.iter().any(|reader| line.contains(reader)));
    reading.map(|(at, _)| format!("{}:{}", source.path, at + 1)).collect()
}

#[test]
fn keys_are_built_in_one_module() {
    let store = files("shared/store/src", &[".rs"]);
    let others = store.iter().filter(|source| source.path != KEYS && !source.path.starts_with(PARTS_OF_KEYS));
    let complaints: Vec<String> = others.flat_map(keys_in).collect();
    assert_none(&complaints, &format!("Build the key or its prefix in {KEYS}, from typed values."));
}

#[test]
fn the_environment_is_read_in_the_configuration_modules() {
    let product =
        ["shared", "functions", "lambda", "local"].iter().flat_map(|folder| files(folder, &[".rs"]));
    let others = product
        .filter(|source| !CONFIGURATION.contains(&source.path.as_str()) && !source.path.contains("/tests/"));
    let complaints: Vec<String> = others.flat_map(|source| environment_in(&source)).collect();
    assert_none(
        &complaints,
        &format!("Read the variable in one of {CONFIGURATION:?} and pass its value on."),
    );
}

#[test]
fn a_broken_rule_is_found() {
    let source = |text: &str| Source { path: "a.rs".to_owned(), text: text.to_owned() };
    assert_eq!(keys_in(&source(r#"let key = format!("R#{room}");"#)), ["a.rs:1"]);
    assert_eq!(keys_in(&source(r#"let text = "a # sign";"#)).len(), 0);
    assert_eq!(environment_in(&source("let x = std::env::var(\"X\");")), ["a.rs:1"]);
    assert_eq!(environment_in(&source("let x = std::env::args();")).len(), 0);
}
