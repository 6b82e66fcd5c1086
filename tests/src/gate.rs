//! Calls of the typed table and of the wire, with their fates in the test's hands: held back, failed
//! before or after they took effect, cut off with their process.
//!
//! Every call of a [`Stage`](crate::stage::Stage) passes its gate, whichever table it is on. What only
//! DynamoDB does to a call below the typed table is the [`Engine`](crate::engine::Engine)'s.

use std::fmt;
use std::sync::{Arc, Mutex, Once, mpsc};

use futures_util::future::BoxFuture;
use roomcast_store::TableCall;

/// The beginning of the message of a panic that a fate asks for.
const INJECTED_PANIC: &str = "the test panics";

/// A call of the table or of the wire.
#[derive(Debug, Clone)]
pub struct Call {
    /// The process that makes it.
    pub process: usize,
    /// `table.` or `wire.` and the operation, such as `table.write` or `wire.post`.
    pub operation: String,
    /// Its keys and values.
    pub text: String,
}

impl Call {
    /// Tells whether the wire is called, not the table.
    pub fn is_wire(&self) -> bool {
        self.operation.starts_with("wire.")
    }

    /// Tells whether the call may change the table.
    pub fn writes(&self) -> bool {
        ["table.write", "table.write_cache", "table.transact"].contains(&self.operation.as_str())
    }
}

/// The fate of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// Decides a call's fate, whenever it likes.
pub type Decide = Arc<dyn Fn(Call) -> BoxFuture<'static, Fate> + Send + Sync>;

/// The gate of one process. Those of all processes of a stage share what decides.
#[derive(Clone)]
pub struct Gate {
    decide: Arc<Mutex<Option<Decide>>>,
    process: usize,
    /// Whether another thread carries out the writes.
    is_threaded: bool,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the gate of process {}", self.process)
    }
}

impl Gate {
    /// Makes an open gate.
    pub(crate) fn new(is_threaded: bool) -> Self {
        silence_injected_panics();
        Self { decide: Arc::default(), process: 0, is_threaded }
    }

    /// Makes the gate of another process.
    pub(crate) fn of_process(&self, process: usize) -> Self {
        Self { process, ..self.clone() }
    }

    /// From now on `decide` decides; without it every call is answered.
    pub fn set(&self, decide: Option<Decide>) {
        *self.decide.lock().unwrap() = decide;
    }

    /// Does something, as its fate is; `None` if the caller is told that it failed.
    pub(crate) async fn act<T>(
        &self,
        operation: &str,
        text: String,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let decide = self.decide.lock().unwrap().clone();
        let call = Call { process: self.process, operation: operation.to_owned(), text };
        let fate = match decide {
            Some(decide) => decide(call).await,
            None => Fate::Answer,
        };
        match fate {
            Fate::Answer => return Some(work.await),
            Fate::Fail | Fate::Vanish { effect: false } | Fate::Panic { effect: false } => {}
            Fate::LoseAnswer | Fate::Vanish { effect: true } | Fate::Panic { effect: true } => {
                drop(work.await);
            }
        }
        match fate {
            Fate::Vanish { .. } => std::future::pending().await,
            Fate::Panic { .. } => panic!("{INJECTED_PANIC} at {operation}"),
            Fate::Answer | Fate::Fail | Fate::LoseAnswer => None,
        }
    }
}

impl roomcast_store::Gate for Gate {
    fn pass<'a>(&'a self, call: TableCall, work: BoxFuture<'a, ()>) -> BoxFuture<'a, bool> {
        let operation = format!("table.{}", call.operation);
        let waits = self.is_threaded && ["write", "transact"].contains(&call.operation);
        let work = async move {
            let _stopped = waits.then(StoppedTime::new);
            work.await;
        };
        Box::pin(async move { self.act(&operation, call.text, work).await.is_some() })
    }
}

/// While it lives, time that is paused does not jump to the next timer: a thread that tokio does not know
/// of is at work.
struct StoppedTime {
    _working: mpsc::Sender<()>,
}

impl StoppedTime {
    fn new() -> Self {
        let (working, ended) = mpsc::channel();
        tokio::task::spawn_blocking(move || ended.recv());
        Self { _working: working }
    }
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
