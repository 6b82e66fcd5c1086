//! The two sides that carry operations out.

use super::dynamo::Dynamo;
use super::item::Item;
#[cfg(feature = "native")]
use super::native::NativeTable;
use super::query::Query;
use super::transaction::Outcome;
use super::write::{Write, Written};
use crate::error::Result;
use crate::keys::Key;

/// DynamoDB, or the table of one machine.
#[derive(Debug, Clone)]
pub enum Side {
    /// DynamoDB, or an engine with its protocol.
    Dynamo(Dynamo),
    /// A table of one machine.
    #[cfg(feature = "native")]
    Native(NativeTable),
}

impl Side {
    /// Reads one item, consistently.
    pub async fn get(&self, key: &Key) -> Result<Option<Item>> {
        match self {
            Self::Dynamo(table) => table.get(key).await,
            #[cfg(feature = "native")]
            Self::Native(table) => table.get(key).await,
        }
    }

    /// Reads up to a hundred items, each standing where its key does.
    pub async fn get_many(&self, keys: &[Key], consistent: bool) -> Result<Vec<Option<Item>>> {
        match self {
            Self::Dynamo(table) => table.get_many(keys, consistent).await,
            #[cfg(feature = "native")]
            Self::Native(table) => table.get_many(keys).await,
        }
    }

    /// Reads a query's items with their sort keys.
    pub async fn query(&self, query: Query) -> Result<Vec<(String, Item)>> {
        match self {
            Self::Dynamo(table) => table.query(query).await,
            #[cfg(feature = "native")]
            Self::Native(table) => table.query(query).await,
        }
    }

    /// Reads the sort keys of a partition of the index by activity, the largest first.
    pub async fn query_activity(&self, query: Query) -> Result<Vec<String>> {
        match self {
            Self::Dynamo(table) => table.query_activity(query).await,
            #[cfg(feature = "native")]
            Self::Native(table) => table.query_activity(query).await,
        }
    }

    /// Carries out one write.
    pub async fn write(&self, write: Write) -> Result<Written> {
        match self {
            Self::Dynamo(table) => table.write(write).await,
            #[cfg(feature = "native")]
            Self::Native(table) => table.write(write).await,
        }
    }

    /// Carries out writes, all or none.
    pub async fn transact(&self, writes: &[Write]) -> Result<Outcome> {
        match self {
            Self::Dynamo(table) => table.transact(writes).await,
            #[cfg(feature = "native")]
            Self::Native(table) => table.transact(writes.to_vec()).await,
        }
    }
}
