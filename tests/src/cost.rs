//! The cost of the chat on AWS: the billable units of each operation, and a month's bill of them.
//!
//! Units are what `tests/model/cost.rs` counts through the SDK's connector; prices are those of
//! `docs/prices.json`; `docs/cost.md` is this table in words. `make cost` prints a bill.

mod bill;
mod prices;
mod resident;
mod usage;

pub use bill::{Bill, Load, Sockets, per_million_delivered};
pub use prices::Prices;
pub use resident::Resident;
pub use usage::{
    Usage, announcement, cold_start, find_user_sockets, history_page, operations, ping, read_mark, roll_over,
    room_list, search_of_room, send, send_again, send_to_user_sockets, subscription, user_socket_ping,
    user_socket_roll_over,
};

/// The table of `docs/cost.md`: what a million of each operation uses and costs.
pub fn table(prices: &Prices) -> String {
    let mut lines = vec![
        "| operation | frames in | HTTP | invocations | WRU | RRU | posts | $ per million |".to_owned(),
        "|---|---|---|---|---|---|---|---|".to_owned(),
    ];
    for (name, usage) in operations() {
        let Usage { frames_in, http, invocations, writes, reads, posts, .. } = usage;
        let dollars = usage.dollars(prices) * 1e6;
        lines.push(format!(
            "| {name} | {frames_in} | {http} | {invocations} | {writes} | {reads} | {posts} | {dollars:.2} |"
        ));
    }
    lines.join("\n")
}

/// The second table of `docs/cost.md`: dollars for a million deliveries.
pub fn deliveries(prices: &Prices) -> String {
    let mut lines = vec![
        "| connections of the room | first frame of a connection in a function | later ones |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    for connections in [2.0, 10.0, 50.0, 1_000.0, 10_000.0] {
        let first = per_million_delivered(send(connections), connections, prices);
        let later = per_million_delivered(send_again(connections), connections, prices);
        lines.push(format!("| {connections} | {first:.3} | {later:.3} |"));
    }
    lines.join("\n")
}
