//! The contract at the public door: every test speaks to a running server process.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

mod closing;
mod content;
mod conventions;
mod crashes;
mod departures;
mod documents;
mod edges;
mod forms;
mod identity;
mod live;
mod members;
mod mentions;
mod messages;
mod notifications;
mod page;
mod process;
mod proofs;
mod races;
mod rooms;
mod seats;
mod sockets;
mod state;
mod tokens;
mod uploads;
mod walk;

/// The keys of an object, sorted.
fn keys(value: &serde_json::Value) -> Vec<String> {
    let mut keys: Vec<String> =
        value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().cloned().collect();
    keys.sort();
    keys
}

/// Words, sorted.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

/// The types of frames.
fn kinds(frames: &[serde_json::Value]) -> Vec<&str> {
    frames.iter().map(|frame| frame["type"].as_str().expect("frames have a type")).collect()
}
