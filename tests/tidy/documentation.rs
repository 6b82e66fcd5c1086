//! Every public item says what it is.

use syn::{Attribute, ImplItem, Item, Visibility};

use crate::assert_none;
use crate::source::{Source, files};

/// The public items of a Rust file without a doc comment, and every place that allows them.
fn undocumented(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    walk(&source.syntax().items, &mut found);
    if source.text.contains(concat!("allow(missing", "_docs)")) {
        found.push("allows missing documentation".to_owned());
    }
    found.into_iter().map(|name| format!("{}: {name}", source.path)).collect()
}

fn walk(items: &[Item], found: &mut Vec<String>) {
    let mut note = |visibility: &Visibility, attributes: &[Attribute], name: String| {
        if matches!(visibility, Visibility::Public(_)) && !is_documented(attributes) {
            found.push(name);
        }
    };
    for item in items {
        match item {
            Item::Fn(f) => note(&f.vis, &f.attrs, f.sig.ident.to_string()),
            Item::Const(c) => note(&c.vis, &c.attrs, c.ident.to_string()),
            Item::Static(s) => note(&s.vis, &s.attrs, s.ident.to_string()),
            Item::Type(t) => note(&t.vis, &t.attrs, t.ident.to_string()),
            Item::Trait(t) => note(&t.vis, &t.attrs, t.ident.to_string()),
            Item::Enum(e) => {
                note(&e.vis, &e.attrs, e.ident.to_string());
                for variant in &e.variants {
                    note(&e.vis, &variant.attrs, format!("{}::{}", e.ident, variant.ident));
                }
            }
            Item::Struct(s) => {
                note(&s.vis, &s.attrs, s.ident.to_string());
                for field in s.fields.iter().filter(|field| field.ident.is_some()) {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    note(&field.vis, &field.attrs, format!("{}.{name}", s.ident));
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                for function in block.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) => Some(function),
                    _ => None,
                }) {
                    note(&function.vis, &function.attrs, function.sig.ident.to_string());
                }
            }
            _ => {}
        }
    }
    let modules = items.iter().filter_map(|item| match item {
        Item::Mod(module) if !crate::modules::is_test(&module.attrs) => module.content.as_ref(),
        _ => None,
    });
    modules.for_each(|(_, items)| walk(items, found));
}

fn is_documented(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("doc") || crate::modules::is_test_attribute(attribute))
}

/// The store's private rows: a field is documented where the domain type has it.
const ROWS: &str = "shared/store/src/rows/";

#[test]
fn every_public_item_has_a_doc_comment() {
    let product =
        ["shared", "functions", "lambda", "local"].iter().flat_map(|folder| files(folder, &[".rs"]));
    let complaints: Vec<String> = product
        .filter(|s| !s.path.contains("/tests") && !s.path.starts_with(ROWS))
        .flat_map(|source| undocumented(&source))
        .collect();
    assert_none(
        &complaints,
        "Write a doc comment that begins with a verb or a noun of the domain and can be understood alone.",
    );
}

/// Exports of a TypeScript file without a doc comment in front of them. Lists of exported names are left out: each
/// name is documented where it is declared.
fn undocumented_exports(source: &Source) -> Vec<String> {
    let lines: Vec<&str> = source.text.lines().collect();
    let kinds = ["function ", "async function ", "const ", "interface ", "type ", "class "];
    let exported = lines.iter().enumerate().filter(|(_, line)| {
        line.strip_prefix("export ").is_some_and(|rest| kinds.iter().any(|kind| rest.starts_with(kind)))
    });
    exported
        .filter(|(_, line)| !["export type {", "export type *"].iter().any(|list| line.starts_with(list)))
        .filter(|(at, _)| *at == 0 || !lines[at - 1].trim_end().ends_with("*/"))
        .map(|(at, line)| format!("{}:{}: {line}", source.path, at + 1))
        .collect()
}

#[test]
fn every_export_of_the_client_and_the_hooks_has_a_doc_comment() {
    let packages = ["frontend/packages/client/src", "frontend/packages/react/src"];
    let sources = packages.iter().flat_map(|folder| files(folder, &[".ts", ".tsx"]));
    let written = sources.filter(|source| !source.path.contains("/generated/"));
    let complaints: Vec<String> = written.flat_map(|source| undocumented_exports(&source)).collect();
    assert_none(&complaints, "Write a doc comment in front of the export.");
}

#[test]
fn a_broken_rule_is_found() {
    let source = |text: &str| Source { path: "a.rs".to_owned(), text: text.to_owned() };
    let bare = "pub fn f() {} pub struct S { pub a: u8, b: u8 } pub enum E { A } fn g() {}";
    assert_eq!(undocumented(&source(bare)), ["a.rs: f", "a.rs: S", "a.rs: S.a", "a.rs: E", "a.rs: E::A"]);
    assert_eq!(undocumented(&source("/// Does it.\npub fn f() {}")).len(), 0);
    assert_eq!(undocumented_exports(&source("export const A = 1;")).len(), 1);
    assert_eq!(undocumented_exports(&source("export type { A } from \"./a.js\";")).len(), 0);
    assert_eq!(undocumented_exports(&source("export type * from \"./a.js\";")).len(), 0);
    assert_eq!(undocumented_exports(&source("/** One. */\nexport const A = 1;")).len(), 0);
}
