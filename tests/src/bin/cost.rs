//! `make cost`: a month's bill.
#![allow(clippy::expect_used)] // a tool for the terminal

use roomcast_tests::cost::{Bill, Load, Prices, per_million_delivered, table};

fn main() {
    let prices = Prices::documented();
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<f64>().expect("a number"));
    let mut next = || numbers.next();
    let Some(rooms) = next() else { return println!("{}", table(&prices)) };
    let (Some(members), Some(messages), Some(hours_open)) = (next(), next(), next()) else {
        return println!("cost ROOMS MEMBERS MESSAGES HOURS_OPEN");
    };
    let bill = Bill::of(&Load { rooms, members, messages, hours_open }, &prices);
    println!("{rooms} rooms of {members} members, open {hours_open} hours a day, {messages} messages a month;");
    println!("prices of {} in {}, docs/prices.json\n", prices.date, prices.region);
    for (name, amount, dollars) in &bill.lines {
        println!("{name:<36}{amount:>18.0}{dollars:>14.2} $");
    }
    println!("{:<36}{:>18}{:>14.2} $", "", "", bill.total());
    println!("\n{:.0} deliveries: {:.2} $ a million, all in", bill.delivered, bill.total() * 1e6 / bill.delivered);
    for connections in [10.0, 50.0] {
        let dollars = per_million_delivered(connections, &prices);
        println!("sending and delivering alone, {connections} connections a room: {dollars:.2} $ a million");
    }
}
