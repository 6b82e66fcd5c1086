use aws_sdk_dynamodb::types::{Put, TransactWriteItem};

use super::*;
use crate::table::{OpenError, backup};

#[tokio::test]
async fn a_table_is_there_again_after_it_was_closed() {
    let data = tempfile::tempdir().unwrap();
    let client = ready(&EmbeddedTable::open(data.path()).unwrap()).await;
    put(&client, "A", "a", 1).send().await.unwrap();
    drop(client);
    assert!(!data.path().join("table.db-wal").exists(), "the log was brought into the table");
    let client = EmbeddedTable::open(data.path()).unwrap().client();
    assert_eq!(number(&client, "A", "a").await, Some(1));
}

#[tokio::test]
async fn a_second_opener_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let first = EmbeddedTable::open(data.path()).unwrap();
    let refused = EmbeddedTable::open(data.path()).unwrap_err();
    assert!(matches!(refused, OpenError::InUse(_)), "{refused}");
    let client = ready(&first).await;
    put(&client, "A", "a", 1).send().await.unwrap();
}

#[test]
fn a_damaged_or_foreign_file_is_refused_and_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("table.db");
    drop(EmbeddedTable::open(data.path()).unwrap());
    let mut damaged = std::fs::read(&file).unwrap();
    damaged[4_096..].fill(0xa5);
    let foreign = tempfile::NamedTempFile::new().unwrap();
    let other = rusqlite::Connection::open(foreign.path()).unwrap();
    other.execute_batch("CREATE TABLE somebody (name)").unwrap();
    drop(other);
    let foreign = std::fs::read(foreign.path()).unwrap();
    for content in [damaged, b"not a table, but a text of some length".repeat(200), foreign] {
        std::fs::write(&file, &content).unwrap();
        let refused = EmbeddedTable::open(data.path()).unwrap_err();
        assert!(matches!(refused, OpenError::Corrupt { .. }), "{refused}");
        assert!(refused.to_string().contains("is not a readable table"), "{refused}");
        assert!(std::fs::read(&file).unwrap() == content);
    }
}

/// Writes the same number to two partitions, in one transaction.
async fn put_pair(client: &Client, number: u64) {
    let part = |pk: &str| {
        let put = Put::builder().table_name(TABLE).item("pk", s(pk)).item("sk", s("x")).item("n", n(number));
        TransactWriteItem::builder().put(put.build().unwrap()).build()
    };
    let pair = client.transact_write_items().transact_items(part("L")).transact_items(part("R"));
    pair.send().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_while_others_write_is_one_instant_with_all_that_was_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let client = ready(&EmbeddedTable::open(data.path()).unwrap()).await;
    let (count, mut counted) = tokio::sync::watch::channel(0);
    let writer = tokio::spawn(async move {
        for number in 1.. {
            put_pair(&client, number).await;
            if count.send(number).is_err() {
                break;
            }
        }
    });
    for round in 0..4 {
        let acknowledged = *counted.wait_for(|number| *number > 20 * round).await.unwrap();
        let copy = tempfile::tempdir().unwrap();
        let (from, file) = (data.path().to_owned(), copy.path().join("table.db"));
        tokio::task::spawn_blocking(move || backup(&from, &file)).await.unwrap().unwrap();
        let copied = EmbeddedTable::open(copy.path()).unwrap().client();
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
    drop(EmbeddedTable::open(data.path()).unwrap());
    let nowhere = data.path().join("none").join("copy.db");
    assert!(matches!(backup(data.path(), &nowhere), Err(OpenError::Io { .. })));
    backup(data.path(), &file).unwrap();
    let content = std::fs::read(&file).unwrap();
    assert!(matches!(backup(data.path(), &file), Err(OpenError::Exists(_))));
    assert!(std::fs::read(&file).unwrap() == content);
    let names = std::fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("unfinished")));
}
