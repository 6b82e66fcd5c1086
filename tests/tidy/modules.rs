//! The modules of a crate and what each imports from the others.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};

use crate::source::{Source, files};

/// The path of a module in its crate; the root's is empty.
pub type Module = Vec<String>;

/// Whether attributes say `#[cfg(test)]`.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(is_test_attribute)
}

/// Whether an attribute is `#[cfg(test)]`.
pub fn is_test_attribute(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
}

/// The paths in the file of a module.
#[derive(Debug, Default)]
struct Facts {
    children: BTreeSet<String>,
    /// Names that the module hands on, and the whole paths that they stand for.
    re_exports: BTreeMap<String, Vec<String>>,
    /// Modules whose every name the module hands on.
    globs: Vec<Vec<String>>,
    paths: Vec<Vec<String>>,
}

/// For each module of the crate in `folder`, the modules that it imports from. A re-export is a door, no
/// import: a name that comes through it counts as imported from where it is made.
pub fn imports(folder: &str) -> BTreeMap<Module, BTreeSet<Module>> {
    imports_of(&files(folder, &[".rs"]), folder)
}

/// [`imports`] of given files, whose paths begin with `folder`.
pub fn imports_of(sources: &[Source], folder: &str) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut facts = BTreeMap::new();
    let mut tests = BTreeSet::new();
    for source in sources {
        let Some(module) = module_of(&source.path, folder) else { continue };
        facts.insert(module.clone(), facts_of(source, &module, &mut tests));
    }
    facts.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    let imported = |(module, of): (&Module, &Facts)| {
        let targets =
            of.paths.iter().filter_map(|path| owner(&facts, path, 0)).filter(|target| target != module);
        (module.clone(), targets.collect())
    };
    facts.iter().map(imported).collect()
}

fn module_of(path: &str, folder: &str) -> Option<Module> {
    let inside = path.strip_prefix(folder)?.trim_start_matches('/').strip_suffix(".rs")?;
    let mut module: Module = inside.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    Some(module)
}

fn facts_of(source: &Source, module: &[String], tests: &mut BTreeSet<Module>) -> Facts {
    let syntax = source.syntax();
    let mut facts = Facts::default();
    for item in &syntax.items {
        if let Item::Mod(ItemMod { ident, content: None, attrs, .. }) = item {
            if is_test(attrs) {
                tests.insert([module, &[ident.to_string()]].concat());
            } else {
                facts.children.insert(ident.to_string());
            }
        }
    }
    Reader { module, facts: &mut facts }.visit_file(&syntax);
    facts
}

struct Reader<'a> {
    module: &'a [String],
    facts: &'a mut Facts,
}

impl Reader<'_> {
    /// The path from the crate's root, if it leads into the crate.
    fn whole(&self, path: &[String]) -> Option<Vec<String>> {
        let up = path.iter().take_while(|part| *part == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([self.module, &path[1..]].concat()),
            "super" => Some([&self.module[..self.module.len().checked_sub(up)?], &path[up..]].concat()),
            child if self.facts.children.contains(child) => Some([self.module, path].concat()),
            _ => None,
        }
    }

    fn note_use(&mut self, tree: &UseTree, before: &[String], is_door: bool) {
        let (name, path) = match tree {
            UseTree::Path(path) => {
                return self.note_use(&path.tree, &[before, &[path.ident.to_string()]].concat(), is_door);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.note_use(tree, before, is_door));
            }
            UseTree::Name(name) if name.ident == "self" => (before.last().cloned(), before.to_vec()),
            UseTree::Name(name) => {
                (Some(name.ident.to_string()), [before, &[name.ident.to_string()]].concat())
            }
            UseTree::Rename(rename) => {
                (Some(rename.rename.to_string()), [before, &[rename.ident.to_string()]].concat())
            }
            UseTree::Glob(_) => (None, before.to_vec()),
        };
        let Some(whole) = self.whole(&path) else { return };
        match name {
            Some(name) if is_door => drop(self.facts.re_exports.insert(name, whole)),
            None if is_door => self.facts.globs.push(whole),
            _ => self.facts.paths.push(whole),
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.note_use(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1
            && let Some(whole) = self.whole(&parts)
        {
            self.facts.paths.push(whole);
        }
        visit::visit_path(self, path);
    }
}

/// The module that makes what a path names: the longest module in it, or where a re-export leads.
fn owner(facts: &BTreeMap<Module, Facts>, path: &[String], depth: usize) -> Option<Module> {
    let length = (0..=path.len()).rev().find(|length| facts.contains_key(&path[..*length]))?;
    let module = &path[..length];
    let Some(name) = path.get(length) else { return Some(module.to_vec()) };
    let known = &facts[module];
    let behind = known.re_exports.get(name).cloned().into_iter();
    let globs = known.globs.iter().map(|glob| [glob.as_slice(), std::slice::from_ref(name)].concat());
    if depth > 8 {
        return Some(module.to_vec());
    }
    let mut doors = behind.chain(globs).filter_map(|door| owner(facts, &door, depth + 1));
    doors.next().or_else(|| Some(module.to_vec()))
}
