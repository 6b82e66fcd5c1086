//! The table behind `aws-sdk-dynamodb`: the only place that knows DynamoDB's expressions and types.

mod answer;
mod convert;
mod expression;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, KeysAndAttributes, Put, ReturnValue, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};

use super::item::Item;
use super::pause::pause;
use super::query::{Query, Range};
use super::schema::{BY_ACTIVITY, INDEX_PK, INDEX_SK, PK, SK};
use super::transaction::Outcome;
use super::write::{Kind, Write, Written};
use crate::error::{Result, StoreError, broken};
use crate::keys::Key;
use answer::{classify, failed};
use convert::{AttributeMap, item_of, key_of, map_of_item, map_of_key, text};
use expression::Expressions;

/// Attempts at the keys that a read of many left out.
const BATCH_ATTEMPTS: u32 = 8;

/// A table and the client to reach it.
#[derive(Debug, Clone)]
pub struct Dynamo {
    client: Client,
    table: String,
}

impl Dynamo {
    /// Makes the table `table` behind `client`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Reads one item, consistently: `GetItem`.
    pub async fn get(&self, key: &Key) -> Result<Option<Item>> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(map_of_key(key)));
        let answer = Box::pin(request.consistent_read(true).send()).await.map_err(|e| failed("get", &e))?;
        answer.item.map(item_of).transpose()
    }

    /// Reads up to 100 items, each standing where its key does: `BatchGetItem`, again for what it
    /// leaves out.
    pub async fn get_many(&self, keys: &[Key], consistent: bool) -> Result<Vec<Option<Item>>> {
        let mut found: HashMap<Key, Item> = HashMap::new();
        let mut left: Vec<AttributeMap> = keys.iter().map(map_of_key).collect();
        for attempt in 0..BATCH_ATTEMPTS {
            if left.is_empty() {
                break;
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
            for map in answer.responses.unwrap_or_default().into_values().flatten() {
                found.insert(key_of(&map)?, item_of(map)?);
            }
            let unprocessed = answer.unprocessed_keys.unwrap_or_default().into_values();
            left = unprocessed.flat_map(|unprocessed| unprocessed.keys).collect();
        }
        if !left.is_empty() {
            return Err(StoreError::Unavailable("batch get: unprocessed keys".into()));
        }
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }

    /// Reads a query's items with their sort keys, following pages until its limit.
    pub async fn query(&self, query: Query) -> Result<Vec<(String, Item)>> {
        let maps = self.pages(query, false).await?;
        maps.into_iter().map(|map| Ok((text(&map, SK)?.to_owned(), item_of(map)?))).collect()
    }

    /// Reads the sort keys of the index by activity, the largest first.
    pub async fn query_activity(&self, query: Query) -> Result<Vec<String>> {
        let maps = self.pages(query.descending().eventual(), true).await?;
        maps.iter().map(|map| text(map, INDEX_SK).map(str::to_owned)).collect()
    }

    async fn pages(&self, query: Query, index: bool) -> Result<Vec<AttributeMap>> {
        let (pk, sk) = if index { (INDEX_PK, INDEX_SK) } else { (PK, SK) };
        let mut expressions = Expressions::default();
        let partition = expressions.value(query.partition.into());
        let range = match query.range {
            Range::All => String::new(),
            Range::Prefix(prefix) => format!(" AND begins_with({sk}, {})", expressions.value(prefix.into())),
            Range::Between(first, last) => {
                let (first, last) = (expressions.value(first.into()), expressions.value(last.into()));
                format!(" AND {sk} BETWEEN {first} AND {last}")
            }
        };
        let condition = format!("{pk} = {partition}{range}");
        let values = expressions.values();
        let (mut maps, mut start) = (Vec::new(), None);
        while maps.len() < query.limit {
            let left = i32::try_from(query.limit - maps.len()).unwrap_or(i32::MAX);
            let request = self.client.query().table_name(&self.table);
            let request = request
                .set_index_name(index.then(|| BY_ACTIVITY.to_owned()))
                .key_condition_expression(&condition)
                .set_expression_attribute_values(values.clone())
                .scan_index_forward(!query.descending)
                .consistent_read(query.consistent)
                .limit(left)
                .set_exclusive_start_key(start);
            let answer = Box::pin(request.send()).await.map_err(|e| failed("query", &e))?;
            maps.extend(answer.items.unwrap_or_default());
            start = answer.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        Ok(maps)
    }

    /// Carries out one write: `PutItem`, `UpdateItem` or `DeleteItem`.
    pub async fn write(&self, write: Write) -> Result<Written> {
        let mut expressions = Expressions::default();
        let condition = write.condition.map(|condition| expressions.condition(condition));
        let old = ReturnValuesOnConditionCheckFailure::AllOld;
        let key = map_of_key(&write.key);
        match write.kind {
            Kind::Put(item) => {
                let request = self.client.put_item().table_name(&self.table);
                let request = request
                    .set_item(Some(map_of_item(&write.key, &item)?))
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(old);
                classify("put", Box::pin(request.send()).await, |done| done.attributes)
            }
            Kind::Update(changes) => {
                let changes = expressions.changes(changes);
                let request = self.client.update_item().table_name(&self.table).set_key(Some(key));
                let request = request
                    .update_expression(changes)
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(expressions.values())
                    .return_values(if write.returning { ReturnValue::AllNew } else { ReturnValue::None })
                    .return_values_on_condition_check_failure(old);
                classify("update", Box::pin(request.send()).await, |done| done.attributes)
            }
            Kind::Delete => {
                let request = self.client.delete_item().table_name(&self.table).set_key(Some(key));
                let request = request
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(expressions.values())
                    .return_values(if write.returning { ReturnValue::AllOld } else { ReturnValue::None })
                    .return_values_on_condition_check_failure(old);
                classify("delete", Box::pin(request.send()).await, |done| done.attributes)
            }
            Kind::Check => Err(StoreError::Broken("a check alone is no write".into())),
        }
    }

    /// Carries out writes, all or none: `TransactWriteItems`.
    pub async fn transact(&self, writes: &[Write]) -> Result<Outcome> {
        let items = writes.iter().map(|write| self.action(write.clone())).collect::<Result<Vec<_>>>()?;
        let sent = Box::pin(self.client.transact_write_items().set_transact_items(Some(items)).send()).await;
        let Err(error) = sent else { return Ok(Outcome::Done) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let reasons = cancelled.cancellation_reasons();
                let refused = reasons
                    .iter()
                    .enumerate()
                    .filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"))
                    .map(|(at, reason)| Ok((at, reason.item.clone().map(item_of).transpose()?)))
                    .collect::<Result<Vec<_>>>()?;
                if !refused.is_empty() {
                    Ok(Outcome::Refused(refused))
                } else if reasons.iter().any(|reason| reason.code() == Some("TransactionConflict")) {
                    Ok(Outcome::Conflict)
                } else {
                    Err(failed("transact", &error))
                }
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(Outcome::Conflict),
            _ => Err(failed("transact", &error)),
        }
    }

    /// Makes the action of a write in a transaction.
    fn action(&self, write: Write) -> Result<TransactWriteItem> {
        let mut expressions = Expressions::default();
        let condition = write.condition.map(|condition| expressions.condition(condition));
        let old = ReturnValuesOnConditionCheckFailure::AllOld;
        let key = map_of_key(&write.key);
        let action = TransactWriteItem::builder();
        Ok(match write.kind {
            Kind::Put(item) => {
                let put = Put::builder().table_name(&self.table);
                let put = put
                    .set_item(Some(map_of_item(&write.key, &item)?))
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(old);
                action.put(put.build().map_err(broken)?)
            }
            Kind::Update(changes) => {
                let changes = expressions.changes(changes);
                let update = Update::builder().table_name(&self.table).set_key(Some(key));
                let update = update
                    .update_expression(changes)
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(old);
                action.update(update.build().map_err(broken)?)
            }
            Kind::Delete => {
                let delete = Delete::builder().table_name(&self.table).set_key(Some(key));
                let delete = delete
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(old);
                action.delete(delete.build().map_err(broken)?)
            }
            Kind::Check => {
                let check = ConditionCheck::builder().table_name(&self.table).set_key(Some(key));
                let check = check
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(old);
                action.condition_check(check.build().map_err(broken)?)
            }
        }
        .build())
    }
}
