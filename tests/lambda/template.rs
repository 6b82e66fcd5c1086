//! `template.yaml` deploys the functions that the binary has, and the table that the store expects.
//! Invariants of its routes and policies are tested in `tests/stack`.

use std::collections::BTreeSet;

use roomcast_lambda::{Function, template};
use roomcast_store::{BY_ACTIVITY, INDEX_PK, INDEX_SK, PK, SK, TTL};

const TEMPLATE: &str = include_str!("../../template.yaml");

/// Returns the values of the lines `name: value`.
fn values(name: &str) -> impl Iterator<Item = &'static str> {
    TEMPLATE.lines().filter_map(move |line| line.trim().strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn the_generated_parts_of_the_template_are_up_to_date() {
    let generated = template::generate(TEMPLATE).expect("marked parts");
    assert!(generated == TEMPLATE, "run `make documents` and commit template.yaml");
}

#[test]
fn a_template_without_a_marked_part_is_refused() {
    let broken = TEMPLATE.replace("# begin permissions", "");
    let error = template::generate(&broken).unwrap_err().to_string();
    assert!(error.contains("# begin permissions"), "{error}");
}

#[test]
fn every_function_is_deployed_once_and_no_other() {
    let deployed: Vec<&str> = values("Handler").collect();
    let functions: BTreeSet<&str> = Function::all().into_iter().map(Function::handler).collect();
    assert_eq!(deployed.iter().copied().collect::<BTreeSet<_>>(), functions);
    assert_eq!(deployed.len(), functions.len());
}

#[test]
fn the_table_has_the_keys_of_the_store() {
    let table = TEMPLATE.split("Type: AWS::DynamoDB::Table").nth(1).expect("a table");
    let table = table.split("DeletionProtectionEnabled").next().expect("its properties");
    let key = |name: &str, kind: &str| format!("{{ AttributeName: {name}, KeyType: {kind} }}");
    let attribute = |name: &str| format!("{{ AttributeName: {name}, AttributeType: S }}");
    let expected = [
        attribute(PK),
        attribute(SK),
        attribute(INDEX_PK),
        attribute(INDEX_SK),
        key(PK, "HASH"),
        key(SK, "RANGE"),
        format!("IndexName: {BY_ACTIVITY}"),
        key(INDEX_PK, "HASH"),
        key(INDEX_SK, "RANGE"),
        "Projection: { ProjectionType: KEYS_ONLY }".to_owned(),
        format!("TimeToLiveSpecification: {{ AttributeName: {TTL}, Enabled: true }}"),
    ];
    let mut rest = table;
    for part in &expected {
        rest =
            rest.split_once(part.as_str()).unwrap_or_else(|| panic!("{part} is missing, or out of order")).1;
    }
    assert_eq!(table.matches("AttributeType").count(), 4);
    assert_eq!(table.matches("KeyType").count(), 4);
    assert_eq!(table.matches("IndexName").count(), 1);
}
