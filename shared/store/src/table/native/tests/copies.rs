//! The files of a table: opening, refusing, copying.

use super::*;
use crate::table::native::{OpenError, backup};
use crate::table::{Side, transaction::Outcome};

#[tokio::test]
async fn a_table_is_there_again_after_it_was_closed() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    put(&table, "A", "a", 1).await;
    put(&table, &LOOKUP, "a", 1).await;
    drop(table);
    assert!(!data.path().join("table.db-wal").exists(), "the log was brought into the table");
    let table = open(data.path());
    assert_eq!(number(&table, "A", "a").await, Some(1));
    assert_eq!(number(&table, &LOOKUP, "a").await, None, "connections end with the process");
}

#[tokio::test]
async fn a_second_opener_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    let refused = NativeTable::open(data.path()).unwrap_err();
    assert!(matches!(refused, OpenError::InUse(_)), "{refused}");
    put(&table, "A", "a", 1).await;
}

#[test]
fn a_damaged_foreign_or_newer_file_is_refused_and_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("table.db");
    drop(NativeTable::open(data.path()).unwrap());
    let mut damaged = std::fs::read(&file).unwrap();
    damaged[4_096..].fill(0xa5);
    let made = |sql: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        rusqlite::Connection::open(file.path()).unwrap().execute_batch(sql).unwrap();
        std::fs::read(file.path()).unwrap()
    };
    let foreign = made("CREATE TABLE somebody (name)");
    let newer =
        made("PRAGMA application_id = 1383034733; PRAGMA user_version = 2; CREATE TABLE other (name)");
    for content in [damaged, b"not a table, but a text of some length".repeat(200), foreign, newer] {
        std::fs::write(&file, &content).unwrap();
        let refused = NativeTable::open(data.path()).unwrap_err();
        assert!(matches!(refused, OpenError::Corrupt { .. }), "{refused}");
        assert!(refused.to_string().contains("is not a readable table"), "{refused}");
        assert!(std::fs::read(&file).unwrap() == content);
    }
}

#[tokio::test]
async fn an_item_that_changed_on_disk_is_not_served_and_the_next_start_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    put(&table, "A", "a", 1).await;
    put(&table, "A", "b", 2).await;
    let file = rusqlite::Connection::open(data.path().join("table.db")).unwrap();
    // The item of one key under another key is an item whose bytes are right.
    file.execute_batch("UPDATE items SET item = (SELECT item FROM items WHERE sk = 'b') WHERE sk = 'a'")
        .unwrap();
    drop(file);
    let error = table.get::<Row>(&key("A", "a")).await.unwrap_err();
    assert!(error.to_string().contains("damaged on disk"), "{error}");
    assert!(table.query_items(Query::all("A", 10)).await.is_err());
    assert_eq!(number(&table, "A", "b").await, Some(2));
    drop(table);
    let refused = NativeTable::open(data.path()).unwrap_err();
    assert!(refused.to_string().contains("the item A a is damaged on disk"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_while_others_write_is_one_instant_with_all_that_was_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let Side::Native(native) = open(data.path()).side else { unreachable!() };
    let (count, mut counted) = tokio::sync::watch::channel(0);
    let writer = tokio::spawn(async move {
        for n in 1.. {
            let pair = ["L", "R"].map(|pk| Write::put(&key(pk, "x"), &Row { n, x: None }).unwrap());
            assert_eq!(native.transact(pair.to_vec()).await.unwrap(), Outcome::Done);
            if count.send(n).is_err() {
                break;
            }
        }
    });
    for round in 0..4 {
        let acknowledged = *counted.wait_for(|number| *number > 20 * round).await.unwrap();
        let copy = tempfile::tempdir().unwrap();
        let (from, file) = (data.path().to_owned(), copy.path().join("table.db"));
        tokio::task::spawn_blocking(move || backup(&from, &file)).await.unwrap().unwrap();
        let copied = open(copy.path());
        let (left, right) = (number(&copied, "L", "x").await, number(&copied, "R", "x").await);
        assert_eq!(left, right);
        assert!(left >= Some(acknowledged), "{left:?}, {acknowledged} were acknowledged");
    }
    drop(counted);
    writer.await.unwrap();
}

#[test]
fn a_copy_never_replaces_a_file_and_leaves_nothing_behind() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("copy.db");
    assert!(matches!(backup(data.path(), &file), Err(OpenError::Missing(_))));
    drop(NativeTable::open(data.path()).unwrap());
    let nowhere = data.path().join("none").join("copy.db");
    assert!(matches!(backup(data.path(), &nowhere), Err(OpenError::Io { .. })));
    backup(data.path(), &file).unwrap();
    let content = std::fs::read(&file).unwrap();
    assert!(matches!(backup(data.path(), &file), Err(OpenError::Exists(_))));
    assert!(std::fs::read(&file).unwrap() == content);
    let names = std::fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("unfinished")));
}
