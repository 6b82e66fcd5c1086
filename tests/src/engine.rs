//! The embedded DynamoDB engine in memory behind the SDK, with every call in the test's hands:
//! counted, held back, failed before or after it took effect.

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use dynoxide::{Database, DynoxideError};
use futures_util::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// The table's name.
pub const TABLE: &str = "roomcast";

/// A call of the SDK.
#[derive(Debug, Clone)]
pub struct SdkCall {
    /// Its number, from 0.
    pub number: usize,
    /// The process that makes it.
    pub process: usize,
    /// The operation, such as `PutItem`.
    pub operation: String,
    /// Its body.
    pub body: Value,
}

/// What becomes of a call.
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
    /// DynamoDB refuses it with this error.
    Refuse(&'static str),
}

/// Decides a call's fate, whenever it likes.
pub type Gate = Arc<dyn Fn(SdkCall) -> BoxFuture<'static, Fate> + Send + Sync>;

/// What calls cost.
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
    process: usize,
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
    /// An empty engine with the table.
    pub async fn new() -> Self {
        let engine = Self {
            database: Database::memory().expect("the engine starts"),
            process: 0,
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

    /// A client of it.
    pub fn client(&self) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("local"))
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .retry_config(RetryConfig::disabled())
            .http_client(self.clone())
            .build();
        Client::from_conf(config)
    }

    /// From now on `gate` decides; without one every call is answered.
    pub fn set_gate(&self, gate: Option<Gate>) {
        *self.gate.lock().unwrap() = gate;
    }

    /// What the calls since the last time cost, as DynamoDB counts.
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

    fn count(&self, operation: &str, answer: &str) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        let capacity = match &answer["ConsumedCapacity"] {
            Value::Array(tables) => tables.iter().filter_map(|t| t["CapacityUnits"].as_f64()).sum(),
            table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
        };
        let mut units = self.units.lock().unwrap();
        units.calls += 1;
        let is_read = ["GetItem", "Query", "BatchGetItem", "Scan"].contains(&operation);
        *(if is_read { &mut units.read } else { &mut units.write }) += capacity;
        // A refused condition costs what the write would have: at least one unit.
        if answer["__type"].as_str().is_some_and(|kind| kind.ends_with("ConditionalCheckFailedException")) {
            units.write += 1.0;
        }
        self.log.lock().unwrap().push(format!("{operation} {capacity}"));
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
        body.as_object_mut().map(|body| body.remove("ClientRequestToken"));
        let engine = self.clone();
        HttpConnectorFuture::new(async move {
            let gate = engine.gate.lock().unwrap().clone();
            let number = engine.units.lock().unwrap().calls;
            let call =
                SdkCall { number, process: engine.process, operation: operation.clone(), body: body.clone() };
            let fate = match gate {
                Some(gate) => gate(call).await,
                None => Fate::Answer,
            };
            match fate {
                Fate::Fail => return Err(ConnectorError::io("cut before it arrived".into())),
                Fate::Refuse(kind) => {
                    engine.count(&operation, "{}");
                    return Ok(answer(
                        400,
                        format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{kind}"}}"#),
                    ));
                }
                Fate::Vanish { effect: false } => return std::future::pending().await,
                Fate::Answer | Fate::LoseAnswer | Fate::Vanish { effect: true } => {}
            }
            let (status, text) = execute(&engine.database, &operation, &body.to_string());
            engine.count(&operation, &text);
            if fate == (Fate::Vanish { effect: true }) {
                return std::future::pending().await;
            }
            if fate == Fate::LoseAnswer {
                return Err(ConnectorError::io("cut before it was answered".into()));
            }
            Ok(answer(status, text))
        })
    }
}

fn answer(status: u16, body: String) -> HttpResponse {
    let status = aws_smithy_runtime_api::http::StatusCode::try_from(status).expect("a status");
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}

/// Carries an operation out: status and body.
fn execute(database: &Database, operation: &str, body: &str) -> (u16, String) {
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
        "GetItem" => typed(body, |q| database.get_item(q)),
        "PutItem" => typed(body, |q| database.put_item(q)),
        "UpdateItem" => typed(body, |q| database.update_item(q)),
        "DeleteItem" => typed(body, |q| database.delete_item(q)),
        "Query" => typed(body, |q| database.query(q)),
        "Scan" => typed(body, |q| database.scan(q)),
        "BatchGetItem" => typed(body, |q| database.batch_get_item(q)),
        "TransactWriteItems" => typed(body, |q| database.transact_write_items(q)),
        other => panic!("the store made a call that the tests do not know: {other}"),
    }
}
