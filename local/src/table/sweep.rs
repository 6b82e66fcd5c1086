//! Deletes expired items in small pages through the ordinary writer: so a sweep shares syncs,
//! invalidates kept answers, and delays other writes by one page at most.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;

use super::engine::Answer;
use super::reader::{Expiring, Readers};
use super::writer::{WriteJob, Writer};

/// Rows that are read, and at most deleted, in one step.
const PAGE: usize = 100;

/// Deletes the items that have expired by now and returns their number.
pub fn sweep(readers: &Readers, writer: &Writer) -> Result<usize, String> {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_err(|error| error.to_string())?.as_secs();
    let mut deleted = 0;
    for expiring in readers.expiring()? {
        let mut start = Value::Null;
        loop {
            let page = done(&readers.read("Scan", &scan(&expiring, now, &start)))?;
            deleted += delete(&expiring, now, &page, writer)?;
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                break;
            }
        }
    }
    Ok(deleted)
}

fn names(expiring: &Expiring) -> (Map<String, Value>, String) {
    let mut names = Map::from_iter([("#x".to_owned(), json!(expiring.attribute))]);
    let mut keys = Vec::new();
    for (number, key) in expiring.key.iter().enumerate() {
        names.insert(format!("#k{number}"), json!(key));
        keys.push(format!("#k{number}"));
    }
    (names, keys.join(", "))
}

fn scan(expiring: &Expiring, now: u64, start: &Value) -> Bytes {
    let (names, keys) = names(expiring);
    let mut request = json!({
        "TableName": expiring.table,
        "Limit": PAGE,
        "ProjectionExpression": keys,
        "FilterExpression": "#x <= :now",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {":now": {"N": now.to_string()}},
    });
    if !start.is_null() {
        request["ExclusiveStartKey"] = start.clone();
    }
    request.to_string().into()
}

/// Deletes the items of a page, except those whose expiry has been moved since; returns the number.
fn delete(expiring: &Expiring, now: u64, page: &Value, writer: &Writer) -> Result<usize, String> {
    let mut waiting = Vec::new();
    for key in page["Items"].as_array().into_iter().flatten() {
        let request = json!({
            "TableName": expiring.table,
            "Key": key,
            "ConditionExpression": "#x <= :now",
            "ExpressionAttributeNames": {"#x": expiring.attribute},
            "ExpressionAttributeValues": {":now": {"N": now.to_string()}},
        });
        let (answer, answered) = oneshot::channel();
        writer.write(WriteJob::new("DeleteItem".to_owned(), request.to_string().into(), answer));
        waiting.push(answered);
    }
    let mut deleted = 0;
    for answered in waiting {
        let answer = answered.blocking_recv().map_err(|_| "the table is closed")?;
        deleted += usize::from(answer.status == 200);
    }
    Ok(deleted)
}

fn done(answer: &Answer) -> Result<Value, String> {
    if answer.status != 200 {
        return Err(String::from_utf8_lossy(&answer.body).into_owned());
    }
    serde_json::from_slice(&answer.body).map_err(|error| error.to_string())
}
