//! The length of files and Python functions, and that nobody lifts clippy's limit for Rust functions.

use crate::assert_none;
use crate::source::{Source, files};

/// Most lines of a file.
const FILE_LINES: usize = 400;
/// Most lines of a function; `clippy.toml` and `frontend/biome.json` have the same number.
const FUNCTION_LINES: usize = 60;

fn is_generated(path: &str) -> bool {
    path.contains("/generated/")
}

fn long_files(sources: &[Source]) -> Vec<String> {
    let written = sources.iter().filter(|source| !is_generated(&source.path));
    let lengths = written.map(|source| (&source.path, source.text.lines().count()));
    lengths
        .filter(|(_, lines)| *lines > FILE_LINES)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect()
}

/// The functions of a Python file over the limit: from `def` to the last line that is indented deeper.
fn long_python_functions(source: &Source) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = source.text.lines().collect();
    let mut complaints = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = line.trim_start().strip_prefix("def ").and_then(|rest| rest.split('(').next())
        else {
            continue;
        };
        let inside = |line: &&&str| line.trim().is_empty() || indent(line) > indent(lines[start]);
        let body = lines[start + 1..].iter().take_while(inside);
        let length = 1 + body
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
            .map(|(at, _)| at + 1)
            .max()
            .unwrap_or(0);
        if length > FUNCTION_LINES {
            complaints.push(format!("{}:{}: {name} has {length} lines", source.path, start + 1));
        }
    }
    complaints
}

fn lifted_limits(source: &Source) -> Vec<String> {
    let lint = concat!("clippy::too_many", "_lines");
    let lines = source.text.lines().enumerate().filter(|(_, line)| line.contains(lint));
    lines.map(|(at, _)| format!("{}:{}", source.path, at + 1)).collect()
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let sources = files("", &[".rs", ".ts", ".tsx", ".mjs", ".js", ".py", ".css"]);
    assert_none(
        &long_files(&sources),
        "Split the file: a part with one job and a name of its own goes beside it.",
    );
}

#[test]
fn no_python_function_is_longer_than_60_lines() {
    let complaints: Vec<String> = files("tests", &[".py"]).iter().flat_map(long_python_functions).collect();
    assert_none(&complaints, "Give a part of the function a name of its own.");
}

#[test]
fn no_rust_function_is_excused_from_the_limit_of_60_lines() {
    let complaints: Vec<String> = files("", &[".rs"]).iter().flat_map(lifted_limits).collect();
    assert_none(&complaints, "Split the function instead of allowing clippy's lint for it.");
}

#[test]
fn the_limits_of_clippy_and_biome_are_this_one() {
    let text = |path: &str| std::fs::read_to_string(crate::source::root().join(path)).unwrap();
    assert!(text("clippy.toml").contains(&format!("too-many-lines-threshold = {FUNCTION_LINES}")));
    let biome: serde_json::Value = serde_json::from_str(&text("frontend/biome.json")).unwrap();
    let rules = &biome["linter"]["rules"];
    let length = &rules["complexity"]["noExcessiveLinesPerFunction"];
    assert_eq!((&length["level"], &length["options"]["maxLines"]), (&"error".into(), &FUNCTION_LINES.into()));
    assert_eq!(rules["suspicious"]["noImportCycles"]["level"], "error");
}

#[test]
fn a_broken_rule_is_found() {
    let source = |text: String| Source { path: "a.py".to_owned(), text };
    assert_eq!(long_files(&[source("x\n".repeat(FILE_LINES))]).len(), 0);
    assert_eq!(long_files(&[source("x\n".repeat(FILE_LINES + 1))]).len(), 1);
    let function = |lines: usize| source(format!("def f():\n{}\n\nx = 1\n", "    y = 2\n".repeat(lines)));
    assert_eq!(long_python_functions(&function(FUNCTION_LINES - 1)).len(), 0);
    assert_eq!(long_python_functions(&function(FUNCTION_LINES)).len(), 1);
    let lint = concat!("#[allow(clippy::too_many", "_lines)]");
    assert_eq!(lifted_limits(&source(lint.to_owned())), ["a.py:1"]);
}
