//! Kept items, and what readers see beside writers.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::generator::{Generator, Operation, plain};
use super::*;

#[tokio::test]
async fn what_is_kept_is_what_a_fresh_read_gives() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    for seed in 0..10 {
        let mut generator = Generator(StdRng::seed_from_u64(seed));
        for _ in 0..100 {
            match generator.operation() {
                Operation::Write(write) => drop(table.write(write).await),
                Operation::Transact(writes) => {
                    let crate::table::Side::Native(native) = &table.side else { unreachable!() };
                    drop(native.transact(writes).await);
                }
                _ => continue,
            }
            for pk in partitions() {
                for (sk, fresh) in table.query_items(Query::all(pk, 100)).await.unwrap() {
                    let [kept] = table.get_each([key(pk, &sk)]).await.unwrap();
                    assert_eq!(kept.as_ref().map(plain), Some(plain(&fresh)), "seed {seed}: {pk} {sk}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_shows_every_write_that_was_acknowledged_before_it_began() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    let partition = |of: u64| [&*ROOM, &*CONNECTIONS, &*MESSAGES, &*PEOPLE][usize::try_from(of % 4).unwrap()];
    let readers: Vec<_> = (0..4)
        .map(|reader| {
            let table = table.clone();
            tokio::spawn(async move {
                loop {
                    rows(&table, partition(reader)).await;
                    number(&table, partition(reader), reader).await;
                }
            })
        })
        .collect();
    let writer = |writer: u64| {
        let table = table.clone();
        tokio::spawn(async move {
            let pk = partition(writer);
            for value in 0..400 {
                put(&table, pk, writer, value).await;
                assert!(rows(&table, pk).await.contains(&(writer.to_string(), value)));
                assert_eq!(number(&table, pk, writer).await, Some(value));
            }
        })
    };
    for writer in (0..8).map(writer).collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    readers.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_over_disk_and_memory_is_one_step() {
    let data = tempfile::tempdir().unwrap();
    let table = open(data.path());
    let both = |n: u64| {
        let writes =
            [&*MESSAGES, &*CONNECTIONS].map(|pk| Write::put(&key(pk, "a"), &Row { n, x: None }).unwrap());
        writes.to_vec()
    };
    let crate::table::Side::Native(native) = table.side.clone() else { unreachable!() };
    let writing = tokio::spawn(async move {
        for n in 1..500 {
            native.transact(both(n)).await.unwrap();
        }
    });
    // Memory is read first: what is there was on disk before.
    while !writing.is_finished() {
        let in_memory = number(&table, &CONNECTIONS, "a").await;
        let on_disk = number(&table, &MESSAGES, "a").await;
        assert!(on_disk >= in_memory, "{on_disk:?} on disk, {in_memory:?} in memory");
    }
    writing.await.unwrap();
}

#[tokio::test]
async fn a_sweep_deletes_what_has_expired_and_ends_what_was_kept() {
    let data = tempfile::tempdir().unwrap();
    let native = NativeTable::open(data.path()).unwrap();
    let table = Table::native(native.clone());
    let mut random = StdRng::seed_from_u64(1);
    for pk in [&*USER, &*LOOKUP, &*PEOPLE] {
        for n in 0..250_u64 {
            let x = Some(if n % 2 == 0 { 1_000 } else { 99_000_000_000 });
            let write = Write::put(&key(pk, format!("{n:03}")), &Row { n, x }).unwrap();
            table.write_patiently(write).await.unwrap();
        }
        assert_eq!(number(&table, pk, "010").await, Some(10));
        assert_eq!(rows(&table, pk).await.len(), 250);
    }
    let swept = tokio::task::spawn_blocking(move || native.sweep_expired()).await.unwrap().unwrap();
    assert_eq!(swept, 375);
    for pk in [&*USER, &*LOOKUP, &*PEOPLE] {
        let left: Vec<u64> = rows(&table, pk).await.into_iter().map(|(_, n)| n).collect();
        assert_eq!(left, (0..250).filter(|n| n % 2 == 1).collect::<Vec<_>>());
        let n = random.random_range(0..125) * 2;
        assert_eq!(number(&table, pk, format!("{n:03}")).await, None);
    }
}
