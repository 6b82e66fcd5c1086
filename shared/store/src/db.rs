//! The few calls of `aws-sdk-dynamodb` that the store makes. A refused condition is an answer; every
//! other failure is a [`StoreError`].

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{KeysAndAttributes, ReturnValue, ReturnValuesOnConditionCheckFailure};
use serde::de::DeserializeOwned;

use crate::error::{Result, StoreError, broken};
use crate::keys::Key;
use crate::schema::{BY_ACTIVITY, INDEX_PK, INDEX_SK, PK, SK};
use answer::{classify, failed};
use item::key_item;
use query::Range;
use write::Kind;

mod answer;
mod item;
mod query;
mod transaction;
mod write;

pub use item::{Item, from_item, index_sort_key, partition_key, sort_key};
pub use query::Query;
pub use transaction::{Refused, Transacted, Transaction};
pub use write::{Values, Write, Written};

/// The table and how to reach it.
#[derive(Debug, Clone)]
pub struct Db {
    client: Client,
    table: String,
}

impl Db {
    /// The table `table` behind `client`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Reads one item, consistently. 1 RRU per 4 KiB.
    pub async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key_item(key)));
        let answer = Box::pin(request.consistent_read(true).send()).await.map_err(|e| failed("get", &e))?;
        answer.item.map(from_item).transpose()
    }

    /// Reads a query's items, following pages until its limit.
    pub async fn query<T: DeserializeOwned>(&self, query: Query) -> Result<Vec<T>> {
        self.query_items(query).await?.into_iter().map(from_item).collect()
    }

    /// Reads a query's raw items, following pages until its limit.
    pub async fn query_items(&self, query: Query) -> Result<Vec<Item>> {
        let (pk_name, sk_name) = if query.index { (INDEX_PK, INDEX_SK) } else { (PK, SK) };
        let mut values = Values::new().s(":pk", query.pk);
        let condition = match query.range {
            Range::All => format!("{pk_name} = :pk"),
            Range::Prefix(prefix) => {
                values = values.s(":a", prefix);
                format!("{pk_name} = :pk AND begins_with({sk_name}, :a)")
            }
            Range::Between(first, last) => {
                values = values.s(":a", first).s(":z", last);
                format!("{pk_name} = :pk AND {sk_name} BETWEEN :a AND :z")
            }
        };
        let mut items: Vec<Item> = Vec::new();
        let mut start = query.start.as_ref().map(key_item);
        while items.len() < query.limit {
            let left = i32::try_from(query.limit - items.len()).unwrap_or(i32::MAX);
            let request = self
                .client
                .query()
                .table_name(&self.table)
                .set_index_name(query.index.then(|| BY_ACTIVITY.to_owned()))
                .key_condition_expression(&condition)
                .set_expression_attribute_values(Some(values.0.clone()))
                .scan_index_forward(!query.newest_first)
                .consistent_read(query.consistent)
                .limit(left)
                .set_exclusive_start_key(start);
            let answer = Box::pin(request.send()).await.map_err(|e| failed("query", &e))?;
            items.extend(answer.items.unwrap_or_default());
            start = answer.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        Ok(items)
    }

    /// Reads many items by key, a hundred a call and all calls in parallel, in any order; what does not exist
    /// is left out, and no key may be given twice. 0.5 RRU each (1 when `consistent`).
    pub async fn batch_get<T: DeserializeOwned>(&self, keys: Vec<Key>, consistent: bool) -> Result<Vec<T>> {
        let batches = keys.chunks(100).map(|batch| self.batch_get_100(batch.to_vec(), consistent));
        let found: Vec<Vec<Item>> = futures_util::future::try_join_all(batches).await?;
        found.into_iter().flatten().map(from_item).collect()
    }

    /// Reads a few items of any kind, consistently, in one call; each stands where its key does.
    /// 1 RRU per item and 4 KiB.
    pub async fn get_each<const N: usize>(&self, keys: [Key; N]) -> Result<[Option<Item>; N]> {
        let mut found = self.batch_get_100(keys.to_vec(), true).await?;
        let is_at =
            |item: &Item, key: &Key| partition_key(item) == Some(&key.pk) && sort_key(item) == Some(&key.sk);
        Ok(keys.map(|key| {
            let place = found.iter().position(|item| is_at(item, &key))?;
            Some(found.swap_remove(place))
        }))
    }

    /// Reads many raw items by key, a moment behind: [`Self::batch_get`] without the types.
    pub async fn batch_get_items(&self, keys: Vec<Key>) -> Result<Vec<Item>> {
        let batches = keys.chunks(100).map(|batch| self.batch_get_100(batch.to_vec(), false));
        Ok(futures_util::future::try_join_all(batches).await?.into_iter().flatten().collect())
    }

    async fn batch_get_100(&self, keys: Vec<Key>, consistent: bool) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        let mut left: Vec<Item> = keys.iter().map(key_item).collect();
        for attempt in 0..8 {
            if left.is_empty() {
                return Ok(items);
            }
            if attempt > 0 {
                pause(attempt).await;
            }
            let keys = KeysAndAttributes::builder()
                .set_keys(Some(std::mem::take(&mut left)))
                .consistent_read(consistent)
                .build()
                .map_err(broken)?;
            let request = self.client.batch_get_item().request_items(&self.table, keys);
            let answer = Box::pin(request.send()).await.map_err(|e| failed("batch get", &e))?;
            items.extend(answer.responses.unwrap_or_default().into_values().flatten());
            left = answer
                .unprocessed_keys
                .unwrap_or_default()
                .into_values()
                .flat_map(|unprocessed| unprocessed.keys)
                .collect();
        }
        if left.is_empty() {
            Ok(items)
        } else {
            Err(StoreError::Unavailable("batch get: unprocessed keys".into()))
        }
    }

    /// Writes one item.
    pub async fn write(&self, write: Write) -> Result<Written> {
        let values = write.values();
        let old = ReturnValuesOnConditionCheckFailure::AllOld;
        match write.kind {
            Kind::Put(item) => {
                let request = self.client.put_item().table_name(&self.table).set_item(Some(item));
                let request = request
                    .set_condition_expression(write.condition)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old);
                classify("put", Box::pin(request.send()).await, |done| done.attributes)
            }
            Kind::Update(key, expression) => {
                let request = self.client.update_item().table_name(&self.table).set_key(Some(key_item(&key)));
                let request = request
                    .update_expression(expression)
                    .set_condition_expression(write.condition)
                    .set_expression_attribute_values(values)
                    .return_values(if write.returning { ReturnValue::AllNew } else { ReturnValue::None })
                    .return_values_on_condition_check_failure(old);
                classify("update", Box::pin(request.send()).await, |done| done.attributes)
            }
            Kind::Delete(key) => {
                let request = self.client.delete_item().table_name(&self.table).set_key(Some(key_item(&key)));
                let request = request
                    .set_condition_expression(write.condition)
                    .set_expression_attribute_values(values)
                    .return_values(if write.returning { ReturnValue::AllOld } else { ReturnValue::None })
                    .return_values_on_condition_check_failure(old);
                classify("delete", Box::pin(request.send()).await, |done| done.attributes)
            }
            Kind::Check(_) => Err(StoreError::Broken("a check alone is no write".into())),
        }
    }

    /// [`Self::write`], tried again while a transaction holds the item.
    pub async fn write_patiently(&self, write: Write) -> Result<Written> {
        for attempt in 0..PATIENCE {
            match self.write(write.clone()).await? {
                Written::Conflict => pause(attempt).await,
                written => return Ok(written),
            }
        }
        Err(StoreError::Refused(roomcast_domain::Refusal::RoomBusy))
    }

    /// Carries out a transaction: all of its writes or none.
    pub async fn transact<P: Copy>(&self, transaction: &Transaction<P>) -> Result<Transacted<P>> {
        let items = transaction.items(&self.table)?;
        let sent = Box::pin(self.client.transact_write_items().set_transact_items(Some(items)).send()).await;
        let Err(error) = sent else { return Ok(Transacted::Done) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let reasons = cancelled.cancellation_reasons();
                let refused: Vec<Refused<P>> = transaction
                    .places()
                    .zip(reasons)
                    .filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"))
                    .map(|(place, reason)| Refused { place, item: reason.item.clone() })
                    .collect();
                if !refused.is_empty() {
                    Ok(Transacted::Refused(refused))
                } else if reasons.iter().any(|reason| reason.code() == Some("TransactionConflict")) {
                    Ok(Transacted::Conflict)
                } else {
                    Err(failed("transact", &error))
                }
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(Transacted::Conflict),
            _ => Err(failed("transact", &error)),
        }
    }

    /// [`Self::transact`], tried again while another transaction is at work, about 2 seconds long.
    pub async fn transact_patiently<P: Copy>(&self, transaction: &Transaction<P>) -> Result<Transacted<P>> {
        for attempt in 0..PATIENCE {
            match self.transact(transaction).await? {
                Transacted::Conflict => pause(attempt).await,
                done => return Ok(done),
            }
        }
        Err(StoreError::Refused(roomcast_domain::Refusal::RoomBusy))
    }
}

/// Attempts before a room counts as too busy: with [`pause`], about 2 seconds, at most 4.
const PATIENCE: u32 = 25;

/// Waits a random while that grows with the attempt, up to a quarter second.
pub async fn pause(attempt: u32) {
    let most_ms = 12 * u64::from(attempt.min(20) + 1);
    tokio::time::sleep(std::time::Duration::from_millis(rand::random_range(1..=most_ms))).await;
}
