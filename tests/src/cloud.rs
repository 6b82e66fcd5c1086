//! The parts of AWS that a Lambda function sees: the Runtime API, DynamoDB, the management API and Lambda's
//! own API, on loopback. The functions are processes of the real binary, as many of each as wanted,
//! and may have a Lambda function's share of a core.

mod api;
mod quota;
mod sandbox;
mod seats;
mod state;
mod tls;

use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::{TcpListener, TcpSocket};
use tokio::process::{ChildStdout, Command};
use tokio::sync::{Notify, oneshot};

use crate::engine::{Engine, TABLE};
use crate::stage::SECRET;
use crate::world::built;
pub use quota::Quota;
pub use sandbox::{Sandbox, Started};
pub use state::Weather;
use state::{Answer, State};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A fake AWS.
pub struct Cloud {
    url: String,
    weather: Weather,
    bundle: Option<tempfile::NamedTempFile>,
    state: Arc<State>,
}

impl Cloud {
    /// An empty AWS that answers at once.
    pub async fn new() -> Self {
        Self::with(Weather::default()).await
    }

    /// An empty AWS in this weather.
    pub async fn with(weather: Weather) -> Self {
        let listener = listener();
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(State {
            engine: Engine::new().await,
            weather: weather.clone(),
            queues: Mutex::default(),
            waiting: Notify::new(),
            answers: Mutex::default(),
            posts: Mutex::default(),
            posted: AtomicUsize::new(0),
            deadly: Mutex::default(),
            gone: Mutex::default(),
            faults: Mutex::default(),
            every: Mutex::default(),
            log: Mutex::default(),
            jobs: Mutex::default(),
            handed_over: Notify::new(),
            requests: AtomicUsize::new(0),
            sandboxes: Mutex::default(),
        });
        let (acceptor, bundle) = if weather.tls { tls::server() } else { (None, None) };
        tokio::spawn(api::serve(listener, state.clone(), None, acceptor));
        let scheme = if weather.tls { "https" } else { "http" };
        Self { url: format!("{scheme}://localhost:{port}"), weather, bundle, state }
    }

    /// The table's engine.
    pub fn engine(&self) -> &Engine {
        &self.state.engine
    }

    /// Invokes a function, which is started if it is not running. An error is what the function
    /// answers as one, or null if its process died.
    pub async fn invoke(&self, handler: &str, event: Value) -> Result<Value, Value> {
        let busy = || self.state.answers.lock().unwrap().values().filter(|a| a.handler == handler).count();
        let needed = if self.weather.scales { busy() + 1 } else { 1 };
        if self.sandboxes(handler).len() < needed {
            self.start(handler);
        }
        let (to, receiver) = oneshot::channel();
        let id = format!("{handler}-{}", self.state.requests.fetch_add(1, Ordering::Relaxed));
        let answer = Answer { handler: handler.to_owned(), to };
        self.state.answers.lock().unwrap().insert(id.clone(), answer);
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
        answered.unwrap_or_else(|_| panic!("{handler} answers in time")).unwrap_or(Err(Value::Null))
    }

    /// Starts one more process of a function.
    pub fn start(&self, handler: &str) -> Arc<Sandbox> {
        let sandbox = Arc::new(Sandbox::default());
        let quota = self.weather.quota.then(|| Quota::of_memory(self.memory_mib())).flatten();
        let log = sandbox.begin(self.command_in(handler, &sandbox), quota);
        tokio::spawn(keep_log(BufReader::new(log).lines(), self.state.clone()));
        self.state.sandboxes.lock().unwrap().entry(handler.to_owned()).or_default().push(sandbox.clone());
        sandbox
    }

    /// A function's processes.
    pub fn sandboxes(&self, handler: &str) -> Vec<Arc<Sandbox>> {
        self.state.sandboxes.lock().unwrap().get(handler).cloned().unwrap_or_default()
    }

    /// Ends a function's processes: the next invocation starts a new one.
    pub fn kill(&self, handler: &str) {
        self.state.kill(handler);
    }

    /// When so many more posts have arrived, the function's processes are ended.
    pub fn kill_after_posts(&self, posts: usize, handler: &str) {
        *self.state.deadly.lock().unwrap() = Some((posts, handler.to_owned()));
    }

    /// A function's process, not yet started.
    pub fn command(&self, handler: &str) -> Command {
        self.command_in(handler, &Arc::default())
    }

    fn memory_mib(&self) -> u32 {
        if self.weather.memory_mib == 0 { 512 } else { self.weather.memory_mib }
    }

    fn command_in(&self, handler: &str, sandbox: &Arc<Sandbox>) -> Command {
        let binary = self.weather.binary.clone().unwrap_or_else(|| built("bootstrap"));
        let mut command = Command::new(binary);
        let url = &self.url;
        let runtime_api = self.runtime_api(handler, sandbox);
        command.env_clear().kill_on_drop(true).stdout(Stdio::piped());
        command.envs([
            ("_HANDLER", handler),
            ("AWS_LAMBDA_RUNTIME_API", runtime_api.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", handler),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &self.memory_mib().to_string()),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_ENDPOINT_URL", url),
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
        if let Some(bundle) = &self.bundle {
            command.env("AWS_CA_BUNDLE", bundle.path());
        }
        command.envs(self.weather.variables.iter().copied());
        command
    }

    /// An address of the Runtime API for one process.
    fn runtime_api(&self, handler: &str, sandbox: &Arc<Sandbox>) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("an address").to_string();
        let listener = TcpListener::from_std(listener).expect("a listener");
        let of = Some((handler.to_owned(), Arc::downgrade(sandbox)));
        tokio::spawn(api::serve(listener, self.state.clone(), of, None));
        address
    }

    /// Whether a function has asked for an event.
    pub fn has_asked(&self, handler: &str) -> bool {
        self.state.queues.lock().unwrap().get(handler).is_some_and(|queue| queue.asked)
    }

    /// The next job that was handed over.
    pub fn take_job(&self) -> Option<Value> {
        self.state.jobs.lock().unwrap().pop_front()
    }

    /// Runs a job in its function.
    pub async fn run_job(&self, job: Value) -> Result<Value, Value> {
        let name = job["job"].as_str().expect("a job has a name").to_owned();
        self.invoke(&name, job).await
    }

    /// Runs the jobs that were handed over, one after the other.
    pub async fn run_jobs(&self) {
        while let Some(job) = self.take_job() {
            self.run_job(job).await.expect("the job succeeds");
        }
    }

    /// Runs jobs as they come, side by side, for ever.
    pub async fn keep_running_jobs(self: Arc<Self>) {
        loop {
            let more = self.state.handed_over.notified();
            while let Some(job) = self.take_job() {
                let cloud = self.clone();
                tokio::spawn(async move { cloud.run_job(job).await.expect("the job succeeds") });
            }
            more.await;
        }
    }

    /// Takes the frames that connections were posted.
    pub fn take_posts(&self) -> Vec<(String, Value)> {
        let posts = std::mem::take(&mut *self.state.posts.lock().unwrap());
        let read = |frame: Bytes| serde_json::from_slice(&frame).unwrap_or_default();
        posts.into_iter().map(|(connection, frame)| (connection, read(frame))).collect()
    }

    /// Returns and forgets the texts posted to connections since the last call.
    pub fn take_texts(&self) -> Vec<(String, String)> {
        let posts = std::mem::take(&mut *self.state.posts.lock().unwrap());
        let text = |frame: Bytes| String::from_utf8_lossy(&frame).into_owned();
        posts.into_iter().map(|(connection, frame)| (connection, text(frame))).collect()
    }

    /// How many posts have been taken so far.
    pub fn posted(&self) -> usize {
        self.state.posted.load(Ordering::Relaxed)
    }

    /// The next calls to a connection, or invocations of a function, are answered with these
    /// statuses and have no effect.
    pub fn answer_with(&self, name: &str, statuses: &[u16]) {
        self.state.faults.lock().unwrap().entry(name.to_owned()).or_default().extend(statuses);
    }

    /// From now on every so many-th post is answered with a status and has no effect.
    pub fn answer_every(&self, faults: &[(usize, u16)]) {
        *self.state.every.lock().unwrap() = faults.to_vec();
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
        self.state.gone.lock().unwrap().insert(connection.to_owned());
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        self.state.sandboxes.lock().unwrap().clear();
    }
}

/// A listener whose queue holds everybody who may come at once.
fn listener() -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    socket.listen(4_096).expect("a listener")
}

async fn keep_log(mut lines: Lines<BufReader<ChildStdout>>, state: Arc<State>) {
    while let Ok(Some(line)) = lines.next_line().await {
        let line = serde_json::from_str(&line).unwrap_or(Value::String(line));
        state.log.lock().unwrap().push(line);
    }
}
