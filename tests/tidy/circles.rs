//! No circle of imports between the modules of a crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::assert_none;
use crate::modules::{Module, imports, imports_of};
use crate::source::Source;

/// The crates of the workspace.
const CRATES: [&str; 6] =
    ["shared/domain/src", "shared/store/src", "functions/src", "lambda/src", "local/src", "tests/src"];

type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// Every circle once: modules that reach each other.
fn circles(graph: &Graph) -> Vec<BTreeSet<Module>> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        graph.keys().map(|module| (module, reach(graph, module))).collect();
    let together = |module: &Module| -> BTreeSet<Module> {
        let back = reached[module].iter().filter(|other| reached[**other].contains(module));
        back.map(|other| (*other).clone()).collect()
    };
    let found: BTreeSet<BTreeSet<Module>> =
        graph.keys().map(together).filter(|circle| circle.len() > 1).collect();
    found.into_iter().collect()
}

fn reach<'a>(graph: &'a Graph, from: &Module) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Module> = graph.get(from).into_iter().flatten().collect();
    while let Some(module) = open.pop() {
        if let Some((module, next)) = graph.get_key_value(module)
            && reached.insert(module)
        {
            open.extend(next);
        }
    }
    reached
}

fn describe(graph: &Graph, circle: &BTreeSet<Module>) -> String {
    let name = |module: &Module| if module.is_empty() { "crate".to_owned() } else { module.join("::") };
    let edges = circle.iter().flat_map(|module| {
        let inside = graph[module].iter().filter(|target| circle.contains(*target));
        inside.map(move |target| format!("    {} imports {}", name(module), name(target)))
    });
    edges.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let mut complaints = Vec::new();
    for folder in CRATES {
        let graph = imports(folder);
        complaints.extend(circles(&graph).iter().map(|c| format!("{folder}:\n{}", describe(&graph, c))));
    }
    assert_none(
        &complaints,
        "Move the item that both sides need into a module that imports neither, or answer with a value \
         instead of calling back.",
    );
}

#[test]
fn a_circle_is_found_also_through_a_re_export() {
    let source = |path: &str, text: &str| Source { path: format!("x/src/{path}"), text: text.to_owned() };
    let through_a_door = [
        source("lib.rs", "mod a; mod b; pub use a::A;"),
        source("a.rs", "use crate::b::B; pub struct A;"),
        source("b.rs", "use crate::A; pub struct B;"),
    ];
    let graph = imports_of(&through_a_door, "x/src");
    let found = circles(&graph);
    assert_eq!(found.len(), 1);
    assert_eq!(describe(&graph, &found[0]), "    a imports b\n    b imports a");
    let straight = [
        source("lib.rs", "mod a; mod b; pub use a::A;"),
        source("a.rs", "pub struct A;"),
        source("b.rs", "use crate::A; #[cfg(test)] mod tests { use super::*; }"),
    ];
    assert_eq!(circles(&imports_of(&straight, "x/src")).len(), 0);
}
