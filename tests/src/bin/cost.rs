//! `make cost`: a month's bill; without numbers, the tables of `docs/cost.md`.
#![allow(clippy::expect_used)] // a tool for the terminal

use roomcast_tests::cost::{Bill, Load, Prices, Resident, Sockets, deliveries, table};

fn main() {
    let prices = Prices::documented();
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<f64>().expect("a number"));
    let mut next = || numbers.next();
    let Some(rooms) = next() else {
        return println!("{}\n\n{}", table(&prices), deliveries(&prices));
    };
    let (Some(members), Some(rooms_open), Some(messages), Some(hours_open)) =
        (next(), next(), next(), next())
    else {
        return println!("cost ROOMS MEMBERS ROOMS_OPEN MESSAGES HOURS_OPEN");
    };
    let load = Load { rooms, members, rooms_open, sockets: Sockets::User, messages, hours_open };
    println!("{rooms} rooms of {members} members, {messages} messages a month;");
    println!("each person has {rooms_open} of the rooms open, {hours_open} hours a day;");
    println!("prices of {} in {}, docs/prices.json\n", prices.date, prices.region);
    let bill = Bill::of(&load, &prices);
    print_bills(&Bill::of(&Load { sockets: Sockets::Rooms, ..load }, &prices), &bill);
    print_machine(&Resident::of(&load, &prices), &prices);
    print_hosted(messages + bill.delivered, &prices);
}

/// Prints the month with room sockets and with user sockets side by side.
fn print_bills(room_sockets: &Bill, bill: &Bill) {
    println!("{:<36}{:>30}{:>30}", "", "a socket for each open room", "one user socket a person");
    for ((name, before, dollars_before), (_, amount, dollars)) in room_sockets.lines.iter().zip(&bill.lines) {
        println!("{name:<36}{before:>18.0}{dollars_before:>10.2} ${amount:>18.0}{dollars:>10.2} $");
    }
    println!("{:<54}{:>10.2} ${:>18}{:>10.2} $", "", room_sockets.total(), "", bill.total());
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
