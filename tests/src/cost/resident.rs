use super::{Bill, Load, Prices};

/// Seconds of a month of 30 days.
const MONTH_S: f64 = 30.0 * 24.0 * 3_600.0;
/// CPU of a delivered message on one machine, in seconds: 5 senders, 50 connections, 2 shared cores.
const DELIVERY_CPU_S: f64 = 13e-6;
/// CPU of a REST request of the usual mix on one machine, in seconds.
const REQUEST_CPU_S: f64 = 0.5e-3;
/// Cores that the machine of the price list may use all the time: 20 % of each of two (Amazon Lightsail
/// User Guide, "Baseline CPU performance").
const CORES: f64 = 0.4;

/// The comparison of a month on AWS Lambda with `roomcast serve` on a small machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resident {
    /// The machine's price, in dollars a month.
    pub dollars: f64,
    /// Messages a month from which the machine is cheaper, all else being equal; 0 if it always is.
    pub cheaper_from: f64,
    /// The share of the machine's sustained CPU that the load uses on average.
    pub cpu_share: f64,
}

impl Resident {
    /// Compares the load's bill with the machine of the price list.
    pub fn of(load: &Load, prices: &Prices) -> Self {
        let dollars = prices.of("machine_month", 1.0);
        let bill = Bill::of(load, prices);
        let cpu_s = bill.delivered * DELIVERY_CPU_S + bill.requests * REQUEST_CPU_S;
        let cpu_share = cpu_s / (MONTH_S * CORES);
        Self { dollars, cheaper_from: cheaper_from(load, prices, dollars), cpu_share }
    }
}

/// The smallest number of messages whose bill is at least `dollars`, found by halving.
fn cheaper_from(load: &Load, prices: &Prices, dollars: f64) -> f64 {
    let total = |messages| Bill::of(&Load { messages, ..*load }, prices).total();
    if total(0.0) >= dollars {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 1e12);
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high);
        if total(middle) < dollars { low = middle } else { high = middle }
    }
    high.ceil()
}

#[cfg(test)]
mod tests {
    use super::super::Sockets;
    use super::*;

    #[test]
    fn the_machine_is_cheaper_from_the_message_whose_bill_reaches_its_price() {
        let prices = Prices::documented();
        let (rooms_open, sockets) = (1.0, Sockets::Rooms);
        let quiet = Load { rooms: 5.0, members: 20.0, rooms_open, sockets, messages: 0.0, hours_open: 8.0 };
        let resident = Resident::of(&quiet, &prices);
        let total = |messages| Bill::of(&Load { messages, ..quiet }, &prices).total();
        assert!(total(resident.cheaper_from) >= resident.dollars);
        assert!(total(resident.cheaper_from - 2.0) < resident.dollars);
        let open = Load { rooms: 1_000.0, members: 50.0, ..quiet };
        assert!(
            Resident::of(&open, &prices).cheaper_from.abs() < f64::EPSILON,
            "open connections alone cost more"
        );
    }
}
