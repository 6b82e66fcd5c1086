//! The same operations on the table of one machine and, through the SDK, on DynamoDB engines: every
//! answer, every refused item and, after each operation, the whole content must be the same.

use rand::SeedableRng;
use rand::rngs::StdRng;
use roomcast_tests::engine::{Engine, TABLE};
use roomcast_tests::service;

use super::generator::{Generator, INDEX, Operation, plain};
use super::{MESSAGES, NativeTable, ROOM, key, partitions};
use crate::error::Result;
use crate::table::attribute::Attribute;
use crate::table::item::Item;
use crate::table::transaction::Outcome;
use crate::table::value::{Attributes, Value};
use crate::table::{Condition, Query, Side, Table, Write, Written, create_table};

const NUMBER: Attribute = Attribute::new("n");

/// An answer in a form that both sides share. Which error it is does not count.
#[derive(Debug, PartialEq)]
enum Answer {
    Items(Vec<Option<Attributes>>),
    Found(Vec<(String, Attributes)>),
    Done(Option<Attributes>),
    Refused(Vec<(usize, Option<Attributes>)>),
    Error,
}

fn plain_option(item: Option<&Item>) -> Option<Attributes> {
    item.map(plain)
}

async fn answer(table: &Table, operation: Operation) -> Answer {
    carry_out(table, operation).await.unwrap_or(Answer::Error)
}

async fn carry_out(table: &Table, operation: Operation) -> Result<Answer> {
    Ok(match operation {
        Operation::Get(key) => Answer::Items(vec![plain_option(one(table, &key).await?.as_ref())]),
        Operation::GetMany(keys) => {
            let found = table.get_call(&keys, true).await?;
            Answer::Items(found.iter().map(|item| plain_option(item.as_ref())).collect())
        }
        Operation::Query(query) => {
            let found = table.query_items(query).await?;
            Answer::Found(found.into_iter().map(|(sk, item)| (sk, plain(&item))).collect())
        }
        Operation::Write(write) => match table.write(write).await? {
            Written::Done(item) => Answer::Done(plain_option(item.as_ref())),
            Written::Refused(item) => Answer::Refused(vec![(0, plain_option(item.as_ref()))]),
            Written::Conflict => Answer::Error,
        },
        Operation::Cache(writes) => match table.write_cache(writes).await? {
            Written::Refused(item) => Answer::Refused(vec![(0, plain_option(item.as_ref()))]),
            // Only a write that asks for it is answered with the item.
            Written::Done(_) | Written::Conflict => Answer::Done(None),
        },
        Operation::Transact(writes) => match transact(table, writes).await? {
            Outcome::Done => Answer::Done(None),
            Outcome::Refused(refused) => Answer::Refused(
                refused.into_iter().map(|(at, item)| (at, plain_option(item.as_ref()))).collect(),
            ),
            Outcome::Conflict => Answer::Error,
        },
    })
}

async fn one(table: &Table, key: &crate::keys::Key) -> Result<Option<Item>> {
    match &table.side {
        Side::Dynamo(table) => table.get(key).await,
        Side::Native(table) => table.get(key).await,
    }
}

async fn transact(table: &Table, writes: Vec<Write>) -> Result<Outcome> {
    match &table.side {
        Side::Dynamo(table) => table.transact(&writes).await,
        Side::Native(table) => table.transact(writes).await,
    }
}

/// Everything that is in a table, and its index.
async fn content(table: &Table) -> (Vec<Answer>, Vec<String>) {
    let mut found = Vec::new();
    for partition in partitions() {
        found.push(answer(table, Operation::Query(Query::all(partition, 1_000))).await);
    }
    (found, table.query_activity(Query::all(INDEX, 1_000)).await.unwrap())
}

/// Runs the same random operations on two tables.
async fn compare(native: &Table, other: &Table, seed: u64, operations: usize) {
    let mut generator = Generator(StdRng::seed_from_u64(seed));
    for number in 0..operations {
        let operation = generator.operation();
        let (here, there) = (answer(native, operation.clone()).await, answer(other, operation.clone()).await);
        assert_eq!(here, there, "seed {seed}, operation {number}: {operation:?}");
        assert_eq!(content(native).await, content(other).await, "seed {seed}, after {number}: {operation:?}");
    }
}

/// An empty table of the reference engine, or of the service with DynamoDB's API that `ROOMCAST_DYNAMO` names.
#[allow(clippy::disallowed_methods)] // the tests' own variable
async fn on_engine() -> Table {
    let Ok(url) = std::env::var("ROOMCAST_DYNAMO") else {
        return Table::dynamo(Engine::new().await.client(), TABLE);
    };
    let (client, name) = (service::client(&url), format!("table-{:016x}", rand::random::<u64>()));
    create_table(&client, &name).await.unwrap();
    Table::dynamo(client, name)
}

#[tokio::test]
async fn every_operation_is_answered_as_by_the_reference_engine() {
    for seed in 0..8 {
        let data = tempfile::tempdir().unwrap();
        let native = Table::native(NativeTable::open(data.path()).unwrap());
        compare(&native, &on_engine().await, seed, 200).await;
    }
}

fn count(n: i64) -> Item {
    Item::of_attributes(&Attributes::from([("n".to_owned(), Value::Number(n))]))
}

/// Requests that DynamoDB refuses: each is an error on every side and changes nothing.
fn refused_requests() -> Vec<Operation> {
    let item = key(&ROOM, "a");
    let put = |key| Write::put_item(key, count(1));
    let large = Attributes::from([("t".to_owned(), Value::Text("x".repeat(410 * 1_024)))]);
    let many = (0..101).map(|n| put(key(&MESSAGES, n))).collect();
    vec![
        Operation::Transact(vec![put(item.clone()), Write::delete(item.clone())]),
        Operation::Transact(many),
        Operation::Write(put(key("", "a"))),
        Operation::Write(put(key(&ROOM, ""))),
        Operation::Write(put(key(&"p".repeat(2_049), "a"))),
        Operation::Write(put(key(&ROOM, "s".repeat(1_025)))),
        Operation::Write(Write::put_item(item.clone(), Item::of_attributes(&large))),
        Operation::Write(Write::update(item.clone(), [Attribute::new("t").add(1)])),
        Operation::Write(Write::update(item.clone(), [NUMBER.add(1), NUMBER.remove()])),
        Operation::Query(Query::all(&**ROOM, 10).between("b", "a")),
    ]
}

async fn compare_refused(native: &Table, other: &Table) {
    let attributes = Attributes::from([("t".to_owned(), Value::Text("text".into()))]);
    let put = Operation::Write(Write::put_item(key(&ROOM, "a"), Item::of_attributes(&attributes)));
    for table in [native, other] {
        answer(table, put.clone()).await;
    }
    let before = content(native).await;
    for operation in refused_requests() {
        for (name, table) in [("native", native), ("other", other)] {
            assert_eq!(answer(table, operation.clone()).await, Answer::Error, "{name}: {operation:?}");
            assert_eq!(content(table).await, before, "{name}: {operation:?}");
        }
    }
}

#[tokio::test]
async fn what_dynamodb_refuses_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let native = Table::native(NativeTable::open(data.path()).unwrap());
    compare_refused(&native, &on_engine().await).await;
}

#[tokio::test]
async fn a_condition_on_the_same_item_sees_it_as_it_was_before_the_changes() {
    let data = tempfile::tempdir().unwrap();
    let native = Table::native(NativeTable::open(data.path()).unwrap());
    for table in [native, on_engine().await] {
        let counted = |table: Table| async move {
            let write = Write::update(key(&ROOM, "a"), [NUMBER.add(1)]);
            table.write(write.when(Condition::Missing.or(NUMBER.is_below(1)))).await.unwrap()
        };
        assert!(matches!(counted(table.clone()).await, Written::Done(None)));
        assert!(matches!(counted(table.clone()).await, Written::Refused(Some(_))));
    }
}
