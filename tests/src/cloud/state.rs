//! The state of a fake AWS.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::{Notify, oneshot};

use super::sandbox::Sandbox;
use crate::engine::Engine;

/// How a cloud behaves.
#[derive(Debug, Clone, Default)]
pub struct Weather {
    /// How long DynamoDB takes to answer.
    pub table: Duration,
    /// How long the management API takes.
    pub post: Duration,
    /// Whether both speak TLS, as on AWS.
    pub tls: bool,
    /// The functions' memory in MiB; with `quota` also their share of a core. 512 if zero.
    pub memory_mib: u32,
    /// Whether functions have no more of a core than their memory's share.
    pub quota: bool,
    /// Whether a function that is busy gets another process, as on AWS; else events wait.
    pub scales: bool,
    /// Further variables of the functions.
    pub variables: Vec<(&'static str, &'static str)>,
    /// The binary; the one that was built beside the tests if absent.
    pub binary: Option<PathBuf>,
}

pub(super) struct State {
    pub(super) engine: Engine,
    pub(super) weather: Weather,
    pub(super) queues: Mutex<HashMap<String, Queue>>,
    pub(super) waiting: Notify,
    pub(super) answers: Mutex<HashMap<String, Answer>>,
    pub(super) posts: Mutex<Vec<(String, Bytes)>>,
    pub(super) posted: AtomicUsize,
    pub(super) deadly: Mutex<Option<(usize, String)>>,
    pub(super) gone: Mutex<HashSet<String>>,
    pub(super) faults: Mutex<HashMap<String, VecDeque<u16>>>,
    pub(super) every: Mutex<Vec<(usize, u16)>>,
    pub(super) log: Mutex<Vec<Value>>,
    pub(super) jobs: Mutex<VecDeque<Value>>,
    pub(super) handed_over: Notify,
    pub(super) requests: AtomicUsize,
    pub(super) sandboxes: Mutex<HashMap<String, Vec<Arc<Sandbox>>>>,
}

/// The name of an invoked function, and the channel that takes the end of the invocation.
pub(super) struct Answer {
    pub(super) handler: String,
    pub(super) to: oneshot::Sender<Result<Value, Value>>,
}

#[derive(Default)]
pub(super) struct Queue {
    pub(super) events: VecDeque<(String, Value)>,
    pub(super) asked: bool,
}

impl State {
    pub(super) fn fault(&self, name: &str) -> Option<u16> {
        self.faults.lock().unwrap().get_mut(name)?.pop_front()
    }

    /// Ends a function's processes; whoever waits for one of them gets an error.
    pub(super) fn kill(&self, handler: &str) {
        self.sandboxes.lock().unwrap().remove(handler);
        self.queues.lock().unwrap().remove(handler);
        let mut answers = self.answers.lock().unwrap();
        answers.retain(|_, answer| answer.handler != handler);
    }
}
