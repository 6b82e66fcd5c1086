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
    println!(
        "{rooms} rooms of {members} members, open {hours_open} hours a day, {messages} messages a month;"
    );
    println!("prices of {} in {}, docs/prices.json\n", prices.date, prices.region);
    let bill = Bill::of(&load, &prices);
    print_bill(&bill);
    print_machine(&Resident::of(&load, &prices), &prices);
    print_hosted(messages + bill.delivered, &prices);
}

fn print_bill(bill: &Bill) {
    for (name, amount, dollars) in &bill.lines {
        println!("{name:<36}{amount:>18.0}{dollars:>14.2} $");
    }
    println!("{:<36}{:>18}{:>14.2} $", "", "", bill.total());
    if bill.delivered > 0.0 {
        let each = bill.total() * 1e6 / bill.delivered;
        println!("\n{:.0} deliveries: {each:.2} $ a million, all in", bill.delivered);
    }
}

fn print_machine(resident: &Resident, prices: &Prices) {
    let Resident { dollars, cheaper_from, cpu_share } = resident;
    let (date, percent) = (prices.date_of("machine_month"), cpu_share * 100.0);
    println!(
        "\n`roomcast serve` on one machine at {dollars:.2} $ a month (price of {date}) would use {percent:.1} %"
    );
    println!("of the CPU that it may use all the time, on average, and is cheaper");
    if *cheaper_from > 0.0 {
        println!("from {cheaper_from:.0} messages a month on, in rooms like these.");
    } else {
        println!("whatever is sent: the open connections alone cost more than the machine.");
    }
}

fn print_hosted(messages: f64, prices: &Prices) {
    let (date, each) = (prices.date_of("hosted_messages"), prices.of("hosted_messages", 1e6));
    let dollars = prices.of("hosted_messages", messages);
    println!(
        "\nA hosted service at {each:.2} $ a million messages (price of {date}) would take {dollars:.2} $"
    );
    println!("for the messages alone.");
}
