//! The table of the targets: what was measured beside what is aimed at.

use std::collections::BTreeMap;

use super::figure::{Figure, Unit, rounded};
use super::options::Options;
use super::targets::{Against, TARGETS, Target};

/// The figures of each load, one for each round.
pub(super) type Figures = BTreeMap<&'static str, Vec<Figure>>;

/// Prints the table of the targets whose figures are there.
pub(super) fn print_targets(of_base: &Figures, of_now: &Figures, options: &Options) {
    println!("\n| workload | base | now | ratio | target | |\n|---|---|---|---|---|---|");
    let rows = TARGETS.iter().filter_map(|target| row(target, of_base, of_now, options.messages));
    rows.for_each(|row| println!("{row}"));
}

/// One row of the table; none if the figure was not wanted.
fn row(target: &Target, of_base: &Figures, of_now: &Figures, messages: u64) -> Option<String> {
    let now = of_now.get(target.name)?;
    let (cost, unit) = (median(now, |figure| figure.cost)?, now[0].unit);
    let show = |value: f64, unit: Unit| format!("{} {}", rounded(value), unit.symbol());
    let (base_text, now_text, value, goal, met) = match target.against {
        Against::Base(most) => {
            let base = median(of_base.get(target.name)?, |figure| figure.cost)?;
            let ratio = cost / base;
            (show(base, unit), show(cost, unit), rounded(ratio), format!("<= {most}"), ratio <= most)
        }
        Against::BaseRate(least) => {
            let per_s = |figure: &Figure| figure.rate.map_or(0.0, |(per_s, _)| per_s);
            let (base, rate) = (median(of_base.get(target.name)?, per_s)?, median(now, per_s)?);
            let ratio = rate / base;
            let show = |value: f64| format!("{value:.0}/s");
            (show(base), show(rate), rounded(ratio), format!(">= {least}"), ratio >= least)
        }
        Against::Figure(peer, most) => {
            let of_peer = median(of_now.get(peer)?, |figure| figure.cost)?;
            let (ratio, text) = (cost / of_peer, format!("{peer} {}", show(of_peer, unit)));
            (text, show(cost, unit), rounded(ratio), format!("<= {most}"), ratio <= most)
        }
        Against::Number(most) => {
            let goal = format!("<= {}", show(most, unit));
            (String::new(), show(cost, unit), String::new(), goal, cost <= most)
        }
        Against::Within(most_ms) => {
            let p99_ms = |figure: &Figure| figure.latency.map_or(0.0, |(_, p99)| p99.as_secs_f64() * 1e3);
            let (p99_ms, unit) = (median(now, p99_ms)?, Unit::Milliseconds);
            let goal = format!("<= {}", show(most_ms, unit));
            (String::new(), show(p99_ms, unit), String::new(), goal, p99_ms <= most_ms)
        }
    };
    let verdict = match met {
        _ if messages < target.messages && target.messages > 0 => "needs more messages",
        true => "met",
        false => "missed",
    };
    Some(format!("| {} | {base_text} | {now_text} | {value} | {goal} | {verdict} |", target.row))
}

fn median(figures: &[Figure], of: impl Fn(&Figure) -> f64) -> Option<f64> {
    let mut values: Vec<f64> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(costs: &[f64]) -> Vec<Figure> {
        let figure = |cost: &f64| Figure {
            name: "room",
            load: String::new(),
            cost: *cost,
            unit: Unit::CpuUs,
            rate: Some((1e5 / cost, "deliveries")),
            latency: None,
        };
        costs.iter().map(figure).collect()
    }

    #[test]
    fn a_row_has_the_medians_their_ratio_and_whether_the_target_is_met() {
        let base = Figures::from([("room", figures(&[21.0, 20.0, 90.0]))]);
        let now = Figures::from([("room", figures(&[5.0, 1.0, 5.25])), ("bare-room", figures(&[4.0]))]);
        let rows: Vec<String> =
            TARGETS.iter().filter_map(|target| row(target, &base, &now, 100_000)).collect();
        let [cost, rate, bare] = rows.try_into().unwrap();
        assert_eq!(
            cost,
            "| delivered message, 1 room x 50, 5 senders | 21.0 us | 5.00 us | 0.24 | <= 0.28 | met |"
        );
        assert_eq!(rate, "| deliveries a second, the same | 4762/s | 20000/s | 4.20 | >= 2.5 | met |");
        assert_eq!(
            bare,
            "| delivered message, against the bare server | bare-room 4.00 us | 5.00 us | 1.25 | <= 1.5 | met |"
        );
    }

    #[test]
    fn a_start_on_fewer_messages_than_its_target_asks_for_is_not_judged() {
        let now = Figures::from([("start", figures(&[20.0]))]);
        let target = TARGETS.iter().find(|target| target.name == "start").unwrap();
        assert!(row(target, &Figures::new(), &now, 999_999).unwrap().contains("needs more messages"));
        assert!(row(target, &Figures::new(), &now, 1_000_000).unwrap().contains("met"));
    }
}
