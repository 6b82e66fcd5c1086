//! Two builds of the chat, loaded in turn by the same generator: what a machine does to one figure in a
//! busy minute it does to the other one, too.

use std::collections::BTreeMap;

use super::figure::{Figure, Unit, rounded};
use super::groups::{GROUPS, Group, check_names};
use super::options::Options;
use super::server::Program;
use super::targets::{Against, TARGETS, Target};

/// The figures of each load, one for each round.
type Figures = BTreeMap<&'static str, Vec<Figure>>;

/// Prints each figure of the base beside that of the present build, their ratio and its target.
pub async fn compare(base: &Program, now: &Program, bare: &Program, options: &Options) {
    check_names(options);
    let (mut of_base, mut of_now) = (Figures::new(), Figures::new());
    for group in GROUPS.into_iter().filter(|group| group.is_wanted(options)) {
        for round in 0..group.rounds() {
            let base_is_first = round % 2 == 0;
            if base_is_first && is_compared(group) {
                run(group, "base", base, options, &mut of_base).await;
            }
            run(group, "now", now, options, &mut of_now).await;
            if let Some((peer, name)) = group.peer()
                && options.wants(name)
            {
                run(peer, "bare", bare, options, &mut of_now).await;
            }
            if !base_is_first && is_compared(group) {
                run(group, "base", base, options, &mut of_base).await;
            }
        }
    }
    println!("\n| workload | base | now | ratio | target | |\n|---|---|---|---|---|---|");
    let rows = TARGETS.iter().filter_map(|target| row(target, &of_base, &of_now, options.messages));
    rows.for_each(|row| println!("{row}"));
}

/// Whether a figure of the group is set against the base; if none is, the base need not run it.
fn is_compared(group: Group) -> bool {
    let mut targets = TARGETS.iter().filter(|target| group.names().contains(&target.name));
    targets.any(|target| matches!(target.against, Against::Base(_) | Against::BaseRate(_)))
}

async fn run(group: Group, build: &str, program: &Program, options: &Options, into: &mut Figures) {
    for figure in group.run(program, options).await {
        println!("{build:<5} {figure}");
        into.entry(figure.name).or_default().push(figure);
    }
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
        Against::Bare(peer, most) => {
            let bare = median(of_now.get(peer)?, |figure| figure.cost)?;
            let (ratio, bare) = (cost / bare, format!("bare {}", show(bare, unit)));
            (bare, show(cost, unit), rounded(ratio), format!("<= {most}"), ratio <= most)
        }
        Against::Number(most) => {
            let goal = format!("<= {}", show(most, unit));
            (String::new(), show(cost, unit), String::new(), goal, cost <= most)
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
