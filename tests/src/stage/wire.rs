//! The wire of a stage: keeps what each connection is posted, and the jobs that are started.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use roomcast_domain::ClosedReason;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::wire::{Greeting, Wire, WireError};
use serde_json::Value;

use crate::gate::Gate;

/// The state of the wire: the frames of each connection, and the jobs that wait.
#[derive(Debug, Default)]
pub struct Kept {
    pub(super) connections: Mutex<BTreeMap<ConnectionId, Vec<Value>>>,
    pub(super) jobs: Mutex<VecDeque<Job>>,
    pub(super) posts: AtomicU64,
}

impl Kept {
    fn put(&self, target: &ConnectionId, frame: &Bytes) -> bool {
        self.posts.fetch_add(1, Ordering::Relaxed);
        let mut connections = self.connections.lock().unwrap();
        let Some(kept) = connections.get_mut(target) else { return false };
        kept.push(serde_json::from_slice(frame).expect("a frame is JSON"));
        true
    }
}

/// One process's wire. Each call of it passes the gate, like one of the table.
pub struct StageWire {
    /// What all processes share.
    pub kept: Arc<Kept>,
    /// The process's gate.
    pub gate: Gate,
}

impl StageWire {
    /// Does something, as the gate says; `None` if the caller is told that it failed.
    async fn act<T>(&self, operation: &str, what: &str, act: impl FnOnce() -> T) -> Option<T> {
        self.gate.act(operation, what.to_owned(), async { act() }).await
    }
}

impl Wire for StageWire {
    fn post<'a>(&'a self, targets: &'a [ConnectionId], frame: Bytes) -> BoxFuture<'a, Vec<ConnectionId>> {
        async move {
            let mut gone = Vec::new();
            for target in targets {
                let posted = self.act("wire.post", &target.0, || self.kept.put(target, &frame)).await;
                if posted == Some(false) {
                    gone.push(target.clone());
                }
            }
            gone
        }
        .boxed()
    }

    fn greet<'a>(
        &'a self,
        target: &'a ConnectionId,
        frame: Bytes,
        _: Greeting,
    ) -> BoxFuture<'a, Result<(), WireError>> {
        async move {
            match self.act("wire.greet", &target.0, || self.kept.put(target, &frame)).await {
                Some(true) => Ok(()),
                Some(false) => Err(WireError::Gone),
                None => Err(WireError::Unavailable),
            }
        }
        .boxed()
    }

    fn close<'a>(&'a self, target: &'a ConnectionId, _: Option<ClosedReason>) -> BoxFuture<'a, ()> {
        let close = || drop(self.kept.connections.lock().unwrap().remove(target));
        async move { self.act("wire.close", &target.0, close).await.unwrap_or_default() }.boxed()
    }

    fn start(&self, job: Job) -> BoxFuture<'_, Result<(), WireError>> {
        async move {
            let name = job.name().as_str();
            let start = || self.kept.jobs.lock().unwrap().push_back(job);
            self.act("wire.start", name, start).await.ok_or(WireError::Unavailable)
        }
        .boxed()
    }

    fn direct_posts(&self) -> usize {
        500
    }
}
