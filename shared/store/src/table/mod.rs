//! The table as the store sees it: keys, items, conditions and changes as typed values.
//!
//! Two sides carry the operations out: DynamoDB, or any engine with its protocol, through
//! `aws-sdk-dynamodb` ([`dynamo`]); and, where the feature `native` is on, the table of one machine
//! on SQLite ([`native`]). Both answer alike. A refused condition is an answer; every other failure
//! is a [`StoreError`]. Every call of either side passes one place, where a test can put a [`gate`].

mod attribute;
mod change;
mod condition;
mod dynamo;
mod encoding;
mod gate;
mod item;
#[cfg(feature = "native")]
pub mod native;
mod pause;
mod query;
mod schema;
mod side;
mod transaction;
mod value;
mod write;

use aws_sdk_dynamodb::Client;
use roomcast_domain::Refusal;
use serde::de::DeserializeOwned;

pub use attribute::Attribute;
pub use change::Change;
pub use condition::Condition;
#[cfg(feature = "gate")]
pub use gate::{Gate, TableCall};
pub use item::Item;
pub use pause::pause;
pub use query::Query;
pub use schema::{BY_ACTIVITY, INDEX_PK, INDEX_SK, PK, SK, TTL, create_table};
pub use transaction::{Refused, Transacted, Transaction};
pub use value::{Attributes, Value};
pub use write::{Write, Written};

use crate::error::{Result, StoreError};
use crate::keys::Key;
use dynamo::Dynamo;
use gate::Gateway;
#[cfg(feature = "native")]
use native::NativeTable;
use side::Side;

/// Most keys of one read of many (DynamoDB API Reference, `BatchGetItem`).
const KEYS_A_CALL: usize = 100;
/// Attempts before a room counts as too busy: with [`pause()`], about 2 seconds, at most 4.
const PATIENCE: u32 = 25;

/// The table. Clones share it.
#[derive(Debug, Clone)]
pub struct Table {
    side: Side,
    gate: Gateway,
}

impl Table {
    /// Makes the table `name` of DynamoDB, or of an engine with its protocol, behind `client`.
    pub fn dynamo(client: Client, name: impl Into<String>) -> Self {
        Self { side: Side::Dynamo(Dynamo::new(client, name.into())), gate: Gateway::default() }
    }

    /// Makes a table of one machine.
    #[cfg(feature = "native")]
    pub fn native(table: NativeTable) -> Self {
        Self { side: Side::Native(table), gate: Gateway::default() }
    }

    /// Puts a gate before the table.
    #[cfg(feature = "gate")]
    #[must_use]
    pub fn behind(self, gate: std::sync::Arc<dyn Gate>) -> Self {
        Self { gate: Gateway::of(gate), ..self }
    }

    /// Reads one item, consistently. 1 RRU per 4 KiB.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>> {
        let item = self.gate.call("get", key).pass(self.side.get(key)).await?;
        item.map(|item| item.read()).transpose()
    }

    /// Reads many items by key, a hundred a call and all calls in parallel; each stands where its key
    /// does, and no key may be given twice. 0.5 RRU each (1 when `consistent`).
    pub(crate) async fn get_many<T: DeserializeOwned>(
        &self,
        keys: Vec<Key>,
        consistent: bool,
    ) -> Result<Vec<Option<T>>> {
        let found = self.get_many_items(keys, consistent).await?.into_iter();
        found.map(|item| item.map(|item| item.read()).transpose()).collect()
    }

    /// Reads items of any kind, each of which stands where its key does.
    pub(crate) async fn get_many_items(&self, keys: Vec<Key>, consistent: bool) -> Result<Vec<Option<Item>>> {
        let calls = keys.chunks(KEYS_A_CALL).map(|keys| self.get_call(keys, consistent));
        Ok(futures_util::future::try_join_all(calls).await?.concat())
    }

    /// Reads a few items of any kind, consistently, in one call; each stands where its key does.
    /// 1 RRU per item and 4 KiB.
    pub(crate) async fn get_each<const N: usize>(&self, keys: [Key; N]) -> Result<[Option<Item>; N]> {
        let found = self.get_call(&keys, true).await?;
        found.try_into().map_err(|_| StoreError::Broken("a read answered fewer items than keys".into()))
    }

    async fn get_call(&self, keys: &[Key], consistent: bool) -> Result<Vec<Option<Item>>> {
        self.gate.call("get_many", &keys).pass(self.side.get_many(keys, consistent)).await
    }

    /// Reads a query's items.
    pub(crate) async fn query<T: DeserializeOwned>(&self, query: Query) -> Result<Vec<T>> {
        self.query_items(query).await?.into_iter().map(|(_, item)| item.read()).collect()
    }

    /// Reads a query's items with their sort keys.
    pub(crate) async fn query_items(&self, query: Query) -> Result<Vec<(String, Item)>> {
        self.gate.call("query", &query).pass(self.side.query(query)).await
    }

    /// Reads the sort keys of a partition of the index by activity, the largest first, a moment
    /// behind. The query's direction and consistency are not looked at.
    pub(crate) async fn query_activity(&self, query: Query) -> Result<Vec<String>> {
        self.gate.call("query_activity", &query).pass(self.side.query_activity(query)).await
    }

    async fn write(&self, write: Write) -> Result<Written> {
        self.gate.call("write", &write).pass(self.side.write(write)).await
    }

    /// Writes one item; tries again while a transaction holds it.
    pub(crate) async fn write_patiently(&self, write: Write) -> Result<Written> {
        for attempt in 0..PATIENCE {
            match self.write(write.clone()).await? {
                Written::Conflict => pause(attempt).await,
                written => return Ok(written),
            }
        }
        Err(StoreError::Refused(Refusal::RoomBusy))
    }

    /// Writes what is only a cache: carries out the first of several writes of one item whose condition
    /// holds, and answers its outcome. On one machine nobody waits for the disk, which
    /// gets it within 20 ms.
    pub(crate) async fn write_cache(&self, writes: Vec<Write>) -> Result<Written> {
        #[cfg(feature = "native")]
        if let Side::Native(table) = &self.side {
            return self.gate.call("write_cache", &writes).pass(table.write_later(writes)).await;
        }
        let mut written = Written::Refused(None);
        for write in writes {
            written = self.write_patiently(write).await?;
            if !matches!(written, Written::Refused(Some(_))) {
                break;
            }
        }
        Ok(written)
    }

    /// Carries out a transaction: all of its writes or none.
    pub(crate) async fn transact<P: Copy>(&self, transaction: &Transaction<P>) -> Result<Transacted<P>> {
        let writes = &transaction.writes;
        let outcome = self.gate.call("transact", writes).pass(self.side.transact(writes)).await?;
        Ok(transaction.name(outcome))
    }

    /// [`Self::transact`], tried again while another transaction is at work, about 2 seconds long.
    pub(crate) async fn transact_patiently<P: Copy>(
        &self,
        transaction: &Transaction<P>,
    ) -> Result<Transacted<P>> {
        for attempt in 0..PATIENCE {
            match self.transact(transaction).await? {
                Transacted::Conflict => pause(attempt).await,
                done => return Ok(done),
            }
        }
        Err(StoreError::Refused(Refusal::RoomBusy))
    }
}
