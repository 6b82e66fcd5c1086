//! Caches that are written later.

use super::*;
use crate::table::Written;
use crate::table::attribute::Attribute;
use crate::table::item::Item;
use crate::table::native::later::{Later, carry_out};

const NUMBER: Attribute = Attribute::new("n");

/// Sets the number of an item to a larger one, later.
async fn raise(table: &Table, n: u64) -> Written {
    let write = Write::update(key(&ROOM, "a"), [NUMBER.set(n)]).when(NUMBER.is_below(n));
    table.write_cache(vec![write]).await.unwrap()
}

#[tokio::test]
async fn every_read_shows_a_write_that_waits() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    put(&table, &ROOM, "a", 1).await;
    for n in 2..200 {
        assert!(matches!(raise(&table, n).await, Written::Done(Some(_))));
        assert_eq!(number(&table, &ROOM, "a").await, Some(n));
        assert_eq!(rows(&table, &ROOM).await, [("a".to_owned(), n)]);
        let [item] = table.get_each([key(&ROOM, "a")]).await.unwrap();
        assert_eq!(item.unwrap().read::<Row>().unwrap().n, n);
        assert!(matches!(raise(&table, n).await, Written::Refused(Some(_))));
    }
}

#[tokio::test]
async fn a_write_behind_one_that_waits_sees_it() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    put(&table, &ROOM, "a", 1).await;
    for n in (2..100).step_by(2) {
        raise(&table, n).await;
        let next = Write::update(key(&ROOM, "a"), [NUMBER.add(1)]).when(NUMBER.is(n)).returning();
        assert!(matches!(table.write_patiently(next).await.unwrap(), Written::Done(Some(_))), "{n}");
        assert_eq!(number(&table, &ROOM, "a").await, Some(n + 1));
    }
}

#[tokio::test]
async fn what_waits_is_on_disk_after_a_moment_and_when_the_table_is_closed() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    put(&table, &ROOM, "a", 1).await;
    raise(&table, 2).await;
    let file = rusqlite::Connection::open(data.path().join("table.db")).unwrap();
    let on_disk = || {
        let read =
            file.query_row("SELECT item FROM items WHERE sk = 'a'", [], |row| row.get::<_, Vec<u8>>(0));
        read.unwrap()
    };
    let before = on_disk();
    while on_disk() == before {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    raise(&table, 3).await;
    drop((table, file));
    assert_eq!(number(&open(data.path()), &ROOM, "a").await, Some(3));
}

#[tokio::test]
async fn a_cache_of_an_item_that_is_damaged_on_disk_fails_no_other_write() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    put(&table, &ROOM, "a", 1).await;
    assert_eq!(number(&table, &ROOM, "a").await, Some(1), "from now on it is kept");
    let file = rusqlite::Connection::open(data.path().join("table.db")).unwrap();
    file.execute_batch("UPDATE items SET item = x'00' WHERE sk = 'a'").unwrap();
    raise(&table, 2).await;
    // A write of the same item brings the cache to the disk first.
    put(&table, &ROOM, "a", 5).await;
    assert_eq!(number(&table, &ROOM, "a").await, Some(5));
}

/// Adds to the number of the item, later, where `there` was read; if `only` is said, only to this number.
fn add(later: &Later, number: i64, only: Option<u64>, there: &Item) {
    let write = Write::update(key(&ROOM, "a"), [NUMBER.add(number)]);
    let write = match only {
        Some(only) => write.when(NUMBER.is(only)),
        None => write,
    };
    let (_, left) = carry_out(std::slice::from_ref(&write), Some(there.clone())).unwrap();
    later.add(key(&ROOM, "a"), [write].into(), Some(there.clone()), left);
}

fn covered(later: &Later, read: &Item) -> u64 {
    let item = later.cover(&key(&ROOM, "a"), Some(read.clone())).unwrap();
    item.unwrap().read::<Row>().unwrap().n
}

#[test]
fn a_write_that_waits_is_carried_out_anew_where_another_item_stands_meanwhile() {
    let item = |n| Item::of(&Row { n, x: None }).unwrap();
    let later = Later::default();
    add(&later, 1, None, &item(1));
    let batches = later.all();
    later.goes(&batches[0], Some(item(2)));
    add(&later, 5, None, &item(2));
    assert_eq!(covered(&later, &item(1)), 7);
    assert_eq!(covered(&later, &item(2)), 7, "whether the first write was read or not");
    // The same group wrote 10 behind the first write.
    later.done(&batches);
    assert_eq!(covered(&later, &item(10)), 15);
    assert_eq!(covered(&later, &item(10)), 15, "as often as it is read");
}

#[test]
fn what_waits_is_carried_out_again_when_the_disk_has_refused() {
    let item = |n| Item::of(&Row { n, x: None }).unwrap();
    let later = Later::default();
    // This one is not carried out where 10 stands, so the item that goes to the disk is the one that is there.
    add(&later, 1, Some(1), &item(1));
    let batches = later.all();
    later.goes(&batches[0], Some(item(10)));
    add(&later, 5, None, &item(10));
    assert_eq!(covered(&later, &item(10)), 15);
    later.postpone();
    assert_eq!(covered(&later, &item(10)), 15);
}

#[test]
fn a_write_is_kept_when_those_before_it_are_lost() {
    let item = |n| Item::of(&Row { n, x: None }).unwrap();
    let later = Later::default();
    add(&later, 1, None, &item(10));
    let batches = later.all();
    add(&later, 5, None, &item(99));
    later.done(&batches);
    assert_eq!(covered(&later, &item(10)), 15);
}
