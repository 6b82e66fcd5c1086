use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

/// A write of any kind to a few of the partitions.
async fn write_something(client: &Client, random: &mut StdRng, value: u64) {
    let mut key = || (format!("P{}", random.random_range(0..3)), format!("{}", random.random_range(0..5)));
    let (pk, sk) = key();
    let other = key();
    match random.random_range(0..4) {
        0 => drop(put(client, &pk, &sk, value).send().await.unwrap()),
        1 => {
            let delete = client.delete_item().table_name(TABLE).key("pk", s(pk)).key("sk", s(sk));
            delete.send().await.unwrap();
        }
        2 => {
            let update = client.update_item().table_name(TABLE).key("pk", s(pk)).key("sk", s(sk));
            let update = update.update_expression("SET n = :n").expression_attribute_values(":n", n(value));
            update.send().await.unwrap();
        }
        _ if (&pk, &sk) != (&other.0, &other.1) => {
            let put =
                Put::builder().table_name(TABLE).item("pk", s(pk)).item("sk", s(sk)).item("n", n(value));
            let delete = Delete::builder().table_name(TABLE).key("pk", s(other.0)).key("sk", s(other.1));
            let put = TransactWriteItem::builder().put(put.build().unwrap()).build();
            let delete = TransactWriteItem::builder().delete(delete.build().unwrap()).build();
            client.transact_write_items().transact_items(put).transact_items(delete).send().await.unwrap();
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_kept_answer_is_what_a_fresh_read_gives() {
    let data = tempfile::tempdir().unwrap();
    let client = ready(&EmbeddedTable::open(data.path()).unwrap()).await;
    for seed in 0..10 {
        let mut random = StdRng::seed_from_u64(seed);
        for value in 0..40 {
            write_something(&client, &mut random, value).await;
            for pk in ["P0", "P1", "P2"] {
                // An answer is kept only under the store's name for the partition.
                let fresh = items(&client, pk, ":fresh").await;
                assert_eq!(items(&client, pk, ":pk").await, fresh, "seed {seed}, value {value}");
                let sk = random.random_range(0..5).to_string();
                let one = fresh.into_iter().find(|item| item["sk"] == s(sk.clone()));
                assert_eq!(get(&client, pk, &sk).await, one, "seed {seed}, value {value}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_shows_every_write_that_was_acknowledged_before_it_began() {
    let data = tempfile::tempdir().unwrap();
    let client = ready(&EmbeddedTable::open(data.path()).unwrap()).await;
    let reader = |reader: u64| {
        let client = client.clone();
        tokio::spawn(async move {
            loop {
                items(&client, &format!("P{}", reader % 2), ":pk").await;
            }
        })
    };
    let readers: Vec<_> = (0..4).map(reader).collect();
    let writer = |writer: u64| {
        let client = client.clone();
        tokio::spawn(async move {
            let (pk, sk) = (format!("P{}", writer % 2), writer.to_string());
            for value in 0..400 {
                put(&client, &pk, &sk, value).send().await.unwrap();
                let listed = items(&client, &pk, ":pk").await;
                let own = listed.iter().find(|item| item["sk"] == s(sk.clone())).unwrap();
                assert_eq!(own["n"], n(value));
                assert_eq!(number(&client, &pk, &sk).await, Some(value));
            }
        })
    };
    for writer in (0..4).map(writer).collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    readers.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn a_sweep_deletes_what_has_expired_and_ends_kept_answers() {
    let data = tempfile::tempdir().unwrap();
    let table = EmbeddedTable::open(data.path()).unwrap();
    let client = ready(&table).await;
    let mut expected = Vec::new();
    for item in 0..250_u64 {
        let sk = format!("{item:03}");
        let expires = if item % 2 == 0 { 1_000 } else { 99_000_000_000 };
        put(&client, "X", &sk, item).item("x", n(expires)).send().await.unwrap();
        if item % 2 == 1 {
            expected.push(sk);
        }
    }
    assert_eq!(items(&client, "X", ":pk").await.len(), 250);
    let sweeping = table.clone();
    let swept = tokio::task::spawn_blocking(move || sweeping.sweep_expired()).await.unwrap();
    assert_eq!(swept, Ok(125));
    assert_eq!(sort_keys(&items(&client, "X", ":pk").await), expected);
}
