//! Requests of DynamoDB's JSON protocol, carried out on the embedded engine.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Carries an operation out: status and body.
pub fn execute(database: &Database, operation: &str, body: &str) -> (u16, String) {
    fn typed<Q: DeserializeOwned, R: Serialize>(
        body: &str,
        act: impl FnOnce(Q) -> Result<R, DynoxideError>,
    ) -> (u16, String) {
        let request = match serde_json::from_str(body) {
            Ok(request) => request,
            Err(error) => {
                return (
                    400,
                    json!({"__type": "ValidationException", "message": error.to_string()}).to_string(),
                );
            }
        };
        match act(request) {
            Ok(done) => (200, serde_json::to_string(&done).expect("an answer is JSON")),
            Err(error) => (error.status_code(), error.to_json()),
        }
    }
    match operation {
        "CreateTable" => typed(body, |q| database.create_table(q)),
        "UpdateTimeToLive" => typed(body, |q| database.update_time_to_live(q)),
        "DescribeTimeToLive" => typed(body, |q| database.describe_time_to_live(q)),
        "GetItem" => typed(body, |q| database.get_item(q)),
        "PutItem" => typed(body, |q| database.put_item(q)),
        "UpdateItem" => typed(body, |q| database.update_item(q)),
        "DeleteItem" => typed(body, |q| database.delete_item(q)),
        "Query" => typed(body, |q| database.query(q)),
        "Scan" => typed(body, |q| database.scan(q)),
        "BatchGetItem" => typed(body, |q| database.batch_get_item(q)),
        "BatchWriteItem" => typed(body, |q| database.batch_write_item(q)),
        "TransactWriteItems" => typed(body, |q| database.transact_write_items(q)),
        other => panic!("there was a call that the tests do not know: {other}"),
    }
}
