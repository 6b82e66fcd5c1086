//! `make cost`: a month's bill; without numbers, the tables of `docs/cost.md`.
#![allow(clippy::expect_used)] // a tool for the terminal

use roomcast_tests::cost::{Bill, Load, Prices, deliveries, table};

fn main() {
    let prices = Prices::documented();
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<f64>().expect("a number"));
    let mut next = || numbers.next();
    let Some(rooms) = next() else {
        return println!("{}\n\n{}", table(&prices), deliveries(&prices));
    };
    let (Some(members), Some(messages), Some(hours_open)) = (next(), next(), next()) else {
        return println!("cost ROOMS MEMBERS MESSAGES HOURS_OPEN");
    };
    let bill = Bill::of(&Load { rooms, members, messages, hours_open }, &prices);
    println!(
        "{rooms} rooms of {members} members, open {hours_open} hours a day, {messages} messages a month;"
    );
    println!("prices of {} in {}, docs/prices.json\n", prices.date, prices.region);
    for (name, amount, dollars) in &bill.lines {
        println!("{name:<36}{amount:>18.0}{dollars:>14.2} $");
    }
    println!("{:<36}{:>18}{:>14.2} $", "", "", bill.total());
    if bill.delivered > 0.0 {
        let each = bill.total() * 1e6 / bill.delivered;
        println!("\n{:.0} deliveries: {each:.2} $ a million, all in", bill.delivered);
    }
}
