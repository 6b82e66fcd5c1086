//! `make cost`: a month's bill; without numbers, the tables of `docs/cost.md`.
#![allow(clippy::expect_used)] // a tool for the terminal

use roomcast_tests::cost::{Bill, Load, Prices, Resident, deliveries, table};

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
    let load = Load { rooms, members, messages, hours_open };
    let bill = Bill::of(&load, &prices);
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
    compare(&Resident::of(&load, &prices), &prices);
}

fn compare(resident: &Resident, prices: &Prices) {
    let Resident { dollars, cheaper_from, cpu_share } = resident;
    println!(
        "\n`roomcast serve` on a machine at {dollars:.2} $ a month (prices of {}, docs/prices.json)",
        prices.date
    );
    println!(
        "would use {:.1} % of the CPU that it may use all the time, on average, and is cheaper",
        cpu_share * 100.0
    );
    if *cheaper_from > 0.0 {
        println!("from {cheaper_from:.0} messages a month on, in rooms like these.");
    } else {
        println!("whatever is sent: connections that are open as long cost more than the machine.");
    }
    println!("It is one machine: while it restarts, nobody is served.");
}
