//! Finds the partitions that a request reads or writes, from its JSON.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The partitions that a request reads or writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touches {
    /// Reads these partitions.
    Reads(Vec<String>),
    /// May read any partition, or an index: its answer is not kept.
    ReadsAny,
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
struct Batch {
    request_items: HashMap<String, Vec<BatchWrite>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct BatchWrite {
    put_request: Option<Write>,
    delete_request: Option<Write>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BatchRead {
    request_items: HashMap<String, Keys>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Keys {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Query {
    index_name: Option<IgnoredAny>,
    key_condition_expression: Option<String>,
    expression_attribute_values: Option<Values>,
}

#[derive(Deserialize)]
struct Values {
    #[serde(rename = ":pk")]
    pk: Option<Text>,
}

impl Write {
    fn pk(self) -> Option<String> {
        self.item.or(self.key)?.pk?.text
    }
}

impl Query {
    /// The partition, if the key condition is written as the store writes it: first `pk = :pk`.
    fn pk(self) -> Option<String> {
        let condition = self.key_condition_expression?;
        let rest = condition.strip_prefix("pk = :pk")?;
        let ours = self.index_name.is_none() && (rest.is_empty() || rest.starts_with(' '));
        ours.then(|| self.expression_attribute_values?.pk?.text).flatten()
    }
}

fn writes(partitions: Option<Vec<String>>) -> Touches {
    partitions.map_or(Touches::WritesAll, Touches::Writes)
}

fn write_pk(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Write>(body).ok()?.pk()
}

fn transaction_pks(body: &[u8]) -> Option<Vec<String>> {
    let actions = serde_json::from_slice::<Transaction>(body).ok()?.transact_items.into_iter();
    actions.filter_map(|action| action.put.or(action.update).or(action.delete)).map(Write::pk).collect()
}

fn batch_pks(body: &[u8]) -> Option<Vec<String>> {
    let batch = serde_json::from_slice::<Batch>(body).ok()?.request_items.into_values().flatten();
    batch.map(|write| write.put_request.or(write.delete_request)?.pk()).collect()
}

fn batch_read_pks(body: &[u8]) -> Option<Vec<String>> {
    let tables = serde_json::from_slice::<BatchRead>(body).ok()?.request_items.into_values();
    tables.flat_map(|table| table.keys).map(|key| key.pk?.text).collect()
}

fn reads(partitions: Option<Vec<String>>) -> Touches {
    partitions.map_or(Touches::ReadsAny, Touches::Reads)
}

/// Returns the partitions that the request `operation` with `body` touches.
pub fn touches(operation: &str, body: &[u8]) -> Touches {
    match operation {
        "GetItem" => reads(write_pk(body).map(|pk| vec![pk])),
        "Query" => {
            let query = serde_json::from_slice::<Query>(body).ok();
            reads(query.and_then(Query::pk).map(|pk| vec![pk]))
        }
        "BatchGetItem" => reads(batch_read_pks(body)),
        "Scan" | "TransactGetItems" | "DescribeTable" | "DescribeTimeToLive" => Touches::ReadsAny,
        "PutItem" | "UpdateItem" | "DeleteItem" => writes(write_pk(body).map(|pk| vec![pk])),
        "TransactWriteItems" => writes(transaction_pks(body)),
        "BatchWriteItem" => writes(batch_pks(body)),
        _ => Touches::WritesAll,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_found_in_every_kind_of_request() {
        let get = br#"{"TableName":"t","Key":{"pk":{"S":"A"},"sk":{"S":"b"}}}"#;
        assert_eq!(touches("GetItem", get), Touches::Reads(vec!["A".into()]));
        assert_eq!(touches("UpdateItem", get), Touches::Writes(vec!["A".into()]));
        let transact = br#"{"TransactItems":[{"Put":{"Item":{"pk":{"S":"A"}}}},{"ConditionCheck":{"Key":{"pk":{"S":"B"}}}},{"Delete":{"Key":{"pk":{"S":"C"}}}}]}"#;
        assert_eq!(touches("TransactWriteItems", transact), Touches::Writes(vec!["A".into(), "C".into()]));
        let batch = br#"{"RequestItems":{"t":[{"PutRequest":{"Item":{"pk":{"S":"A"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"B"}}}}]}}"#;
        assert_eq!(touches("BatchWriteItem", batch), Touches::Writes(vec!["A".into(), "B".into()]));
        let batch = br#"{"RequestItems":{"t":{"Keys":[{"pk":{"S":"A"}},{"pk":{"S":"B"}}]}}}"#;
        assert_eq!(touches("BatchGetItem", batch), Touches::Reads(vec!["A".into(), "B".into()]));
    }

    #[test]
    fn a_write_whose_partition_is_not_known_touches_all() {
        let other =
            br#"{"TransactItems":[{"Put":{"Item":{"pk":{"S":"A"}}}},{"Put":{"Item":{"pk":{"N":"1"}}}}]}"#;
        assert_eq!(touches("TransactWriteItems", other), Touches::WritesAll);
        assert_eq!(touches("PutItem", b"{}"), Touches::WritesAll);
        assert_eq!(touches("CreateTable", b"{}"), Touches::WritesAll);
    }

    #[test]
    fn only_a_query_in_the_stores_form_names_its_partition() {
        let query = |index: &str, condition: &str| {
            let values = r#""ExpressionAttributeValues":{":a":{"S":"x"},":pk":{"S":"Q"}}"#;
            let body = format!(r#"{{{index}"KeyConditionExpression":"{condition}",{values},"Limit":3}}"#);
            touches("Query", body.as_bytes())
        };
        assert_eq!(query("", "pk = :pk"), Touches::Reads(vec!["Q".into()]));
        assert_eq!(query("", "pk = :pk AND sk > :a"), Touches::Reads(vec!["Q".into()]));
        assert_eq!(query("", "pk = :pkk"), Touches::ReadsAny);
        assert_eq!(query("", "pk = :a AND sk = :pk"), Touches::ReadsAny);
        assert_eq!(query(r#""IndexName":"i","#, "pk = :pk"), Touches::ReadsAny);
    }
}
