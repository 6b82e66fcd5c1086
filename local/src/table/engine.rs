//! One DynamoDB operation on the engine's storage.

use dynoxide::DynoxideError;
use dynoxide::actions;
use dynoxide::actions::vector_lifecycle::VectorIndexLifecycle;
use dynoxide::storage::Storage;
use futures_util::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The answer to an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, JSON.
    pub body: bytes::Bytes,
}

impl Answer {
    fn of<T: Serialize>(result: Result<T, DynoxideError>) -> Self {
        let body = result.and_then(|done| serde_json::to_vec(&done).map_err(broken));
        match body {
            Ok(body) => Self { status: 200, body: body.into() },
            Err(error) => Self { status: error.status_code(), body: error.to_json().into() },
        }
    }

    fn unknown_operation() -> Self {
        let body = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
        Self { status: 400, body: body.into() }
    }
}

fn broken(error: impl std::fmt::Display) -> DynoxideError {
    DynoxideError::InternalServerError(error.to_string())
}

/// Parses a request. The beginning of the engine's error text tells the kind of the error.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    serde_json::from_slice(body).map_err(|error| {
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        let unmarked = || text.split_once(':').map_or(text, |(_, message)| message).to_owned();
        if text.starts_with("VALIDATION") {
            DynoxideError::ValidationException(unmarked())
        } else if text.starts_with("SERIALIZATION") {
            DynoxideError::SerializationException(unmarked())
        } else if text.contains("missing field") || text.contains("unknown variant") {
            DynoxideError::ValidationException(text.to_owned())
        } else {
            DynoxideError::SerializationException(text.to_owned())
        }
    })
}

macro_rules! act {
    ($storage:expr, $body:expr, $action:ident $(, $more:expr)?) => {
        Answer::of(read($body).and_then(|request| {
            // The engine's futures never wait for anything.
            actions::$action::execute($storage, request $(, $more)?)
                .now_or_never()
                .unwrap_or_else(|| Err(broken("the engine waited")))
        }))
    };
}

/// Carries an operation out. A transaction's `ClientRequestToken` is looked at by nobody: our
/// conditions make repeats harmless, and remembering tokens would only cost time.
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
        "DescribeTimeToLive" => act!(storage, body, describe_time_to_live),
        "DescribeTable" => act!(storage, body, describe_table, &VectorIndexLifecycle::default()),
        _ => Answer::unknown_operation(),
    }
}
