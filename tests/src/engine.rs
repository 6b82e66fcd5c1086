//! A DynamoDB engine behind the SDK, with every call in the test's hands:
//! counted, held back, failed before or after it took effect.

mod capacity;
mod execute;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, Once};

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
use futures_util::future::BoxFuture;
use roomcast_store::Table;
use serde_json::{Value, json};

use execute::execute;

/// The beginning of the message of a panic that a fate asks for.
const INJECTED_PANIC: &str = "the test panics";
/// The table's name.
pub const TABLE: &str = "roomcast";

/// A call of the SDK, or of the stage's wire.
#[derive(Debug, Clone)]
pub struct SdkCall {
    /// Its number, from 0.
    pub number: usize,
    /// The process that makes it.
    pub process: usize,
    /// The operation, such as `PutItem`; `wire.post`, `wire.greet`, `wire.close` and `wire.start`
    /// are the wire's.
    pub operation: String,
    /// Its body.
    pub body: Value,
}

/// The fate of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is carried out and answered.
    Answer,
    /// It fails before it takes effect.
    Fail,
    /// It takes effect, and its answer is lost.
    LoseAnswer,
    /// Its process dies: whether it takes effect or not, nobody learns of it.
    Vanish {
        /// Whether it takes effect.
        effect: bool,
    },
    /// It panics, as a defect in the code around it does.
    Panic {
        /// Whether it takes effect before.
        effect: bool,
    },
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
    /// Whether it is the wire's, not the SDK's.
    pub fn is_wire(&self) -> bool {
        self.operation.starts_with("wire.")
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

/// Decides a call's fate, whenever it likes.
pub type Gate = Arc<dyn Fn(SdkCall) -> BoxFuture<'static, Fate> + Send + Sync>;

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

/// The engine with its gate.
#[derive(Clone)]
pub struct Engine {
    database: Database,
    past: Arc<Mutex<Option<Database>>>,
    process: usize,
    sdk_attempts: u32,
    gate: Arc<Mutex<Option<Gate>>>,
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
        silence_injected_panics();
        let engine = Self {
            database,
            past: Arc::default(),
            process: 0,
            sdk_attempts: 1,
            gate: Arc::default(),
            units: Arc::default(),
            log: Arc::default(),
        };
        roomcast_store::create_table(&engine.client(), TABLE).await.expect("the table is created");
        engine.take_units();
        engine
    }

    /// The same engine, as another process calls it.
    #[must_use]
    pub fn of_process(&self, process: usize) -> Self {
        Self { process, ..self.clone() }
    }

    /// The same engine behind an SDK that tries a call three times, as on AWS, not once.
    #[must_use]
    pub fn with_retries(&self) -> Self {
        Self { sdk_attempts: 3, ..self.clone() }
    }

    /// Another engine with the same items and no gate.
    pub async fn copy(&self) -> Self {
        let copy = Self { sdk_attempts: self.sdk_attempts, ..Self::new().await };
        for item in self.items() {
            let put = json!({ "TableName": TABLE, "Item": item });
            let (status, answer) = copy.execute("PutItem", &put.to_string());
            assert_eq!(status, 200, "{answer}");
        }
        copy
    }

    /// Keeps the table as it is now for calls whose fate is [`Fate::Lag`].
    pub async fn freeze(&self) {
        let copy = self.copy().await;
        *self.past.lock().unwrap() = Some(copy.database);
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

    /// From now on `gate` decides; without one every call is answered.
    pub fn set_gate(&self, gate: Option<Gate>) {
        *self.gate.lock().unwrap() = gate;
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
            let fate = engine.fate(&operation, &body).await;
            if fate == Fate::Fail {
                return Err(ConnectorError::io("cut before it arrived".into()));
            }
            if fate == (Fate::Vanish { effect: false }) {
                return std::future::pending().await;
            }
            assert!(fate != (Fate::Panic { effect: false }), "{INJECTED_PANIC} before {operation}");
            let (status, text) = engine.carry_out(&fate, &operation, body.clone());
            engine.count(&operation, &body, &text);
            match fate {
                Fate::Vanish { .. } => std::future::pending().await,
                Fate::Panic { .. } => panic!("{INJECTED_PANIC} after {operation}"),
                Fate::LoseAnswer => Err(ConnectorError::io("cut before it was answered".into())),
                _ => Ok(answer(status, text)),
            }
        })
    }
}

impl Engine {
    /// Asks the gate about a call of this process.
    pub async fn fate(&self, operation: &str, body: &Value) -> Fate {
        let gate = self.gate.lock().unwrap().clone();
        let Some(gate) = gate else { return Fate::Answer };
        let number = self.units.lock().unwrap().calls;
        let (operation, body) = (operation.to_owned(), body.clone());
        gate(SdkCall { number, process: self.process, operation, body }).await
    }

    /// Returns the answer of DynamoDB to a call that reaches it.
    fn carry_out(&self, fate: &Fate, operation: &str, mut body: Value) -> (u16, String) {
        match fate {
            Fate::Refuse(kind) => (400, refusal(kind, &Value::Null)),
            Fate::Conflict => (400, conflict(operation, &body)),
            Fate::Lag => {
                let past = self.past.lock().unwrap();
                execute(past.as_ref().expect("the table was frozen"), operation, &body.to_string())
            }
            Fate::LeaveKeys => {
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

/// Reports no panic that a fate asks for: thousands of backtraces take longer than the tests.
fn silence_injected_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let text = panic.payload().downcast_ref::<String>();
            if !text.is_some_and(|text| text.starts_with(INJECTED_PANIC)) {
                report(panic);
            }
        }));
    });
}
