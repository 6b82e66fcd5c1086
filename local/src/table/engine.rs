//! One DynamoDB operation on the engine's storage.

use dynoxide::DynoxideError;
use dynoxide::actions;
use dynoxide::storage::Storage;
use futures_util::FutureExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// An answer: status and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, JSON.
    pub body: bytes::Bytes,
}

impl Answer {
    fn error(kind: &str, message: &str) -> Self {
        let body = serde_json::json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": message });
        Self { status: 400, body: body.to_string().into() }
    }

    fn of<T: Serialize>(result: Result<T, DynoxideError>) -> Self {
        match result.map(|done| serde_json::to_vec(&done)) {
            Ok(Ok(body)) => Self { status: 200, body: body.into() },
            Ok(Err(error)) => Self { status: 500, ..Self::error("InternalServerError", &error.to_string()) },
            Err(error) => Self { status: error.status_code(), body: error.to_json().into() },
        }
    }
}

/// Reads a request. The engine marks what kind of error it is by the beginning of its text.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Answer> {
    serde_json::from_slice(body).map_err(|error| {
        let text = error.to_string();
        let kind =
            if text.starts_with("VALIDATION") { "ValidationException" } else { "SerializationException" };
        Answer::error(kind, text.split_once(':').map_or(text.as_str(), |(_, message)| message))
    })
}

macro_rules! act {
    ($storage:expr, $body:expr, $($action:ident)::+) => {
        match read($body) {
            // The engine's futures never wait for anything.
            Ok(request) => match actions::$($action)::+::execute($storage, request).now_or_never() {
                Some(result) => Answer::of(result),
                None => Answer::error("InternalServerError", "the engine waited"),
            },
            Err(answer) => answer,
        }
    };
}

/// Carries an operation out.
pub fn execute(storage: &Storage, operation: &str, body: &[u8]) -> Answer {
    match operation {
        "GetItem" => act!(storage, body, get_item),
        "Query" => act!(storage, body, query),
        "BatchGetItem" => act!(storage, body, batch_get_item),
        "TransactGetItems" => act!(storage, body, transact_get_items),
        "Scan" => act!(storage, body, scan),
        "PutItem" => act!(storage, body, put_item),
        "UpdateItem" => act!(storage, body, update_item),
        "DeleteItem" => act!(storage, body, delete_item),
        "BatchWriteItem" => act!(storage, body, batch_write_item),
        "TransactWriteItems" => act!(storage, body, transact_write_items),
        "CreateTable" => act!(storage, body, create_table),
        "UpdateTimeToLive" => act!(storage, body, update_time_to_live),
        _ => Answer::error("UnknownOperationException", operation),
    }
}

/// A request without its `ClientRequestToken`: the SDK puts a fresh one into every transaction, our
/// conditions make repeats harmless, and remembering tokens would only cost time.
pub fn without_token(body: &[u8]) -> Option<Vec<u8>> {
    #[derive(Deserialize)]
    struct Token {
        #[serde(rename = "ClientRequestToken")]
        _token: serde::de::IgnoredAny,
    }
    serde_json::from_slice::<Token>(body).ok()?;
    let mut request: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).ok()?;
    request.remove("ClientRequestToken");
    serde_json::to_vec(&request).ok()
}
