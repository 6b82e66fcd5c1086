use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    Put, PutRequest, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, WriteRequest,
};
use futures_util::future::join_all;

use super::*;

fn putting(sk: &str, number: u64) -> TransactWriteItem {
    let put = Put::builder().table_name(TABLE).item("pk", s("T")).item("sk", s(sk)).item("n", n(number));
    let put = put
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    TransactWriteItem::builder().put(put.build().unwrap()).build()
}

#[tokio::test]
async fn a_refused_write_shows_what_is_there() {
    let client = ready(&EmbeddedTable::in_memory().unwrap()).await;
    put(&client, "A", "a", 1).send().await.unwrap();
    let again = put(&client, "A", "a", 2)
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    match again.send().await.map_err(SdkError::into_service_error) {
        Err(PutItemError::ConditionalCheckFailedException(refused)) => {
            assert_eq!(refused.message(), Some("The conditional request failed"));
            assert_eq!(refused.item.unwrap()["n"], n(1));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(number(&client, "A", "a").await, Some(1));
}

#[tokio::test]
async fn a_refused_transaction_says_which_part_was_refused_and_does_nothing() {
    let client = ready(&EmbeddedTable::in_memory().unwrap()).await;
    put(&client, "T", "b", 7).send().await.unwrap();
    let transaction =
        client.transact_write_items().transact_items(putting("a", 1)).transact_items(putting("b", 2));
    match transaction.send().await.map_err(SdkError::into_service_error) {
        Err(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let reasons = cancelled.cancellation_reasons();
            assert_eq!(reasons[0].code(), Some("None"));
            assert_eq!(reasons[1].code(), Some("ConditionalCheckFailed"));
            assert_eq!(reasons[1].item().unwrap()["n"], n(7));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(get(&client, "T", "a").await, None);
}

#[tokio::test]
async fn a_transaction_takes_a_hundred_parts() {
    let client = ready(&EmbeddedTable::in_memory().unwrap()).await;
    let parts = |count: u64| Some((0..count).map(|part| putting(&format!("{part:03}"), part)).collect());
    let refused = client.transact_write_items().set_transact_items(parts(101)).send().await;
    assert_eq!(refused.unwrap_err().code(), Some("ValidationException"));
    client.transact_write_items().set_transact_items(parts(100)).send().await.unwrap();
    assert_eq!(items(&client, "T", ":pk").await.len(), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_additions_are_exact() {
    let data = tempfile::tempdir().unwrap();
    let client = ready(&EmbeddedTable::open(data.path()).unwrap()).await;
    let add = async |_| {
        let update = client.update_item().table_name(TABLE).key("pk", s("C")).key("sk", s("c"));
        let update = update.update_expression("ADD n :one").expression_attribute_values(":one", n(1));
        let done = update.return_values(ReturnValue::UpdatedNew).send().await.unwrap();
        done.attributes.unwrap()["n"].as_n().unwrap().parse::<u64>().unwrap()
    };
    let mut seen = join_all((0..1_000).map(add)).await;
    seen.sort_unstable();
    assert_eq!(seen, (1..=1_000).collect::<Vec<u64>>());
}

#[tokio::test]
async fn sort_keys_are_in_the_order_of_their_bytes() {
    let data = tempfile::tempdir().unwrap();
    let client = ready(&EmbeddedTable::open(data.path()).unwrap()).await;
    let mut keys =
        ["M#李\u{1}7", "M#李雷\u{1}5", "M#a", "M#a\u{1}3", "M#ab", "M#Ａ", "M#😀", "M#\u{ffff}", "M#~"];
    for key in keys {
        put(&client, "P", key, 0).send().await.unwrap();
    }
    keys.sort_unstable();
    assert_eq!(sort_keys(&items(&client, "P", ":pk").await), keys);
    let query = client.query().table_name(TABLE).key_condition_expression("pk = :pk AND sk <= :a");
    let query =
        query.expression_attribute_values(":pk", s("P")).expression_attribute_values(":a", s("M#李雷"));
    let found = query.scan_index_forward(false).limit(1).send().await.unwrap().items.unwrap();
    assert_eq!(sort_keys(&found), ["M#李\u{1}7"]);
}

#[tokio::test]
async fn batches_are_carried_out_and_an_unknown_operation_is_refused() {
    let client = ready(&EmbeddedTable::in_memory().unwrap()).await;
    let request = |sk: &str| {
        let put = PutRequest::builder().item("pk", s("B")).item("sk", s(sk)).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    };
    let batch = client.batch_write_item().request_items(TABLE, vec![request("a"), request("b")]);
    batch.send().await.unwrap();
    assert_eq!(sort_keys(&items(&client, "B", ":pk").await), ["a", "b"]);
    let table = client.describe_table().table_name(TABLE).send().await.unwrap().table.unwrap();
    assert_eq!(table.item_count(), Some(2));
    let refused = client.list_backups().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("UnknownOperationException"));
}
