//! Loads the release build from a process of its own and prints what it costs (`make bench`), or sets
//! it against an older build (`make compare`):
//!
//! ```text
//! bench [--seconds 4] [--connections 5000] [--messages 100000] [--killed 1000000]
//!     [--large 10000000] [--soak-min 30] [--base <binary>] [<figure>…]
//! ```
#![allow(clippy::expect_used)] // a benchmark fails by panicking

use std::str::FromStr;

use roomcast_tests::bench::{Options, Program, compare, report};

#[tokio::main]
async fn main() {
    let (mut options, mut base) = (Options::default(), None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
        match word.as_str() {
            "--seconds" => options.seconds = number(&value()),
            "--connections" => options.connections = number(&value()),
            "--messages" => options.messages = number(&value()),
            "--killed" => options.killed = number(&value()),
            "--large" => options.large = number(&value()),
            "--soak-min" => options.soak_min = number(&value()),
            "--base" => base = Some(Program { path: value().into() }),
            name => options.names.push(name.to_owned()),
        }
    }
    let (chat, bare) = (Program::built("roomcast"), Program::built("bare"));
    match base {
        Some(base) => compare(&base, &chat, &bare, &options).await,
        None => report(&chat, &bare, &options).await,
    }
}

fn number<T: FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is not a number"))
}
