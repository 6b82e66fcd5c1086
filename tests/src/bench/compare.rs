//! Two builds of the chat, loaded in turn by the same generator: what a machine does to one figure in a
//! busy minute it does to the other one, too.

use super::groups::{GROUPS, Group, check_names};
use super::options::Options;
use super::server::Program;
use super::targets::{Against, TARGETS};
use super::verdicts::{Figures, print_targets};

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
    print_targets(&of_base, &of_now, options);
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
