//! Searching messages.

mod bounds;
mod own_rooms;
mod peer;
mod room;
mod words;

/// Returns the texts of what a search found.
fn found(answer: &serde_json::Value) -> Vec<&str> {
    let results = answer["results"].as_array().expect("a search has results");
    results.iter().map(|message| message["content"].as_str().expect("a text")).collect()
}
