//! What a request touches, read from its JSON.

use serde::Deserialize;
use serde_json::Value;

/// What kind of request it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touches {
    /// Reads one partition of the table.
    Reads(String),
    /// Reads several partitions, or an index: its answer is not kept.
    ReadsMany,
    /// Writes these partitions.
    Writes(Vec<String>),
    /// Writes the table as a whole.
    WritesAll,
}

#[derive(Deserialize)]
struct Text {
    #[serde(rename = "S")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Key {
    pk: Option<Text>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Write {
    item: Option<Key>,
    key: Option<Key>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transaction {
    transact_items: Vec<Action>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Action {
    put: Option<Write>,
    update: Option<Write>,
    delete: Option<Write>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Query {
    index_name: Option<String>,
    expression_attribute_values: Option<Values>,
}

#[derive(Deserialize)]
struct Values {
    /// The store's name for the partition key in every key condition.
    #[serde(rename = ":pk")]
    pk: Option<Text>,
}

impl Write {
    fn pk(self) -> Option<String> {
        self.item.or(self.key)?.pk?.text
    }
}

/// What the request `operation` with `body` touches.
pub fn touches(operation: &str, body: &[u8]) -> Touches {
    let write = || serde_json::from_slice::<Write>(body).ok().and_then(Write::pk);
    match operation {
        "GetItem" => write().map_or(Touches::ReadsMany, Touches::Reads),
        "Query" => match serde_json::from_slice::<Query>(body) {
            Ok(Query {
                index_name: None,
                expression_attribute_values: Some(Values { pk: Some(Text { text: Some(pk) }) }),
            }) => Touches::Reads(pk),
            _ => Touches::ReadsMany,
        },
        "BatchGetItem" | "Scan" | "TransactGetItems" | "DescribeTable" => Touches::ReadsMany,
        "PutItem" | "UpdateItem" | "DeleteItem" => {
            write().map_or(Touches::WritesAll, |pk| Touches::Writes(vec![pk]))
        }
        "TransactWriteItems" => match serde_json::from_slice::<Transaction>(body) {
            Ok(transaction) => {
                let writes = transaction.transact_items.into_iter();
                let writes = writes.filter_map(|action| action.put.or(action.update).or(action.delete));
                Touches::Writes(writes.filter_map(Write::pk).collect())
            }
            Err(_) => Touches::WritesAll,
        },
        _ => Touches::WritesAll,
    }
}

/// The partitions that a read of several of them reads: the keys of a `BatchGetItem`.
pub fn partitions_read(body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let tables = body["RequestItems"].as_object().into_iter().flatten();
    let keys = tables.filter_map(|(_, table)| table["Keys"].as_array()).flatten();
    keys.filter_map(|key| key["pk"]["S"].as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_found_in_every_kind_of_request() {
        let get = br#"{"TableName":"t","Key":{"pk":{"S":"A"},"sk":{"S":"b"}}}"#;
        assert_eq!(touches("GetItem", get), Touches::Reads("A".into()));
        assert_eq!(touches("UpdateItem", get), Touches::Writes(vec!["A".into()]));
        let query = br#"{"ExpressionAttributeValues":{":a":{"S":"x"},":pk":{"S":"Q"}},"Limit":3}"#;
        assert_eq!(touches("Query", query), Touches::Reads("Q".into()));
        let index = br#"{"IndexName":"i","ExpressionAttributeValues":{":pk":{"S":"Q"}}}"#;
        assert_eq!(touches("Query", index), Touches::ReadsMany);
        let transact = br#"{"TransactItems":[{"Put":{"Item":{"pk":{"S":"A"}}}},{"ConditionCheck":{"Key":{"pk":{"S":"B"}}}},{"Delete":{"Key":{"pk":{"S":"C"}}}}]}"#;
        assert_eq!(touches("TransactWriteItems", transact), Touches::Writes(vec!["A".into(), "C".into()]));
        let batch = br#"{"RequestItems":{"t":{"Keys":[{"pk":{"S":"A"}},{"pk":{"S":"B"}}]}}}"#;
        assert_eq!(partitions_read(batch), ["A", "B"]);
    }
}
