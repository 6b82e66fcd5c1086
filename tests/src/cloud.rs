//! What a Lambda function sees of AWS: the Runtime API, DynamoDB, the management API and Lambda's
//! own API, on one loopback port. The functions are processes of the real binary.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{Notify, oneshot};

use crate::engine::{Engine, TABLE};
use crate::stage::SECRET;
use crate::world::built;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A fake AWS.
pub struct Cloud {
    address: String,
    state: Arc<State>,
    functions: Mutex<Vec<Child>>,
}

struct State {
    engine: Engine,
    queues: Mutex<HashMap<String, Queue>>,
    waiting: Notify,
    answers: Mutex<HashMap<String, oneshot::Sender<Result<Value, Value>>>>,
    posts: Mutex<Vec<(String, Value)>>,
    gone: Mutex<Vec<String>>,
    faults: Mutex<HashMap<String, VecDeque<u16>>>,
    log: Mutex<Vec<Value>>,
    jobs: Mutex<VecDeque<Value>>,
    requests: Mutex<u64>,
}

impl State {
    fn fault(&self, name: &str) -> Option<u16> {
        self.faults.lock().unwrap().get_mut(name)?.pop_front()
    }
}

#[derive(Default)]
struct Queue {
    events: VecDeque<(String, Value)>,
    asked: bool,
}

impl Cloud {
    /// An empty AWS.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let state = Arc::new(State {
            engine: Engine::new().await,
            queues: Mutex::default(),
            waiting: Notify::new(),
            answers: Mutex::default(),
            posts: Mutex::default(),
            gone: Mutex::default(),
            faults: Mutex::default(),
            log: Mutex::default(),
            jobs: Mutex::default(),
            requests: Mutex::default(),
        });
        tokio::spawn(serve(listener, state.clone(), String::new()));
        Self { address, state, functions: Mutex::default() }
    }

    /// Invokes a function, which is started if it is not running.
    pub async fn invoke(&self, handler: &str, event: Value) -> Result<Value, Value> {
        if !self.state.queues.lock().unwrap().contains_key(handler) {
            self.start(handler);
        }
        let (sender, receiver) = oneshot::channel();
        let id = {
            let mut number = self.state.requests.lock().unwrap();
            *number += 1;
            format!("{handler}-{number}")
        };
        self.state.answers.lock().unwrap().insert(id.clone(), sender);
        self.state
            .queues
            .lock()
            .unwrap()
            .entry(handler.to_owned())
            .or_default()
            .events
            .push_back((id, event));
        self.state.waiting.notify_waiters();
        let answered = tokio::time::timeout(PATIENCE, receiver).await;
        answered.unwrap_or_else(|_| panic!("{handler} answers in time")).expect("an answer")
    }

    fn start(&self, handler: &str) {
        self.state.queues.lock().unwrap().insert(handler.to_owned(), Queue::default());
        let mut process = self.command(handler).spawn().expect("the function starts");
        let lines = BufReader::new(process.stdout.take().expect("its log")).lines();
        tokio::spawn(keep_log(lines, self.state.clone()));
        self.functions.lock().unwrap().push(process);
    }

    /// A function's process, not yet started.
    pub fn command(&self, handler: &str) -> Command {
        let mut command = Command::new(built("bootstrap"));
        let url = format!("http://{}", self.address);
        let runtime_api = self.runtime_api(handler);
        command.env_clear().kill_on_drop(true).stdout(Stdio::piped());
        command.envs([
            ("_HANDLER", handler),
            ("AWS_LAMBDA_RUNTIME_API", runtime_api.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", handler),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_ENDPOINT_URL", &url),
            ("WS_MGMT_ENDPOINT", &format!("{url}/v1")),
            ("TABLE_NAME", TABLE),
            ("UPLOADS_BUCKET", "uploads"),
            ("FILES_BASE_URL", "https://chat.example.com"),
            ("JWT_SECRET", SECRET),
            ("GREET_FUNCTION", "greet"),
            ("DELIVER_FUNCTION", "deliver"),
            ("CLOSE_FUNCTION", "close"),
            ("RENAME_FUNCTION", "rename"),
        ]);
        command
    }

    /// An address of the Runtime API for one function.
    fn runtime_api(&self, handler: &str) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("an address").to_string();
        let listener = TcpListener::from_std(listener).expect("a listener");
        tokio::spawn(serve(listener, self.state.clone(), handler.to_owned()));
        address
    }

    /// Whether a function has asked for an event.
    pub fn has_asked(&self, handler: &str) -> bool {
        self.state.queues.lock().unwrap().get(handler).is_some_and(|queue| queue.asked)
    }

    /// Runs the jobs that were handed over, in their functions.
    pub async fn run_jobs(&self) {
        loop {
            let job = self.state.jobs.lock().unwrap().pop_front();
            let Some(job) = job else { return };
            let name = job["job"].as_str().expect("a job has a name").to_owned();
            self.invoke(&name, job).await.expect("the job succeeds");
        }
    }

    /// Takes the frames that connections were posted.
    pub fn take_posts(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.state.posts.lock().unwrap())
    }

    /// The next calls to a connection, or invocations of a function, are answered with these
    /// statuses and have no effect.
    pub fn answer_with(&self, name: &str, statuses: &[u16]) {
        self.state.faults.lock().unwrap().entry(name.to_owned()).or_default().extend(statuses);
    }

    /// Waits for a line of a function's log.
    pub async fn logged(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(line) = self.log().into_iter().find(&wanted) {
                    return line;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("the line is not among {:?}", self.log()))
    }

    /// The functions' logs.
    pub fn log(&self) -> Vec<Value> {
        self.state.log.lock().unwrap().clone()
    }

    /// From now on this connection answers 410.
    pub fn lose(&self, connection: &str) {
        self.state.gone.lock().unwrap().push(connection.to_owned());
    }
}

async fn keep_log(mut lines: Lines<BufReader<ChildStdout>>, state: Arc<State>) {
    while let Ok(Some(line)) = lines.next_line().await {
        let line = serde_json::from_str(&line).unwrap_or(Value::String(line));
        state.log.lock().unwrap().push(line);
    }
}

/// Serves AWS to everybody (`handler` empty), or the Runtime API to one function.
async fn serve(listener: TcpListener, state: Arc<State>, handler: String) {
    while let Ok((stream, _)) = listener.accept().await {
        let (state, handler) = (state.clone(), handler.clone());
        let service = service_fn(move |request| answer(state.clone(), handler.clone(), request));
        let connection =
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}

async fn answer(
    state: Arc<State>,
    handler: String,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let path: Vec<&str> = parts.uri.path().trim_start_matches('/').split('/').collect();
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    Ok(match (target, &path[..]) {
        (Some(target), _) => {
            let operation = target.rsplit('.').next().unwrap_or_default();
            let (status, text) = state.engine.execute(operation, &String::from_utf8_lossy(&body));
            let response =
                Response::builder().status(status).header("content-type", "application/x-amz-json-1.0");
            response.body(Full::new(text.into())).expect("a response")
        }
        (None, ["2018-06-01", "runtime", "invocation", "next"]) => next_event(&state, &handler).await,
        (None, ["2018-06-01", "runtime", "invocation", id, kind]) => {
            let value = serde_json::from_slice(&body).unwrap_or(Value::Null);
            if let Some(waiting) = state.answers.lock().unwrap().remove(*id) {
                let _ = waiting.send(if *kind == "response" { Ok(value) } else { Err(value) });
            }
            status(202)
        }
        (None, ["2015-03-31", "functions", function, "invocations"]) => {
            let signed = parts
                .headers
                .get("authorization")
                .is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"));
            let event = parts.headers.get("x-amz-invocation-type").is_some_and(|kind| kind == "Event");
            let job: Value = serde_json::from_slice(&body).unwrap_or_default();
            if !signed || !event || job["job"] != **function {
                return Ok(status(403));
            }
            if let Some(fault) = state.fault(function) {
                return Ok(status(fault));
            }
            state.jobs.lock().unwrap().push_back(job);
            status(202)
        }
        (None, ["v1", "@connections" | "%40connections", connection]) => {
            let connection = connection.replace("%3D", "=");
            if state.gone.lock().unwrap().contains(&connection) {
                return Ok(status(410));
            }
            if let Some(fault) = state.fault(&connection) {
                return Ok(status(fault));
            }
            let frame = if parts.method == Method::DELETE {
                json!("deleted")
            } else {
                serde_json::from_slice(&body).unwrap_or_default()
            };
            state.posts.lock().unwrap().push((connection, frame));
            status(200)
        }
        _ => status(404),
    })
}

fn status(status: u16) -> Response<Full<Bytes>> {
    Response::builder().status(status).body(Full::default()).expect("a response")
}

async fn next_event(state: &State, handler: &str) -> Response<Full<Bytes>> {
    loop {
        let waiting = state.waiting.notified();
        tokio::pin!(waiting);
        waiting.as_mut().enable();
        let event = {
            let mut queues = state.queues.lock().unwrap();
            let queue = queues.entry(handler.to_owned()).or_default();
            queue.asked = true;
            queue.events.pop_front()
        };
        if let Some((id, event)) = event {
            let response = Response::builder()
                .header("lambda-runtime-aws-request-id", id)
                .header("lambda-runtime-deadline-ms", "9999999999999")
                .header(
                    "lambda-runtime-invoked-function-arn",
                    format!("arn:aws:lambda:eu-central-1:1:function:{handler}"),
                );
            return response.body(Full::new(event.to_string().into())).expect("a response");
        }
        waiting.await;
    }
}
