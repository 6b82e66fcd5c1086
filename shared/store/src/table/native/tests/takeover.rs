//! Taking over the table of a release that kept DynamoDB's own JSON. That release's engine writes it.

use rand::SeedableRng;
use rand::rngs::StdRng;
use roomcast_tests::engine::{Engine, TABLE};

use super::generator::{Generator, INDEX, Operation, plain};
use super::*;
use crate::table::native::OpenError;
use crate::table::value::Attributes;

/// What a table holds, connections left out.
type Content = (Vec<Vec<(String, Attributes)>>, Vec<String>);

async fn content(table: &Table) -> Content {
    let mut found = Vec::new();
    for pk in partitions().into_iter().filter(|pk| *pk != CONNECTIONS.as_str()) {
        let items = table.query_items(Query::all(pk, 1_000)).await.unwrap();
        found.push(items.iter().map(|(sk, item)| (sk.clone(), plain(item))).collect());
    }
    (found, table.query_activity(Query::all(INDEX, 1_000)).await.unwrap())
}

/// Fills a table of the earlier release; gives what it holds. As after a kill, the newest writes are in
/// its log only.
async fn fill(directory: &Path) -> Content {
    let writing = tempfile::tempdir().unwrap();
    let engine = Engine::on_file(&writing.path().join("table.db")).await;
    let table = Table::dynamo(engine.client(), TABLE);
    let mut generator = Generator(StdRng::seed_from_u64(7));
    for _ in 0..400 {
        if let Operation::Write(write) = generator.operation() {
            drop(table.write(write).await);
        }
    }
    for name in ["table.db", "table.db-wal"] {
        std::fs::copy(writing.path().join(name), directory.join(name)).unwrap();
    }
    assert!(directory.join("table.db-wal").metadata().unwrap().len() > 0);
    content(&table).await
}

#[tokio::test]
async fn the_table_of_an_earlier_release_is_taken_over_and_kept() {
    let data = tempfile::tempdir().unwrap();
    let expected = fill(data.path()).await;
    assert!(expected.0.iter().all(|partition| !partition.is_empty()) && !expected.1.is_empty());
    let table = open(data.path());
    assert_eq!(content(&table).await, expected);
    assert_eq!(rows(&table, &CONNECTIONS).await, [], "connections of that process are over");
    put(&table, &ROOM, "new", 1).await;
    drop(table);
    assert_eq!(
        number(&open(data.path()), &ROOM, "new").await,
        Some(1),
        "the second start takes over nothing"
    );
    // The way back to the earlier release.
    std::fs::rename(data.path().join("table.db.before"), data.path().join("table.db")).unwrap();
    let engine = Engine::on_file(&data.path().join("table.db")).await;
    assert_eq!(content(&Table::dynamo(engine.client(), TABLE)).await, expected);
}

#[tokio::test]
async fn a_takeover_that_was_cut_off_anywhere_is_done_at_the_next_start() {
    type Cut = fn(&Path);
    let unfinished: Cut = |data| {
        std::fs::write(data.join("table.db.unfinished"), b"half a file").unwrap();
        std::fs::write(data.join("table.db.unfinished-journal"), b"").unwrap();
    };
    let linked: Cut = |data| {
        std::fs::write(data.join("table.db.unfinished"), b"a whole file").unwrap();
        std::fs::hard_link(data.join("table.db"), data.join("table.db.before")).unwrap();
    };
    for cut in [unfinished, linked] {
        let data = tempfile::tempdir().unwrap();
        let expected = fill(data.path()).await;
        cut(data.path());
        assert_eq!(content(&open(data.path())).await, expected);
        assert!(!data.path().join("table.db.unfinished").exists());
        assert!(data.path().join("table.db.before").exists());
    }
}

#[tokio::test]
async fn another_file_under_the_second_name_is_not_replaced() {
    let data = tempfile::tempdir().unwrap();
    fill(data.path()).await;
    let before = data.path().join("table.db.before");
    std::fs::write(&before, b"of somebody").unwrap();
    let refused = NativeTable::open(data.path()).unwrap_err();
    assert!(matches!(refused, OpenError::InTheWay(_)), "{refused}");
    assert_eq!(std::fs::read(&before).unwrap(), b"of somebody");
}

#[tokio::test]
async fn a_table_with_an_item_that_cannot_be_read_is_refused_and_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    fill(data.path()).await;
    let old = rusqlite::Connection::open(data.path().join("table.db")).unwrap();
    old.execute_batch(r#"UPDATE "roomcast" SET item_json = '{"pk":{"S":&ROOM}}'"#).unwrap();
    drop(old);
    let refused = NativeTable::open(data.path()).unwrap_err();
    assert!(refused.to_string().contains("an item cannot be read"), "{refused}");
    assert!(!data.path().join("table.db.before").exists());
}
