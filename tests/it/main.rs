//! Tests of the API contract at the public door: every test speaks to a running chat.
//!
//! A folder is an area of the product, a file in it an operation or a topic. Tests of many operations
//! together are in `scenarios`.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

mod blocks;
mod files;
mod history;
mod http;
mod identity;
mod invitations;
mod live;
mod members;
mod messages;
mod notifications;
mod presence;
mod process;
mod reports;
mod rooms;
mod scenarios;
mod search;
mod uploads;
mod user_socket;

/// Returns the keys of an object, sorted.
fn keys(value: &serde_json::Value) -> Vec<String> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut keys: Vec<String> = object.keys().cloned().collect();
    keys.sort();
    keys
}

/// Returns the words of a text, sorted.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

/// Returns the ids of a list's items.
fn ids(list: &[serde_json::Value]) -> Vec<u64> {
    list.iter().map(|item| item["id"].as_u64().expect("an id")).collect()
}

/// Returns the types of frames.
fn kinds(frames: &[serde_json::Value]) -> Vec<&str> {
    frames.iter().map(|frame| frame["type"].as_str().expect("frames have a type")).collect()
}

/// Returns the numbers of the messages of a page.
fn seqs(page: &serde_json::Value) -> Vec<u64> {
    let messages = page["messages"].as_array().expect("a page has messages");
    messages.iter().map(|message| message["seq"].as_u64().expect("a number")).collect()
}

/// Returns the contents of the messages of a page.
fn texts(page: &serde_json::Value) -> Vec<&str> {
    let messages = page["messages"].as_array().expect("a page has messages");
    messages.iter().map(|message| message["content"].as_str().expect("a text")).collect()
}
