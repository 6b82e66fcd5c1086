//! The entry of every AWS Lambda function: one binary, which `_HANDLER` tells its function.
//!
//! A start makes the clients and calls the table once, before it asks for the first event: Lambda
//! runs this part at full speed ("Understanding the Lambda execution environment lifecycle").

mod clients;
mod events;
mod invoke;
mod log;
mod retry;
mod settings;
mod signed;
pub mod template;
mod wire;

use std::process::ExitCode;
use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent};
use roomcast_domain::Clock;
use serde::de::DeserializeOwned;
use serde_json::Value;

use events::{handle_http, handle_socket};
use roomcast_functions::http::router::ENDPOINTS;
use roomcast_functions::live::job::JobName;
use roomcast_functions::live::run::run_job;
use roomcast_functions::socket::functions::{CONNECT, DISCONNECT, RECEIVE};
use roomcast_functions::uploads::files::Files;
use roomcast_functions::{App, Parts};
use roomcast_store::Table;

pub use settings::AwsSettings;
pub use wire::AwsWire;

/// A Lambda function of the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// A route of the HTTP API, by its endpoint's name.
    Route(&'static str),
    /// The HTTP API's `$default` route.
    Default,
    /// The WebSocket API's `$connect` route.
    Connect,
    /// The WebSocket API's `$default` route.
    Receive,
    /// The WebSocket API's `$disconnect` route.
    Disconnect,
    /// A worker job, by its name.
    Job(JobName),
}

impl Function {
    /// All functions.
    pub fn all() -> Vec<Self> {
        let routes = ENDPOINTS.iter().map(|endpoint| Self::Route(endpoint.name));
        let sockets = [Self::Default, Self::Connect, Self::Receive, Self::Disconnect];
        routes.chain(sockets).chain(JobName::ALL.map(Self::Job)).collect()
    }

    /// Returns the `Handler` of the function.
    pub fn handler(self) -> &'static str {
        match self {
            Self::Route(name) => name,
            Self::Job(name) => name.as_str(),
            Self::Default => "default",
            Self::Connect => CONNECT.name,
            Self::Receive => RECEIVE.name,
            Self::Disconnect => DISCONNECT.name,
        }
    }

    /// Finds the function with this `Handler`.
    pub fn find(handler: &str) -> Option<Self> {
        Self::all().into_iter().find(|function| function.handler() == handler)
    }
}

/// Starts the function that `_HANDLER` names and serves its events for ever.
pub async fn start() -> ExitCode {
    let handler = settings::handler();
    log::install(&handler);
    match serve(&handler).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function does not start");
            ExitCode::FAILURE
        }
    }
}

async fn serve(handler: &str) -> Result<(), Error> {
    let function = Function::find(handler).ok_or_else(|| format!("there is no function {handler:?}"))?;
    let app = app()?;
    if function != Function::Default {
        // Opens the connection to the table. A failure shows at the first call of an event.
        let _ = app.store.warm().await;
    }
    lambda_runtime::run(lambda_runtime::service_fn(async |event: LambdaEvent<Value>| {
        log::set_request(event.context.request_id);
        let answer = handle(&app, function, event.payload).await;
        // A job's failure is logged by the runner of jobs.
        answer.inspect_err(|error| {
            if !error.is::<roomcast_functions::Error>() {
                tracing::error!(operation = handler, service = "roomcast", detail = %error, "an event was not handled");
            }
        })
    }))
    .await
}

/// Handles an event and returns its answer.
///
/// # Errors
/// Returns an error for an event that cannot be read, and for a job that failed, which Lambda repeats.
pub async fn handle(app: &Arc<App>, function: Function, event: Value) -> Result<Value, Error> {
    let answer = match function {
        Function::Route(_) | Function::Default => {
            return Ok(serde_json::to_value(handle_http(app, function.handler(), read(event)?).await?)?);
        }
        Function::Connect | Function::Receive | Function::Disconnect => {
            handle_socket(app, function, read(event)?).await
        }
        Function::Job(_) => {
            run_job(app, read(event)?).await?;
            return Ok(Value::Null);
        }
    };
    Ok(serde_json::to_value(answer)?)
}

/// Reads an event. The error names the JSON path that failed and repeats nothing of the event.
fn read<T: DeserializeOwned>(event: Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(event)
        .map_err(|error| format!("the event cannot be read at {}", error.path()).into())
}

fn app() -> Result<Arc<App>, Error> {
    let settings = AwsSettings::from_environment()?;
    let clock = Clock::system();
    let http = clients::http(&settings)?;
    let config = settings::chat()?;
    let files = settings.bucket_url.clone().map(|url| Files {
        bucket_url: Some(url),
        public_url: config.files_base_url.clone(),
        region: settings.region.clone(),
        credentials: settings.credentials.clone(),
    });
    Ok(App::new(Parts {
        config,
        files,
        table: Table::dynamo(clients::dynamo(&settings, &http), &settings.table),
        epoch: "0".to_owned(),
        sole_writer: false,
        wire: Arc::new(AwsWire::new(&settings, &http, clock.clone())),
        clock,
    }))
}
