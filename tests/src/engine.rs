//! A DynamoDB engine behind the SDK. Every call of the SDK is counted, and the test may have DynamoDB do to
//! it what is not seen above the typed table: throttle it, hold its item in a transaction, leave keys
//! unprocessed, answer from the past, cut the connection under the SDK's own attempts.

mod capacity;
mod execute;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use dynoxide::Database;
use roomcast_store::Table;
use serde_json::{Value, json};

use crate::directory;
use execute::execute;

/// The table's name.
pub const TABLE: &str = "roomcast";

/// A call of the SDK.
#[derive(Debug, Clone)]
pub struct SdkCall {
    /// The operation, such as `PutItem`.
    pub operation: String,
    /// Its body.
    pub body: Value,
}

/// The fate of a call of the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SdkFate {
    /// It is carried out and answered.
    Answer,
    /// The connection breaks before it arrives.
    Fail,
    /// The connection breaks after it took effect.
    LoseAnswer,
    /// DynamoDB refuses it with this error.
    Refuse(&'static str),
    /// DynamoDB refuses it because a transaction holds an item of it.
    Conflict,
    /// A `BatchGetItem` leaves all of its keys but the first unprocessed.
    LeaveKeys,
    /// It reads the table as it was at [`Engine::freeze`]: an index, or a replica, that lags.
    Lag,
}

impl SdkCall {
    /// Tells whether the call may change the table.
    pub fn writes(&self) -> bool {
        ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"].contains(&self.operation.as_str())
    }

    /// Whether it may be answered a moment behind: an index, or a read that is not consistent.
    pub fn is_eventual(&self) -> bool {
        match self.operation.as_str() {
            "GetItem" | "Query" => self.body["ConsistentRead"] != true,
            "BatchGetItem" => self.body["RequestItems"][TABLE]["ConsistentRead"] != true,
            _ => false,
        }
    }
}

/// Decides a call's fate.
pub type Decide = Arc<dyn Fn(SdkCall) -> SdkFate + Send + Sync>;

/// The cost of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Units {
    /// Write request units.
    pub write: f64,
    /// Read request units.
    pub read: f64,
    /// Calls.
    pub calls: usize,
}

/// The engine, and what decides about the calls of it.
#[derive(Clone)]
pub struct Engine {
    database: Database,
    past: Arc<Mutex<Option<Database>>>,
    sdk_attempts: u32,
    decide: Arc<Mutex<Option<Decide>>>,
    units: Arc<Mutex<Units>>,
    log: Arc<Mutex<Vec<String>>>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    /// An empty engine in memory, with the table.
    pub async fn new() -> Self {
        Self::of(Database::memory().expect("the engine starts")).await
    }

    /// An engine on a file, with the table.
    pub async fn on_file(path: &Path) -> Self {
        let path = path.to_str().expect("a path in UTF-8");
        Self::of(Database::new(path).expect("the engine starts")).await
    }

    async fn of(database: Database) -> Self {
        let engine = Self::on(database);
        roomcast_store::create_table(&engine.client(), TABLE).await.expect("the table is created");
        engine.take_units();
        engine
    }

    fn on(database: Database) -> Self {
        Self {
            database,
            past: Arc::default(),
            sdk_attempts: 1,
            decide: Arc::default(),
            units: Arc::default(),
            log: Arc::default(),
        }
    }

    /// The same engine behind an SDK that tries a call three times, as on AWS, not once.
    #[must_use]
    pub fn with_retries(&self) -> Self {
        Self { sdk_attempts: 3, ..self.clone() }
    }

    /// Another engine with the same items, whose calls are all answered.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { sdk_attempts: self.sdk_attempts, ..Self::on(self.copied()) }
    }

    fn copied(&self) -> Database {
        let directory = directory::in_memory();
        let path = directory.path().join("copy");
        let path = path.to_str().expect("a path in UTF-8");
        self.database.vacuum_into(path).expect("the engine is copied");
        let copy = Database::memory().expect("the engine starts");
        copy.restore_from(path).expect("the copy is an engine");
        copy
    }

    /// Keeps the table as it is now for calls whose fate is [`SdkFate::Lag`].
    pub fn freeze(&self) {
        *self.past.lock().unwrap() = Some(self.copied());
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("local"))
            .allow_no_auth()
            .retry_config(RetryConfig::standard().with_max_attempts(self.sdk_attempts))
            .http_client(self.clone())
            .build();
        Client::from_conf(config)
    }

    /// The table behind it.
    pub fn table(&self) -> Table {
        Table::dynamo(self.client(), TABLE)
    }

    /// From now on `decide` decides; without it every call is answered.
    pub fn set(&self, decide: Option<Decide>) {
        *self.decide.lock().unwrap() = decide;
    }

    /// Returns the cost of the calls since the last time, as DynamoDB counts it.
    pub fn take_units(&self) -> Units {
        self.log.lock().unwrap().clear();
        std::mem::take(&mut *self.units.lock().unwrap())
    }

    /// The calls since the last [`Self::take_units`], a line each.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Every item of the table.
    pub fn items(&self) -> Vec<Value> {
        let mut items = Vec::new();
        let mut start = Value::Null;
        loop {
            let mut request = json!({ "TableName": TABLE });
            if !start.is_null() {
                request["ExclusiveStartKey"] = start;
            }
            let (_, body) = execute(&self.database, "Scan", &request.to_string());
            let mut page: Value = serde_json::from_str(&body).expect("the engine answers JSON");
            items.extend(page["Items"].as_array_mut().map(std::mem::take).unwrap_or_default());
            start = page["LastEvaluatedKey"].take();
            if start.is_null() {
                return items;
            }
        }
    }

    /// Carries an operation out: status and body.
    pub fn execute(&self, operation: &str, body: &str) -> (u16, String) {
        execute(&self.database, operation, body)
    }

    /// Counts a call: what the engine says of one that took effect, the documents of a refused one.
    fn count(&self, operation: &str, body: &Value, answer: &str) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        let capacity = match &answer["ConsumedCapacity"] {
            Value::Array(tables) => tables.iter().filter_map(|t| t["CapacityUnits"].as_f64()).sum(),
            table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
        };
        let refused = f64::from(capacity::of_refused(body, &answer, |key| self.find(key)));
        let mut units = self.units.lock().unwrap();
        units.calls += 1;
        let is_read = ["GetItem", "Query", "BatchGetItem", "Scan"].contains(&operation);
        *(if is_read { &mut units.read } else { &mut units.write }) += capacity;
        units.write += refused;
        self.log.lock().unwrap().push(format!("{operation} {}", capacity + refused));
    }

    /// The item under a key.
    fn find(&self, key: &Value) -> Option<Value> {
        let request = json!({ "TableName": TABLE, "Key": key });
        let (_, body) = execute(&self.database, "GetItem", &request.to_string());
        let mut answer: Value = serde_json::from_str(&body).expect("the engine answers JSON");
        Some(answer["Item"].take()).filter(Value::is_object)
    }
}

impl HttpClient for Engine {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Engine {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default();
        let mut body: Value = serde_json::from_slice(body).unwrap_or_default();
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        let engine = self.clone();
        HttpConnectorFuture::new(async move {
            let fate = engine.fate(&operation, &body);
            if fate == SdkFate::Fail {
                return Err(ConnectorError::io("cut before it arrived".into()));
            }
            let (status, text) = engine.carry_out(fate, &operation, body.clone());
            engine.count(&operation, &body, &text);
            if fate == SdkFate::LoseAnswer {
                return Err(ConnectorError::io("cut before it was answered".into()));
            }
            Ok(answer(status, text))
        })
    }
}

impl Engine {
    fn fate(&self, operation: &str, body: &Value) -> SdkFate {
        let decide = self.decide.lock().unwrap().clone();
        let call = || SdkCall { operation: operation.to_owned(), body: body.clone() };
        decide.map_or(SdkFate::Answer, |decide| decide(call()))
    }

    /// Returns the answer of DynamoDB to a call that reaches it.
    fn carry_out(&self, fate: SdkFate, operation: &str, mut body: Value) -> (u16, String) {
        match fate {
            SdkFate::Refuse(kind) => (400, refusal(kind, &Value::Null)),
            SdkFate::Conflict => (400, conflict(operation, &body)),
            SdkFate::Lag => {
                let past = self.past.lock().unwrap();
                execute(past.as_ref().expect("the table was frozen"), operation, &body.to_string())
            }
            SdkFate::LeaveKeys => {
                let keys = body["RequestItems"][TABLE]["Keys"].as_array_mut().expect("a batch has keys");
                let left = keys.split_off(1.min(keys.len()));
                let (status, text) = execute(&self.database, operation, &body.to_string());
                let mut answer: Value = serde_json::from_str(&text).expect("the engine answers JSON");
                if !left.is_empty() {
                    answer["UnprocessedKeys"] = json!({ TABLE: { "Keys": left } });
                }
                (status, answer.to_string())
            }
            _ => execute(&self.database, operation, &body.to_string()),
        }
    }
}

/// The body of an error of DynamoDB's.
fn refusal(kind: &str, reasons: &Value) -> String {
    let kind = format!("com.amazonaws.dynamodb.v20120810#{kind}");
    json!({ "__type": kind, "message": "roomcast is busy", "CancellationReasons": reasons }).to_string()
}

fn conflict(operation: &str, body: &Value) -> String {
    if operation != "TransactWriteItems" {
        return refusal("TransactionConflictException", &Value::Null);
    }
    let writes = body["TransactItems"].as_array().map_or(1, Vec::len);
    let reasons: Vec<Value> = (0..writes)
        .map(|at| json!({ "Code": if at == 0 { "TransactionConflict" } else { "None" } }))
        .collect();
    refusal("TransactionCanceledException", &json!(reasons))
}

fn answer(status: u16, body: String) -> HttpResponse {
    let status = aws_smithy_runtime_api::http::StatusCode::try_from(status).expect("a status");
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}
