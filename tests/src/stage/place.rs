//! The table of a stage: DynamoDB's engine behind the SDK, or the table of one machine.

use std::sync::Arc;

use roomcast_store::{NativeTable, Table};
use serde_json::Value;
use tempfile::TempDir;

use crate::directory;
use crate::engine::Engine;

/// A table.
#[derive(Clone)]
pub enum Place {
    /// On an engine with DynamoDB's protocol. All processes share the SDK's client.
    Dynamo(Engine, Table),
    /// On one machine, in a directory.
    Native(NativeTable, Arc<TempDir>),
}

impl Place {
    /// Takes an engine.
    pub fn dynamo(engine: Engine) -> Self {
        let table = engine.table();
        Self::Dynamo(engine, table)
    }

    /// Makes an empty table of one machine.
    pub fn native() -> Self {
        Self::open(directory::in_memory())
    }

    fn open(directory: TempDir) -> Self {
        let table = NativeTable::open(directory.path()).expect("the table opens");
        Self::Native(table, Arc::new(directory))
    }

    /// Tells whether the table is one machine's.
    pub fn is_native(&self) -> bool {
        matches!(self, Self::Native(..))
    }

    /// The table, as the store takes it.
    pub fn table(&self) -> Table {
        match self {
            Self::Dynamo(_, table) => table.clone(),
            Self::Native(table, _) => Table::native(table.clone()),
        }
    }

    /// Every item, in DynamoDB's JSON.
    pub fn items(&self) -> Vec<Value> {
        match self {
            Self::Dynamo(engine, _) => engine.items(),
            Self::Native(table, _) => table.items().expect("the table is read"),
        }
    }

    /// Another table with the same items.
    pub async fn copy(&self) -> Self {
        match self {
            Self::Dynamo(engine, _) => Self::dynamo(engine.copy()),
            Self::Native(from, _) => {
                let copy = Self::native();
                if let Self::Native(table, _) = &copy {
                    table.put_all_of(from).await.expect("the table is copied");
                }
                copy
            }
        }
    }

    /// The table as the next process finds it when this one is killed now: of one machine, what the files
    /// hold at this moment.
    #[must_use]
    pub fn killed(&self) -> Self {
        let Self::Native(_, directory) = self else { return self.clone() };
        let next = directory::in_memory();
        for name in ["table.db", "table.db-wal"] {
            std::fs::copy(directory.path().join(name), next.path().join(name)).expect("the file is copied");
        }
        Self::open(next)
    }
}
