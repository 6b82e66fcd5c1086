//! The whole table at once, for tests: the items, and a table that has those of another one.

use serde_json::{Map, Value as Json, json};
use tokio::sync::oneshot;

use super::NativeTable;
use super::writer::Job;
use crate::error::{Result, StoreError};
use crate::keys::Key;
use crate::table::item::Item;
use crate::table::schema::{PK, SK};
use crate::table::value::Value;
use crate::table::write::Write;

impl NativeTable {
    fn all(&self) -> Result<Vec<(Key, Item)>> {
        let shared = &self.0;
        let cover = |(key, item): (Key, Item)| {
            let covered = shared.later.cover(&key, Some(item))?;
            Ok(covered.map(|item| (key, item)))
        };
        let cover_all = |found: Vec<_>| {
            found.into_iter().map(cover).filter_map(Result::transpose).collect::<Result<Vec<_>>>()
        };
        let mut items = shared.later.read(|| shared.readers.all(), cover_all)?;
        items.extend(shared.volatile.all());
        Ok(items)
    }

    /// Every item, with those in memory and the caches that wait, in DynamoDB's JSON.
    pub fn items(&self) -> Result<Vec<Json>> {
        let json = |(key, item): (Key, Item)| {
            let mut map: Map<String, Json> =
                item.attributes()?.into_iter().map(|(name, value)| (name, json_of(value))).collect();
            map.insert(PK.to_owned(), json!({ "S": key.pk }));
            map.insert(SK.to_owned(), json!({ "S": key.sk }));
            Ok(Json::Object(map))
        };
        self.all()?.into_iter().map(json).collect()
    }

    /// Puts every item of another table into this one.
    pub async fn put_all_of(&self, other: &Self) -> Result<()> {
        let (done, answer) = oneshot::channel();
        let writes = other.all()?.into_iter().map(|(key, item)| Write::put_item(key, item)).collect();
        self.0.writer.send(Job::Writes { writes, done });
        let closed = |_| StoreError::Unavailable("the table is closed".into());
        answer.await.map_err(closed)?.map(drop)
    }
}

fn json_of(value: Value) -> Json {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Number(value) => json!({ "N": value.to_string() }),
        Value::Text(value) => json!({ "S": value }),
        Value::Numbers(values) => {
            json!({ "NS": values.iter().map(ToString::to_string).collect::<Vec<_>>() })
        }
        Value::List(values) => json!({ "L": values.into_iter().map(json_of).collect::<Vec<_>>() }),
        Value::Map(values) => {
            let values: Map<String, Json> =
                values.into_iter().map(|(name, value)| (name, json_of(value))).collect();
            json!({ "M": values })
        }
    }
}
