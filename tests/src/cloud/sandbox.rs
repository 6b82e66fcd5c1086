//! One process of a function, and what it uses.

use std::fs;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tokio::process::{Child, ChildStdout, Command};

use super::Quota;

/// A process of a function. It ends when this is dropped.
#[derive(Debug, Default)]
pub struct Sandbox(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    process: Option<Child>,
    begun: Option<Instant>,
    started: Option<Started>,
    // After the process: its group goes when it has ended.
    quota: Option<Quota>,
}

/// The cost of a start: from the process's beginning to its first question for an event.
#[derive(Debug, Clone, Copy)]
pub struct Started {
    /// CPU time.
    pub cpu: Duration,
    /// Time.
    pub after: Duration,
    /// Resident memory then, in kB.
    pub resident_kb: u64,
}

impl Sandbox {
    /// Starts the process; answers its log.
    pub(super) fn begin(&self, mut command: Command, quota: Option<Quota>) -> ChildStdout {
        // The lock is held so that the process cannot ask before it is known.
        let mut inside = self.0.lock().unwrap();
        let begun = Some(Instant::now());
        let mut process = command.spawn().expect("the function starts");
        let log = process.stdout.take().expect("its log");
        if let (Some(quota), Some(id)) = (&quota, process.id()) {
            assert!(quota.hold(id), "the process cannot be put into its group");
        }
        *inside = Inside { process: Some(process), begun, started: None, quota };
        log
    }

    /// The process has asked for an event: from the first time on it has its share of a core.
    pub(super) fn asked(&self) {
        let mut inside = self.0.lock().unwrap();
        let Some(id) = inside.process.as_ref().and_then(Child::id) else { return };
        if inside.started.is_none() {
            let after = inside.begun.map(|at| at.elapsed()).unwrap_or_default();
            inside.started = Some(Started { cpu: cpu(id), after, resident_kb: status_kb(id, "VmRSS") });
            if let Some(quota) = &inside.quota {
                assert!(quota.limit(), "the group cannot be limited");
            }
        }
    }

    fn id(&self) -> Option<u32> {
        self.0.lock().unwrap().process.as_ref().and_then(Child::id)
    }

    /// The cost of the start, once it has ended.
    pub fn started(&self) -> Option<Started> {
        self.0.lock().unwrap().started
    }

    /// CPU time used so far.
    pub fn cpu(&self) -> Duration {
        self.id().map(cpu).unwrap_or_default()
    }

    /// Most memory ever resident, in kB.
    pub fn peak_kb(&self) -> u64 {
        self.id().map_or(0, |id| status_kb(id, "VmHWM"))
    }

    /// Whether it has a Lambda function's share of a core.
    pub fn is_limited(&self) -> bool {
        self.0.lock().unwrap().quota.is_some()
    }
}

/// CPU time of a process's threads, to the nanosecond.
fn cpu(process: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let of_task = |task: fs::DirEntry| -> Option<u64> {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    Duration::from_nanos(tasks.filter_map(of_task).sum())
}

fn status_kb(process: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}
