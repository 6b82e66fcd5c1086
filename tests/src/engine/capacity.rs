//! The write units of refused writes, which the engine does not count.

use serde_json::{Value, json};

/// Bytes of a write unit (DynamoDB Developer Guide, "DynamoDB on-demand capacity mode").
const UNIT_BYTES: usize = 1_024;

/// The write units of a call whose `answer` is a refused condition; 0 for any other answer.
///
/// A refused single write is billed by the size of the item that stands there or that is put, whichever is
/// larger, at least one unit (DynamoDB Developer Guide, "Working with items and attributes", conditional
/// writes). AWS does not say what a cancelled transaction is billed; the worst case is taken, two units for
/// each that its writes have, as if all of them had been made ("Managing complex workflows with DynamoDB
/// transactions", capacity management). `find` reads the item under a key.
pub fn of_refused(body: &Value, answer: &Value, find: impl Fn(&Value) -> Option<Value>) -> u32 {
    let kind = answer["__type"].as_str().unwrap_or_default();
    if kind.ends_with("ConditionalCheckFailedException") {
        return units(body, &find);
    }
    if !kind.ends_with("TransactionCanceledException") {
        return 0;
    }
    let writes = body["TransactItems"].as_array().into_iter().flatten();
    let writes = writes.filter_map(|write| write.as_object()?.values().next());
    writes.map(|write| 2 * units(write, &find)).sum()
}

/// The units of one write: of the larger of the items that stands there and that is put.
fn units(write: &Value, find: &impl Fn(&Value) -> Option<Value>) -> u32 {
    let put = &write["Item"];
    let key = if put.is_object() {
        json!({ roomcast_store::PK: put[roomcast_store::PK], roomcast_store::SK: put[roomcast_store::SK] })
    } else {
        write["Key"].clone()
    };
    let stands = find(&key).map_or(0, |item| item_bytes(&item));
    let bytes = stands.max(item_bytes(put)).max(1);
    u32::try_from(bytes.div_ceil(UNIT_BYTES)).expect("an item has at most 400 KB")
}

/// The size of an item (DynamoDB Developer Guide, "DynamoDB item sizes and formats").
fn item_bytes(item: &Value) -> usize {
    let attributes = item.as_object().into_iter().flatten();
    attributes.map(|(name, value)| name.len() + value_bytes(value)).sum()
}

fn value_bytes(value: &Value) -> usize {
    let Some((kind, value)) = value.as_object().and_then(|typed| typed.iter().next()) else { return 0 };
    let elements = || value.as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or(0, str::len);
    let number = |value: &Value| text(value).div_ceil(2) + 1;
    match kind.as_str() {
        "S" => text(value),
        "N" => number(value),
        "B" => text(value) / 4 * 3,
        "SS" | "BS" => elements().map(text).sum(),
        "NS" => elements().map(number).sum(),
        "L" => 3 + elements().map(|element| 1 + value_bytes(element)).sum::<usize>(),
        "M" => 3 + item_bytes(value) + value.as_object().map_or(0, serde_json::Map::len),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: &str) -> Value {
        json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}") })
    }

    #[test]
    fn a_refused_write_costs_the_larger_item() {
        let key = json!({"pk": {"S": "p"}, "sk": {"S": "s"}});
        let item = |bytes: usize| json!({"pk": {"S": "p"}, "sk": {"S": "s"}, "c": {"S": "x".repeat(bytes)}});
        let of = |body: &Value, stands: Option<Value>| {
            of_refused(body, &refused("ConditionalCheckFailedException"), |_| stands.clone())
        };
        let put = |bytes: usize| json!({ "Item": item(bytes) });
        assert_eq!([of(&put(10), None), of(&put(2_000), None), of(&put(10), Some(item(5_000)))], [1, 2, 5]);
        let update = json!({ "Key": key });
        assert_eq!([of(&update, None), of(&update, Some(item(3_000)))], [1, 3]);
        let transaction = json!({ "TransactItems": [{"Put": put(2_000)}, {"Update": update}] });
        let cancelled = of_refused(&transaction, &refused("TransactionCanceledException"), |_| None);
        assert_eq!(cancelled, 6);
        assert_eq!(of_refused(&put(10), &json!({}), |_| None), 0);
    }
}
